import { join } from "node:path";
import postgres from "postgres";
import { schema } from "../../src/schema/schema.ts";
import { type Asked, walkSchema } from "../../test/support/schema-walk.ts";
import type { Row, Stage } from "../row.ts";
import { post, writeFiles } from "../world/articles.ts";
import type { Gateway } from "../world/gateway.ts";
import { send } from "../world/http.ts";
import { runCommand } from "../world/process.ts";

/** In all that is hidden, and nowhere else. */
const MARK = "xyzzy";

/** The walk asks for more at once than a page does. */
const LARGE = {
  MAX_COST: "100000000",
  MAX_DEPTH: "100",
  MAX_FIELDS: "100000",
  MAX_ALIASES: "1000",
  MAX_TOKENS: "1000000",
  RATE_LIMIT: "0",
  // What addresses of images are made of is no difference.
  PUBLIC_URL: "http://gateway.example",
  IMAGE_SECRET: "the same for both gateways",
};

const shared = "categories: [Shared]\ntags: [shared]\nauthor: Shared\n";
const body = (words: string) =>
  `Kiln and glaze, ${words}.\n\n![](https://img.example.com/shared.jpg)\n\n## Firing\n\nHot.`;

const open = Object.fromEntries(
  [1, 2].map((n) => [
    `open-${n}.md`,
    post({ title: `Open ${n}`, date: `2024-0${4 * n}-01T00:00:00Z`, more: shared }, body(`number ${n}`)),
  ]),
);

const secret = (name: string, date: string, more: string) => [
  `${MARK}-${name}.md`,
  post(
    {
      title: `Open kiln glaze ${MARK} ${name}`,
      date,
      more: `categories: [[Shared, ${MARK} ${name}]]\ntags: [shared, ${MARK}-${name}]\nauthor: ${MARK} ${name}\n${more}`,
    },
    `${body(`${MARK} ${name}`)}\n\n![${MARK}](https://img.example.com/${MARK}-${name}.jpg)`,
  ),
];
const hidden: Record<string, string> = Object.fromEntries([
  secret("draft", "2024-06-01T00:00:00Z", "draft: true\n"),
  secret("unpublished", "2024-06-02T00:00:00Z", "published: false\n"),
  secret("scheduled", "2999-01-01T00:00:00Z", ""),
]);

const TABLES = { Article: "articles", Author: "authors", Category: "categories", Image: "images", Tag: "tags" };

/** Global ids of the rows that hold the mark. */
async function hiddenIds(url: string): Promise<string[]> {
  const client = postgres(url, { max: 1 });
  const ids: string[] = [];
  for (const [type, table] of Object.entries(TABLES)) {
    const rows = await client<{ id: string }[]>`select id from ${client(table)} t where t::text ~* ${MARK} order by id`;
    ids.push(...rows.map(({ id }) => Buffer.from(`${type}:${id}`).toString("base64url")));
  }
  await client.end();
  return ids;
}

/** How each field is asked that might lead to what is hidden. */
function asked(ids: readonly string[]): Asked {
  const ofType = (type: string) =>
    ids
      .filter((id) => Buffer.from(id, "base64url").toString().startsWith(`${type}:`))
      .map((id) => `(by: {id: "${id}"})`);
  const bySlug = (prefix: string) =>
    ["draft", "unpublished", "scheduled"].map((name) => `(by: {slug: "${prefix}${name}"})`);
  const filters = [
    "{status: [DRAFT, SCHEDULED, ARCHIVED]}",
    '{category: {by: {path: ["Shared"]}}}',
    `{category: {by: {path: ["Shared", "${MARK} draft"]}}}`,
    `{author: {name: "${MARK} draft"}}`,
    `{tags: [{name: "${MARK}-draft"}]}`,
    '{tags: [{name: "shared"}]}',
    '{sources: ["drafts"]}',
    "{hasImages: true}",
    "{wordCount: {min: 1}}",
    '{publishedAt: {from: "2024-05-01T00:00:00Z"}}',
  ];
  const lists = ["", "(last: 3)", ...filters.map((filter) => `(filter: ${filter})`)];
  const neighbours = ["", '(within: {path: ["Shared"]})', `(within: {path: ["Shared", "${MARK} draft"]})`];
  const paths = Object.keys(hidden).map((path) => `(by: {path: {path: "${path}", source: "drafts"}})`);
  return {
    "Query.node": ids.map((id) => `(id: "${id}")`),
    "Query.nodes": [`(ids: ${JSON.stringify(ids.slice(0, 100))})`],
    "Query.article": ['(by: {slug: "open-1"})', ...ofType("Article"), ...bySlug(`open-kiln-glaze-${MARK}-`), ...paths],
    "Query.articles": lists,
    "Query.category": ['(by: {path: ["Shared"]})', ...ofType("Category"), `(by: {path: ["Shared", "${MARK} draft"]})`],
    "Query.image": [
      '(by: {url: "https://img.example.com/shared.jpg"})',
      ...ofType("Image"),
      `(by: {url: "https://img.example.com/${MARK}-draft.jpg"})`,
    ],
    "Query.author": ['(by: {name: "Shared"})', ...ofType("Author"), `(by: {name: "${MARK} draft"})`],
    "Query.tag": ['(by: {name: "shared"})', ...ofType("Tag"), ...bySlug(`${MARK}-`)],
    "Query.search": ["kiln", MARK, `open kiln glaze ${MARK}`, "kil"].map((query) => `(query: "${query}")`),
    "Query.suggest": ["Open", "Shared", MARK, "x"].map((prefix) => `(prefix: "${prefix}")`),
    "Query.source": ['(name: "drafts")'],
    "Category.articles": [...lists, "(includeDescendants: false)"],
    "Author.articles": lists,
    "Tag.articles": lists,
    "Image.articles": lists,
    "Category.articleCount": ["", "(includeDescendants: false)"],
    "Article.next": neighbours,
    "Article.previous": neighbours,
    "Article.related": ["(first: 20)"],
    "ArticleFacets.categories": ["(first: 100)", "(depth: 0)", "(depth: 1)"],
    "ArticleFacets.dates": ["", "(unit: DAY)"],
  };
}

