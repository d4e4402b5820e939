import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createQueries } from "../../../src/db/queries/queries.ts";
import { PUBLIC } from "../../../src/db/queries/visibility.ts";
import { createLoaders } from "../../../src/loaders/loaders.ts";
import { schema } from "../../../src/schema/schema.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// Articles that are not published, and what only they lead to, do not exist for the public: not by any field.

let gateway: TestGateway;

const HIDDEN = ["DRAFT", "SCHEDULED", "ARCHIVED"] as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  const shared = { categories: [["Shared"]], authors: ["Shared"], tags: ["Shared"] };
  const images = [image("https://img.example.com/shared.jpg")];
  await writeArticles(gateway.database, [
    article({ path: "open.md", title: "Open", publishedAt: 0, headImage: images[0]!, images, ...shared }),
    ...HIDDEN.map((status, index) =>
      article({
        path: `secret-${status}.md`,
        title: `Secret ${status}`,
        url: `https://example.com/secret-${status}`,
        status,
        publishedAt: index + 1,
        language: "xx",
        categories: [["Shared", `Secret ${status}`], [`Secret root ${status}`]],
        authors: ["Shared", `Secret ${status}`],
        tags: ["Shared", `Secret ${status}`],
        headImage: image("https://img.example.com/shared.jpg"),
        thumbnail: image(`https://img.example.com/secret-thumbnail-${status}.jpg`),
        images: [image("https://img.example.com/shared.jpg"), image(`https://img.example.com/secret-${status}.jpg`)],
      }),
    ),
  ]);
  await writeArticles(
    gateway.database,
    HIDDEN.map((status) => article({ path: `${status}.md`, title: `Secret too ${status}`, status })),
    "secret-source",
  );
});

afterAll(() => gateway.close());

test("no field that can be reached shows a hidden article or what only it leads to", async () => {
  const { data, errors } = await gateway.ask(everything(4));
  expect(errors).toEqual([]);
  const text = JSON.stringify(data);
  expect(text).toContain("Open");
  expect(text).not.toMatch(/secret/i);
});

test("counts leave hidden articles out", async () => {
  const { data } = await gateway.ask(`{
    articles { totalCount } filtered: articles(filter: {hasImages: true}) { totalCount }
    status: articles(filter: {status: [DRAFT, SCHEDULED, ARCHIVED]}) { totalCount nodes { id } }
    both: articles(filter: {status: [DRAFT, PUBLISHED]}) { totalCount nodes { title } }
    category(by: {path: ["Shared"]}) { articleCount articles { totalCount } children { name } }
    categories { totalCount } authors { totalCount } tags { totalCount } images { totalCount } sources { totalCount }
    author(by: {name: "Shared"}) { articleCount articles { totalCount } }
    image(by: {url: "https://img.example.com/shared.jpg"}) { articles { totalCount } }
  }`);
  expect(data).toEqual({
    articles: { totalCount: 1 },
    filtered: { totalCount: 1 },
    status: { totalCount: 0, nodes: [] },
    both: { totalCount: 1, nodes: [{ title: "Open" }] },
    category: { articleCount: 1, articles: { totalCount: 1 }, children: [] },
    categories: { totalCount: 1 },
    authors: { totalCount: 1 },
    tags: { totalCount: 1 },
    images: { totalCount: 1 },
    sources: { totalCount: 1 },
    author: { articleCount: 1, articles: { totalCount: 1 } },
    image: { articles: { totalCount: 1 } },
  });
});

test("no lookup finds them, by id neither", async () => {
  const { client } = gateway.database;
  const tables = {
    Article: "articles",
    Author: "authors",
    Category: "categories",
    Image: "images",
    Source: "sources",
    Tag: "tags",
  };
  for (const [type, table] of Object.entries(tables)) {
    const rows = await client<{ id: string; text: string }[]>`select id, t::text as text from ${client(table)} t`;
    const hidden = rows.filter(({ text }) => /secret/i.test(text));
    expect(hidden.length).toBeGreaterThan(0);
    const ids = hidden.map(({ id }) => Buffer.from(`${type}:${id}`).toString("base64url"));
    const { data } = await gateway.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    expect(data.nodes).toEqual(ids.map(() => null));
  }
  for (const status of HIDDEN) {
    const { data, errors } = await gateway.ask(
      `query ($name: String!, $slug: String!, $url: URL!, $image: URL!) {
        article(by: {slug: $slug}) { id } url: article(by: {url: $url}) { id } path: article(by: {path: {path: "secret-${status}.md"}}) { id }
        category(by: {path: ["Shared", $name]}) { id } author(by: {name: $name}) { id } tag(by: {slug: $slug}) { id }
        image(by: {url: $image}) { id } source(name: "secret-source") { id }
        articles(filter: {category: {by: {path: ["Shared", $name]}}}) { totalCount nodes { id } } }`,
      {
        name: `Secret ${status}`,
        slug: `secret-${status.toLowerCase()}`,
        url: `https://example.com/secret-${status}`,
        image: `https://img.example.com/secret-${status}.jpg`,
      },
    );
    expect(errors).toEqual([]);
    const { articles, ...lookups } = data;
    expect(Object.values(lookups)).toEqual(Object.values(lookups).map(() => null));
    expect(articles).toEqual({ totalCount: 0, nodes: [] });
  }
});

