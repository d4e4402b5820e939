import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { Foreseen } from "../foreseen.ts";

/** The server is older than what Broadsheet needs; the message says so in one line. */
class ServerTooOld extends Foreseen {}

const oldest = 150_000;

/**
 * Waits until the server answers, and asks for its version.
 * @throws ServerTooOld before PostgreSQL 15; an error of code CONNECT_TIMEOUT when there is no answer within `patience`
 * milliseconds; whatever the driver throws when it cannot connect.
 */
export async function checkServer(client: Sql, patience = 10_000): Promise<void> {
  const timer = new AbortController();
  // The driver itself tries for ever where connections are taken and closed, as by a server of another protocol.
  const tooLate = sleep(patience, undefined, { signal: timer.signal }).then(() => {
    throw Object.assign(new Error("The server does not answer."), { code: "CONNECT_TIMEOUT" });
  });
  const version = client<{ number: number; name: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as name`;
  try {
    const [row] = await Promise.race([version, tooLate]);
    if (row === undefined || row.number < oldest) {
      throw new ServerTooOld(`The server is PostgreSQL ${row?.name}, and Broadsheet needs 15 or later: upgrade it.`);
    }
  } finally {
    // Whichever lost is of no interest any more.
    tooLate.catch(() => {});
    version.catch(() => {});
    timer.abort();
  }
}
