import type { Logger } from "pino";
import { type OnAnswered, rounded, shownName, statementTime } from "./answered.ts";

/** Writes a line for each request. Nothing in it is a key, or anything of what was asked but the operation's name. */
export const createRequestLog =
  (log: Logger): OnAnswered =>
  (answered) => {
    const { caller, method, status, begun, ended, bytes, aborted } = answered;
    const { requestId, role, subject, facts } = caller;
    // What is undefined is left out.
    log.info(
      {
        requestId,
        method,
        status,
        milliseconds: rounded(ended - begun),
        bytes,
        operation: facts.operation ?? undefined,
        name: shownName(answered),
        fromMemory: facts.fromMemory || undefined,
        cost: facts.cost ?? undefined,
        statements: facts.statements.length || undefined,
        statementMilliseconds: facts.statements.length > 0 ? rounded(statementTime(answered)) : undefined,
        role: role === "PUBLIC" ? undefined : role,
        subject: subject ?? undefined,
        errors: facts.errorCodes.length > 0 ? countsOf(facts.errorCodes) : undefined,
        aborted: aborted || undefined,
      },
      "request",
    );
  };

/** How often there is each: an answer may have a hundred alike. */
function countsOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