test("what is published comes into view, and what is withdrawn goes, with all that it leads to", async () => {
  const one = (status: "DRAFT" | "PUBLISHED") =>
    article({ path: "change.md", title: "Change", status, categories: [["Changing"]], authors: ["Changing"] });
  const see = async () => {
    const { data } = await gateway.ask(
      `{ category(by: {path: ["Changing"]}) { articleCount articles { nodes { title } } } author(by: {name: "Changing"}) { name } }`,
    );
    return data;
  };
  await writeArticles(gateway.database, [one("DRAFT")]);
  expect(await see()).toEqual({ category: null, author: null });
  await writeArticles(gateway.database, [one("PUBLISHED")]);
  expect(await see()).toEqual({
    category: { articleCount: 1, articles: { nodes: [{ title: "Change" }] } },
    author: { name: "Changing" },
  });
  await writeArticles(gateway.database, [one("DRAFT")]);
  expect(await see()).toEqual({ category: null, author: null });
});

test("what is withdrawn while it is being read shows nothing of what it has become", async () => {
  const { database } = gateway;
  const open = article({
    path: "race.md",
    title: "Race",
    publishedAt: 5,
    images: [image("https://img.example.com/race.jpg")],
  });
  await writeArticles(database, [open]);
  const db = createQueries(database);
  // As a request does it: first the article, then, by loaders, what belongs to it.
  const [row] = await db.articlesBy({ slug: "race" }, {}, PUBLIC);
  const secret = { tags: ["Secret"], authors: ["Secret"], categories: [["Secret"]], text: "secret", html: "secret" };
  await writeArticles(database, [{ ...open, ...secret, status: "DRAFT", fingerprint: Buffer.alloc(32) }]);
  const loaders = createLoaders(db, PUBLIC, null);
  const id = row!.id;
  expect(await loaders.bodyByArticleId(["html", "text", "frontMatter"]).load(id)).toBeNull();
  expect(await loaders.tagsByArticleId.load(id)).toEqual([]);
  expect(await loaders.authorsByArticleId.load(id)).toEqual([]);
  const categories = await db.articlesBy({ slug: "race" }, { categories: true }, PUBLIC);
  expect(categories).toEqual([]);
  expect(await loaders.ancestorsByCategoryPath.load(["Secret", "Below"])).toEqual([]);
  expect(await loaders.useTotalByArticleId(["INLINE"]).load(id)).toBeNull();
  const uses = loaders.usesByArticleId({
    roles: ["INLINE"],
    window: { limit: 1, backward: false },
    texts: false,
    facts: false,
  });
  expect((await uses.load(id)).rows).toEqual([]);
});

/** A query of every field of every list that is open to everybody, so many levels deep, with every argument left out. */
function everything(depth: number): string {
  const query = schema.getQueryType() as GraphQLObjectType;
  const lists = Object.values(query.getFields()).filter(
    (field) => field.name !== "importRuns" && field.args.every((arg) => !isRequired(arg)),
  );
  return `{ ${lists.map((field) => `${field.name} ${selection(field.type, depth)}`).join(" ")} }`;
}

const isRequired = (arg: GraphQLField<unknown, unknown>["args"][number]): boolean =>
  String(arg.type).endsWith("!") && arg.defaultValue === undefined;

function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (!isObjectType(named) && !isInterfaceType(named)) throw new Error(`${named.name} needs a selection of its own`);
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequired)) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    const below = depth - (/Connection$|Edge$|PageInfo$/.test(getNamedType(field.type).name) ? 0.34 : 1);
    return below > 0 ? [`${field.name} ${selection(field.type, below)}`] : [];
  });
  return `{ __typename ${fields.join(" ")} }`;
}
