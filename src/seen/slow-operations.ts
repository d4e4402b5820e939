import type { Logger } from "pino";
import type { StatementRun } from "../db/queries/statement-watch.ts";
import { type Answered, type OnAnswered, rounded, shownName, statementTime } from "./answered.ts";

/** What telling of slow operations takes. */
export interface SlowOperationsDeps {
  /** Milliseconds. */
  threshold: number;
  /** The plan of a statement whatever its values; null where PostgreSQL has none to show. */
  explain: (shape: string) => Promise<string | null>;
  log: Logger;
}

/** The statements of one shape together. */
interface ShapeTime {
  statement: string;
  count: number;
  milliseconds: number;
}

/** Milliseconds from one plan to the next: where all are slow, to ask for plans is not to make it worse. */
const BETWEEN_PLANS = 60_000;
/** Of a list as long as the operation's. */
const MOST_SHAPES = 10;

/** Writes a line for each operation that takes long, with its statements and at times the plan of the slowest. */
export function createSlowOperationLog({ threshold, explain, log }: SlowOperationsDeps): OnAnswered {
  let planned = Number.NEGATIVE_INFINITY;

  /** Plans are bare of values: those that PostgreSQL makes whatever the parameters are. */
  async function planOf(shape: string | undefined, now: number): Promise<string | undefined> {
    if (shape === undefined || now - planned < BETWEEN_PLANS) return undefined;
    planned = now;
    return (await explain(shape)) ?? undefined;
  }

  async function tell(answered: Answered, milliseconds: number): Promise<void> {
    const { requestId, role, subject, facts } = answered.caller;
    const shapes = shapeTimes(facts.statements);
    const plan = await planOf(shapes[0]?.statement, answered.ended).catch(() => undefined);
    log.warn(
      {
        requestId,
        operation: facts.operation ?? undefined,
        name: shownName(answered),
        cost: facts.cost ?? undefined,
        milliseconds: rounded(milliseconds),
        role,
        subject: subject ?? undefined,
        statements: shapes.slice(0, MOST_SHAPES),
        plan,
      },
      "a slow operation",
    );
  }

  return (answered) => {
    const milliseconds = operationTime(answered);
    if (milliseconds >= threshold) void tell(answered, milliseconds);
  };
}

/** How long the operation itself took, up to when its client left: a client may be slow to send and to read. */
function operationTime(answered: Answered): number {
  const { fromMemory, parse, execute } = answered.caller.facts;
  if (fromMemory) return 0;
  if (execute === null) return statementTime(answered);
  return (execute.ended ?? answered.ended) - (parse?.begun ?? execute.begun);
}

/** The slowest first. */
function shapeTimes(runs: readonly StatementRun[]): ShapeTime[] {
  const shapes = new Map<string, ShapeTime>();
  for (const { shape, milliseconds } of runs) {
    const known = shapes.get(shape) ?? { statement: shape, count: 0, milliseconds: 0 };
    known.count++;
    known.milliseconds = rounded(known.milliseconds + (milliseconds ?? 0));
    shapes.set(shape, known);
  }
  return [...shapes.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}