const WITHOUT = ["Query.importRun", "Query.importRuns", "ImportRun", "ImportRunConnection", "Query.rateLimit"];

/** The same database twice, with the articles that are hidden and without. */
async function twoDatabases({ newDatabase, postgres: server, scratch }: Stage): Promise<[string, string]> {
  const root = join(scratch, "drafts");
  const without = await newDatabase("empty");
  await writeFiles(root, open);
  await runCommand(["import", root], { DATABASE_URL: without });
  const name = `${new URL(without).pathname.slice(1)}_hidden`;
  await server.admin`create database ${server.admin(name)} template ${server.admin(new URL(without).pathname.slice(1))}`;
  await writeFiles(root, hidden);
  const imported = await runCommand(["import", root], { DATABASE_URL: server.urlOf(name) });
  if (imported.code !== 0) throw new Error(imported.stderr);
  return [server.urlOf(name), without];
}

async function compareWalks({ expect }: Stage, withHidden: Gateway, without: Gateway): Promise<void> {
  const ids = await hiddenIds(withHidden.databaseUrl);
  expect("there is something to hide", ids.length >= 12, ids.length);
  const steps = walkSchema(schema, asked(ids), WITHOUT);
  const told: string[] = [];
  const broken: string[] = [];
  for (const { query } of steps) {
    const [one, other] = await Promise.all([withHidden.ask(query), without.ask(query)]);
    if (one.errors.length > 0) broken.push(`${one.text.slice(0, 200)} of ${query.slice(0, 200)}`);
    if (one.text.toLowerCase().includes(MARK) || untimed(one.text) !== untimed(other.text))
      told.push(difference(one.text, other.text));
  }
  expect(`${steps.length} queries for every field can be asked`, broken.length === 0, broken[0]);
  expect("each is answered as if there were nothing to hide", told.length === 0, told[0]);
}

/** Where two texts part. */
function difference(one: string, other: string): string {
  const at = [...one].findIndex((character, index) => character !== other[index]);
  return `${one.slice(Math.max(0, at - 80), at + 80)} is otherwise ${other.slice(Math.max(0, at - 80), at + 80)}`;
}

/** When a source was last imported is no secret. */
const untimed = (text: string): string => text.replace(/"lastImportedAt":"[^"]*"/g, "");

const LIST = "{ articles { totalCount nodes { title } } }";

/** What an editor has just been shown is given to nobody else: not from memory, and not by what it is recognised by. */
async function askAfterEditor(stage: Stage, gateway: Gateway): Promise<void> {
  const { expect } = stage;
  const before = await gateway.get(`/graphql?query=${encodeURIComponent(LIST)}`);
  const key = await stage.makeKey(gateway.databaseUrl, "editor").catch((error: Error) => error);
  expect("there are keys for editors", typeof key === "string", key instanceof Error ? key.message : "");
  if (key instanceof Error) return;
  const url = `${gateway.endpoint}?query=${encodeURIComponent(LIST)}`;
  const headers = { authorization: `Bearer ${key}` };
  const edited = await send(url, { headers, from: stage.from });
  expect("an editor sees drafts", edited.text.includes(MARK), edited.text.slice(0, 200));
  expect(
    "what an editor sees is kept nowhere",
    /no-store|private/.test(edited.headers["cache-control"] ?? ""),
    edited.headers,
  );
  const posted = await gateway.ask(LIST, { key });
  expect("by POST too", posted.text.includes(MARK));
  for (let n = 0; n < 3; n++) {
    const [got, asked] = [await send(url, { from: stage.from }), await gateway.ask(LIST)];
    expect("nobody else is shown them", !got.text.includes(MARK) && !asked.text.includes(MARK), got.text.slice(0, 200));
    expect("the ETag is as before", got.headers.etag === before.headers.etag, got.headers.etag);
  }
  const etag = edited.headers.etag;
  if (etag !== undefined) {
    const matched = await send(url, { headers: { "if-none-match": etag }, from: stage.from });
    expect("an editor's ETag is nobody else's", matched.status === 200, matched.status);
  }
}

export const drafts: Row = {
  row: 14,
  title: "drafts and scheduled articles",
  must: "nowhere for the public: not by id, slug, path, relation, count, facet, search, suggest, next, cache, ETag",
  async attack(stage) {
    const [hiddenUrl, openUrl] = await twoDatabases(stage);
    const withHidden = await stage.ownGateway(LARGE, hiddenUrl);
    const without = await stage.ownGateway(LARGE, openUrl);
    // What is asked of them is far larger than anybody may ask otherwise, and is no attack by that.
    await stage.unwatch(withHidden);
    await stage.unwatch(without);
    await compareWalks(stage, withHidden, without);
    for (const query of [
      LIST,
      "{ articles { facets { tags { count } categories { count } } } categories { totalCount } }",
    ]) {
      const path = `/graphql?query=${encodeURIComponent(query)}`;
      const [one, other] = [await withHidden.get(path), await without.get(path)];
      stage.expect("ETags tell nothing", one.headers.etag === other.headers.etag, [
        one.headers.etag,
        other.headers.etag,
      ]);
    }
    await askAfterEditor(stage, await stage.ownGateway({}, hiddenUrl));
  },
};
