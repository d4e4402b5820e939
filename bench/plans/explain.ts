import type { Sql } from "postgres";
import { connect } from "../../src/db/client.ts";
import { createQueries } from "../../src/db/queries/queries.ts";
import type { Reads } from "../../src/db/reads.ts";
import { type Facts, factsOf, type PlanNode } from "./facts.ts";
import { type Call, functionsOf } from "./recorder.ts";

/** A statement as it was sent. */
interface Sent {
  sql: string;
  parameters: readonly unknown[];
}

/** What a call's statement takes, by the plan that PostgreSQL has settled on. */
export interface Explained extends Call {
  sql: string;
  /** Of how many parents, or by how many keys, it was asked at once. */
  parents: number;
  facts: Facts;
  plan: PlanNode;
}

/** From the sixth time on, PostgreSQL takes the plan for all values, unless those for single ones are cheaper. */
const PLANS_UNTIL_SETTLED = 5;

/**
 * Has the statement of each call explained as a server would run it that has been up for a while: prepared by the
 * project's own client, planned often enough, and then run with the values of the call.
 */
export async function explainCalls(
  url: string,
  calls: readonly Call[],
  log: (line: string) => void,
): Promise<Explained[]> {
  let sent: Sent[] = [];
  const onStatement = (sql: string, parameters: unknown[]) => sent.push({ sql, parameters });
  // One connection: what is prepared is known to it alone.
  const database = connect(url, { poolSize: 1, onStatement });
  const functions = functionsOf(createQueries({ ...database, reads: readsOn(database.client) }));
  try {
    await database.client`set default_transaction_read_only = on`;
    const groups = new Map<string, (Call & Sent)[]>();
    for (const call of calls) {
      sent = [];
      await send(database.client, async () => functions.get(call.name)?.(...call.args));
      for (const { sql, parameters } of sent.filter((one) => !NOT_ITS_OWN.test(one.sql)))
        groups.set(sql, [...(groups.get(sql) ?? []), { ...call, sql, parameters }]);
    }
    log(`${groups.size} statements, to be explained`);
    const explained: Explained[] = [];
    for (const group of groups.values()) {
      await settle(database.client, group);
      for (const call of group)
        explained.push({ ...call, parents: parentsOf(call), ...(await explain(database.client, call)) });
    }
    return explained;
  } finally {
    await database.close();
  }
}

/** Reads on the client's own connection, where what they have prepared is asked for, and no other. */
const readsOn = (client: Sql): Reads => ({
  run: ({ text, values, options }) => client.unsafe(text, [...values] as never[], options).values(),
  within: (_limit, call) => call(),
  watch: () => {},
  giveWayTo: () => {},
  close: () => client.end(),
});

/** What is set here. */
const NOT_ITS_OWN = /^set /;

/** QUERY_CANCELED */
const CANCELLED = "57014";

/** Has a statement prepared. What it answers is of no use, so that it is not waited for. */
async function send(client: Sql, call: () => Promise<unknown>): Promise<void> {
  await client`set statement_timeout = '50ms'`;
  await call().catch((error: Error & { code?: string }) => {
    if (error.code !== CANCELLED) throw error;
  });
  await client`set statement_timeout = 0`;
}

/** Has a statement planned as often as it takes. To explain an execution counts as one, and takes no time. */
async function settle(client: Sql, group: readonly Sent[]): Promise<void> {
  const executions: string[] = [];
  for (const sent of group.slice(0, PLANS_UNTIL_SETTLED)) executions.push(await executionOf(client, sent));
  for (let plan = 0; plan < PLANS_UNTIL_SETTLED; plan++)
    await client.unsafe(`explain ${executions[plan % executions.length]}`);
}

async function explain(client: Sql, sent: Sent): Promise<{ facts: Facts; plan: PlanNode }> {
  const [row] = await client.unsafe<{ "QUERY PLAN": { Plan: PlanNode; "Execution Time": number }[] }[]>(
    `explain (analyze, buffers, timing off, format json) ${await executionOf(client, sent)}`,
  );
  const [root] = row?.["QUERY PLAN"] ?? [];
  if (!root) throw new Error(`This statement has not been explained: ${sent.sql}`);
  return { facts: factsOf(root.Plan, root["Execution Time"]), plan: root.Plan };
}

/** The longest list of ids among the arguments. */
const parentsOf = ({ args }: Call): number =>
  Math.max(1, ...args.map((each) => (Array.isArray(each) && each.every(isKey) ? each.length : 1)));

const isKey = (value: unknown): boolean => typeof value === "number" || Array.isArray(value);

/** SQL that runs a statement as it is prepared; the driver prepares none that has no parameters. */
async function executionOf(client: Sql, { sql, parameters }: Sent): Promise<string> {
  if (parameters.length === 0) return sql;
  const [prepared] = await client<{ name: string; types: string[] }[]>`
    select name, parameter_types::text[] as types from pg_prepared_statements where statement = ${sql}`;
  if (!prepared) throw new Error(`This statement is not prepared: ${sql}`);
  const values = parameters.map((value, n) => `${literal(value)}::${prepared.types[n]}`);
  return `execute "${prepared.name}"(${values.join(", ")})`;
}

/** A value in SQL, as text: its type follows. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return `'${textOf(value).replaceAll("'", "''")}'`;
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  if (!Array.isArray(value)) return String(value);
  return `{${value.map((one) => `"${textOf(one).replace(/["\\]/g, "\\$&")}"`).join()}}`;
}
