import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { holdTable } from "../../test/support/hold-table.ts";
import type { Row } from "../row.ts";
import { codeOf, seenOf } from "../world/http.ts";
import { questionsAbout } from "../world/load.ts";

/** Milliseconds: the request to cancel goes by a connection of its own, and the answer does not wait for it. */
const CANCEL_TAKES = 500;

/** Statements of operations that wait for a lock, and still do so after a while. */
async function waitingAfter(milliseconds: number, admin: Sql, database: string): Promise<readonly object[]> {
  const until = performance.now() + milliseconds;
  while (true) {
    // The gateway's own look at what is due is no operation's, and waits for as long as it takes.
    const waiting = await admin`select left(query, 60) as query from pg_stat_activity
      where datname = ${database} and state = 'active' and wait_event_type = 'Lock'
        and query not like '%select to_char(least(%'`;
    if (waiting.length === 0 || performance.now() > until) return waiting;
    await sleep(20);
  }
}

export const statementTimeout: Row = {
  row: 20,
  title: "statement longer than the limit",
  must: "cancelled in Postgres, TIMEOUT error",
  quick: true,
  async attack({ ownGateway, expect, postgres, after }) {
    const gateway = await ownGateway({ STATEMENT_TIMEOUT: "1", RATE_LIMIT: "0" });
    const next = await questionsAbout(gateway.endpoint);
    const ask = () => {
      const { query, variables } = next();
      return gateway.ask(query, { variables });
    };
    const mark = await postgres.logMark();
    const lock = await holdTable(gateway.databaseUrl, "articles");
    after(lock.release);
    // Where nothing cancels it, it is answered when the table is free again: it does not hang the audit.
    const giveUp = setTimeout(lock.release, 8000);
    const replies = await Promise.all(Array.from({ length: 5 }, ask));
    for (const reply of replies) {
      expect("it ends with TIMEOUT", codeOf(reply) === "TIMEOUT", seenOf(reply));
      expect("within a second of the limit", reply.milliseconds < 2500, `${Math.round(reply.milliseconds)} ms`);
    }
    const name = new URL(gateway.databaseUrl).pathname.slice(1);
    const waiting = await waitingAfter(CANCEL_TAKES, postgres.admin, name);
    expect("it does not go on in PostgreSQL", waiting.length === 0, waiting);
    const log = await postgres.errorsSince(mark);
    expect(
      "PostgreSQL has cancelled it",
      log.some((line) => /canceling statement due to user request/.test(line)),
      log[0],
    );
    await lock.release();
    clearTimeout(giveUp);
    const later = await Promise.all(Array.from({ length: 40 }, ask));
    const failed = later.find(({ errors }) => errors.length > 0);
    expect("no statement after it is cancelled in its place", failed === undefined, failed && seenOf(failed));
  },
};
