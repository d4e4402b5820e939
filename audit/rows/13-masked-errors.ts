import postgres from "postgres";
import { holdTable } from "../../test/support/hold-table.ts";
import type { Row, Stage } from "../row.ts";
import type { Gateway } from "../world/gateway.ts";
import { codeOf, type GraphqlReply, seenOf } from "../world/http.ts";

/** A value that is a parameter of the statements that fail: it may be in no answer and in no log. */
const SECRET = "Zq7-secret-parameter";

const SQL = /\b(select|insert|update|from|where|lateral)\b [\w"(]|\$1|node_modules|\.ts:\d|\.js:\d/i;

function expectMasked({ expect }: Stage, what: string, reply: GraphqlReply, log: string) {
  const { message = "", extensions = {} } = reply.errors[0] ?? {};
  expect(`${what}: there is an error`, reply.errors.length > 0, seenOf(reply));
  expect(`${what}: no SQL and no stack in the answer`, !SQL.test(reply.text), seenOf(reply));
  expect(`${what}: no parameter in the answer`, !reply.text.includes(SECRET), seenOf(reply));
  expect(`${what}: the message is masked`, !/relation|column|syntax|JSON|undefined/.test(message), message);
  const id = reply.headers["x-request-id"];
  expect(`${what}: the answer has the request's id`, typeof id === "string" && id !== "");
  expect(`${what}: so has the error`, extensions.requestId === id, extensions);
  expect(`${what}: so has the log`, typeof id === "string" && log.includes(id), log.slice(0, 200));
  expect(`${what}: no parameter in the log`, !log.includes(SECRET), log.slice(0, 300));
}

/** Asks while something is broken, and looks at the answer and at what was logged of it. */
async function asking(stage: Stage, gateway: Gateway, what: string, query: string) {
  const mark = gateway.logMark();
  const reply = await gateway.ask(query, { variables: { s: SECRET } });
  // What is logged comes by another way than the answer.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expectMasked(stage, what, reply, gateway.logSince(mark));
  return reply;
}

export const maskedErrors: Row = {
  row: 13,
  title: "a resolver throws, Postgres fails, a statement times out",
  must: "masked message, request id in answer and log, no SQL, no parameters",
  async attack(stage) {
    const gateway = await stage.ownGateway({ STATEMENT_TIMEOUT: "1" });
    const client = postgres(gateway.databaseUrl, { max: 1, onnotice: () => {} });
    stage.after(() => client.end({ timeout: 2 }));

    await client`alter table tags rename to gone`;
    const failed = await asking(
      stage,
      gateway,
      "PostgreSQL fails",
      "query ($s: String!) { tag(by: {slug: $s}) { id } }",
    );
    await client`alter table gone rename to tags`;
    const code = codeOf(failed);
    stage.expect("PostgreSQL fails: INTERNAL_SERVER_ERROR", code === "INTERNAL_SERVER_ERROR", seenOf(failed));

    const [row] = await client`update article_bodies set blocks = '{"blocks": 7, "outline": 7, "links": 7}'
      where article_id = (select min(id) from articles where status = 'PUBLISHED')
      returning (select slug from articles a where a.id = article_id) as slug`;
    const query = `query ($s: String!) { article(by: {slug: ${JSON.stringify(row?.slug)}}) {
      body { blocks { __typename } outline { text } } } tag(by: {slug: $s}) { id } }`;
    const thrown = await asking(stage, gateway, "a resolver throws", query);
    stage.expect(
      "a resolver throws: INTERNAL_SERVER_ERROR",
      thrown.errors.some(({ extensions }) => extensions?.code === "INTERNAL_SERVER_ERROR"),
      seenOf(thrown),
    );

    const lock = await holdTable(gateway.databaseUrl, "articles");
    // Where nothing cancels it, it is answered when the table is free again: it does not hang the audit.
    const release = setTimeout(lock.release, 4000);
    const slow = "query ($s: String!) { article(by: {slug: $s}) { title } }";
    const late = await asking(stage, gateway, "a statement times out", slow);
    clearTimeout(release);
    await lock.release();
    stage.expect("a statement times out: TIMEOUT", codeOf(late) === "TIMEOUT", seenOf(late));
  },
};
