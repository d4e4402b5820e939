import type { Logger } from "pino";
import type { Database } from "./db/client.ts";
import { explainConnectionError } from "./db/unreachable.ts";

/** Logs when the database goes away and when it is back, each once: what requests get meanwhile says the same. */
export function watchDatabase({ url, reads }: Pick<Database, "url" | "reads">, log: Logger): void {
  reads.watch({
    onDown: (error) => {
      const reason = explainConnectionError(error, url) ?? (error instanceof Error ? error.message : String(error));
      log.error({ reason }, "no connection to the database can be opened; trying again");
    },
    onUp: (milliseconds) => log.info({ milliseconds: Math.round(milliseconds) }, "the database answers again"),
  });
}
