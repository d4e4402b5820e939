import postgres from "postgres";
import type { Row } from "../row.ts";
import { seenOf } from "../world/http.ts";

const NAUGHTY = [
  "'; drop table articles; --",
  "' or '1'='1",
  "') union select hash from api_keys --",
  "1; select pg_sleep(10)",
  "$1",
  "$$; drop table articles; $$",
  "\\'; delete from articles; --",
  "%' and 1=0 union all select null --",
  "%_%",
  "\\",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "\u202e\u0000\u202c",
  "undefined",
  "NaN",
  "null",
  "__proto__",
  "constructor",
  "#{7*7}{{7*7}}",
  "<script>alert(1)</script>",
  "../../../../etc/passwd",
  "%00",
  "Ω≈ç√∫˜µ≤≥÷åß∂ƒ©˙∆˚¬…æ田中さん👩‍👩‍👧‍👦ﷺﷺﷺ",
  "a".repeat(20_000),
  "(".repeat(2000),
  ":* & ! | <-> ''",
  '"""',
  "-infinity",
  "1e309",
  "0x1F",
];

const OPERATION = `query ($s: String!, $id: ID!, $list: [String!]!) {
  article(by: {slug: $s}) { id } byPath: article(by: {path: {path: $s, source: $s}}) { id }
  category(by: {path: $list}) { id } author(by: {name: $s}) { id } tag(by: {slug: $s}) { id } source(name: $s) { name }
  articles(first: 2, filter: {languages: $list, sources: $list, tags: [{name: $s}], author: {name: $s}}) { totalCount nodes { id } }
  filed: articles(first: 2, filter: {category: {by: {path: $list}}}) { totalCount }
  images(filter: {host: $s}) { totalCount } }`;

const SINGLE = [
  "query ($s: String!) { search(query: $s) { totalCount edges { snippets title } } }",
  "query ($s: String!) { suggest(prefix: $s) { __typename } }",
  "query ($s: ID!) { node(id: $s) { id } }",
  "query ($s: ID!) { nodes(ids: [$s, $s]) { id } }",
  "query ($s: String!) { articles(after: $s) { totalCount } }",
  "query ($s: URL!) { image(by: {url: $s}) { id } article(by: {url: $s}) { id } }",
  "query ($s: DateTime!) { articles(filter: {publishedAt: {from: $s}}) { totalCount } }",
  "query ($s: ArticleOrderField!) { articles(orderBy: {field: $s}) { totalCount } }",
  "query ($s: OrderDirection!) { articles(orderBy: {field: TITLE, direction: $s}) { totalCount } }",
];

/** A digest of every row of every table that holds content. */
async function digestOf(url: string): Promise<string> {
  const client = postgres(url, { max: 1 });
  try {
    const tables = await client<{ name: string }[]>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('gateways', 'secrets') order by 1`;
    const digests: string[] = [];
    for (const { name } of tables) {
      const [row] = await client`select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest
        from ${client(name)} t`;
      digests.push(`${name} ${row?.digest}`);
    }
    return digests.join("\n");
  } finally {
    await client.end();
  }
}

/** The gateway cancels what a client had asked for that has left. */
const GIVEN_UP = /canceling statement due to user request/;

export const injection: Row = {
  row: 10,
  title: "SQL in order, filter, search, path; NUL, lone surrogates, naughty strings",
  must: "no 500, nothing in Postgres' log, rows unchanged",
  quick: true,
  async attack({ gateway, expect, postgres: server, from }) {
    const { ask, databaseUrl, get } = await gateway();
    const before = await digestOf(databaseUrl);
    const mark = await server.logMark();
    for (const naughty of NAUGHTY) {
      const replies = await Promise.all([
        ask(OPERATION, { variables: { s: naughty, id: naughty, list: [naughty] } }),
        ...SINGLE.map((query) => ask(query, { variables: { s: naughty } })),
        ask(`{ articles(orderBy: {field: ${naughty.slice(0, 200)}}) { totalCount } }`),
        ask(`{ article(by: {slug: ${JSON.stringify(naughty)}}) { id } }`),
        get(`/graphql?query=${encodeURIComponent("{ __typename }")}&operationName=${safeEncode(naughty)}`, { from }),
        get(`/images/${safeEncode(naughty).slice(0, 4000)}`, { from }),
      ]);
      const failed = replies.filter(
        ({ status, text }) =>
          status >= 500 || text.includes("INTERNAL_SERVER_ERROR") || /syntax error at or/.test(text),
      );
      const name = JSON.stringify(naughty.slice(0, 30));
      expect(`${name} makes no 500`, failed.length === 0, failed[0] && seenOf(failed[0]));
    }
    const errors = (await server.errorsSince(mark)).filter((line) => !GIVEN_UP.test(line));
    expect("nothing in PostgreSQL's log", errors.length === 0, errors[0]);
    expect("rows are unchanged", (await digestOf(databaseUrl)) === before);
  },
};

/** As a part of an address; what has no UTF-8 goes as U+FFFD. */
const safeEncode = (text: string): string => encodeURIComponent(Buffer.from(text, "utf8").toString("utf8"));
