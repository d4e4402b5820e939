import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { removeArticles } from "../../../src/db/write/remove.ts";
import { schema } from "../../../src/schema/schema.ts";
import { article, image, NOW, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { makeKey } from "../../support/keys.ts";
import { ALIAS, type Asked, fieldsToShow, type Step, walkSchema } from "../../support/schema-walk.ts";
import { articleOf, parseText } from "../../unit/content/support.ts";

// Articles that are not published do not exist for the public: this walks every field of the schema, and whoever adds
// one finds it walked, or is told to say how.

let gateway: TestGateway;
/** What is shown where there is nothing to hide. */
let without: Walked;
/** What an editor is shown of it. */
let previewed: Walked;
let editor: string;
let walked: readonly Step[];

const HIDDEN = ["DRAFT", "SCHEDULED", "ARCHIVED"] as const;
/** In every text of what is hidden, and nowhere else. */
const MARK = /xyzzy/i;

// Runs of imports, which name the files of drafts too, take a key. What they reach of articles is a Source.
const WITHOUT = ["Query.importRun", "Query.importRuns", "ImportRun", "ImportRunConnection", "Query.rateLimit"];

/** Words that nothing else has: who shares them is related, be it by nothing else. */
const ALIKE = "Tenmoku and shino. Tenmoku, shino.";

const shared = { categories: [["Shared"]], authors: ["Shared"], tags: ["Shared"] };
const sharedImage = image("https://img.example.com/shared.jpg");

const open = (number: number): NewArticle =>
  article({
    path: `open-${number}.md`,
    title: `Open ${number}`,
    publishedAt: Date.UTC(2024, number * 4, 1),
    headImage: sharedImage,
    images: [sharedImage],
    language: "en",
    ...bodyOf(`Kiln and glaze number ${number}. Kiln, glaze. ${number === 1 ? ALIKE : ""}`),
    ...shared,
  });

/** A body with a block of every type. */
function bodyOf(text: string): Pick<NewArticle, "html" | "text" | "layout"> {
  const blocks = [
    `<p>${text} <a href="https://example.com/">Elsewhere</a></p><h2>Firing</h2>`,
    '<p><img src="https://img.example.com/shared.jpg"></p>',
    "<ul><li>Ash</li></ul><blockquote><p>Hot</p></blockquote><pre><code>1280</code></pre>",
    "<table><tr><th>Cone</th></tr><tr><td>10</td></tr></table><hr><dl><dt>Raku</dt><dd>Fast</dd></dl>",
    '<iframe src="https://www.youtube.com/embed/kiln"></iframe><audio src="https://example.com/kiln.mp3"></audio>',
  ];
  const article = articleOf(parseText(`---\ntitle: Kiln\n---\n${blocks.join("\n")}`, {}, "kiln.html"));
  return { html: article.html, text: article.text, layout: article.layout };
}

/** Shares all that can be shared with what is open, and has all else for itself. */
const hidden = (status: NewArticle["status"], name: string): NewArticle =>
  article({
    path: `xyzzy/${name}.md`,
    title: `Open kiln glaze Xyzzy ${name}`,
    status,
    publishedAt: Date.UTC(2024, 6, 1),
    updatedAt: Date.UTC(2024, 6, 2),
    url: `https://xyzzy.example/${name}`,
    summary: `Xyzzy ${name}`,
    lead: `Xyzzy ${name}`,
    text: `Kiln and glaze. Kiln, glaze. ${ALIKE} Xyzzy ${name}.`,
    language: "xyzzy",
    categories: [["Shared"], ["Shared", `Xyzzy ${name}`], [`Xyzzy ${name}`]],
    authors: ["Shared", `Xyzzy ${name}`],
    tags: ["Shared", `Xyzzy ${name}`],
    headImage: image(`https://img.example.com/xyzzy-${name}-head.jpg`),
    thumbnail: image(`https://img.example.com/xyzzy-${name}-thumbnail.jpg`),
    images: [
      { ...sharedImage, alt: `Xyzzy ${name}`, caption: `Xyzzy ${name}` },
      image(`https://img.example.com/xyzzy-${name}.jpg`),
    ],
    frontMatter: { title: `Xyzzy ${name}` },
  });

/** Writes them into the source of what is open, between the two, and into one of their own, before both. */
async function writeHidden(published: boolean): Promise<void> {
  const all = HIDDEN.map((status) => hidden(published ? "PUBLISHED" : status, status));
  await writeArticles(gateway.database, all);
  const before = Date.UTC(2024, 1, 1);
  const others = all.map((one) => ({ ...one, path: `elsewhere/${one.path}`, publishedAt: before }));
  await writeArticles(gateway.database, others, "xyzzy source");
}

async function removeHidden(): Promise<void> {
  const { client } = gateway.database;
  const deps = { client, slugify, hasFile: async () => false, dryRun: false };
  for (const [name, folder] of [
    ["test", "xyzzy"],
    ["xyzzy source", "elsewhere/xyzzy"],
  ] as const) {
    const source = await writeArticles(gateway.database, [], name);
    const paths = HIDDEN.map((status) => `${folder}/${status}.md`);
    expect(await removeArticles(deps, source, paths, NOW)).toHaveLength(HIDDEN.length);
  }
}

beforeAll(async () => {
  gateway = await startTestGateway();
  await writeArticles(gateway.database, [open(1), open(2)]);
  await writeHidden(false);
  editor = await makeKey(gateway.database.client, "editor", null, "EDITOR");
});

afterAll(() => gateway.close());

const TABLES = Object.entries({
  Article: "articles",
  Author: "authors",
  Category: "categories",
  Image: "images",
  Source: "sources",
  Tag: "tags",
});

/** Global ids of all rows that have the mark. */
async function hiddenIds(): Promise<string[]> {
  const { client } = gateway.database;
  const ids: string[] = [];
  for (const [type, table] of TABLES) {
    const rows = await client<
      { id: string }[]
    >`select id from ${client(table)} t where t::text ~* ${"xyzzy"} order by id`;
    expect(rows.length).toBeGreaterThan(0);
    ids.push(...rows.map(({ id }) => Buffer.from(`${type}:${id}`).toString("base64url")));
  }
  return ids;
}

/** How fields are asked, where leaving all arguments out shows too little: with whatever might lead to what is hidden. */
async function asked(): Promise<Asked> {
  const ids = await hiddenIds();
  const idOf = (type: string) => ids.find((id) => Buffer.from(id, "base64url").toString().startsWith(`${type}:`));
  const name = "DRAFT";
  const slug = "draft";
  const named = (type: string) => [`(by: {id: "${idOf(type)}"})`, `(by: {slug: "xyzzy-${slug}"})`];
  const filters = [
    "{status: [DRAFT, SCHEDULED, ARCHIVED]}",
    `{category: {by: {path: ["Xyzzy ${name}"]}}}`,
    `{category: {by: {path: ["Shared", "Xyzzy ${name}"]}}}`,
    `{category: {by: {path: ["Shared"]}}}`,
    `{author: {name: "Xyzzy ${name}"}}`,
    `{tags: [{name: "Xyzzy ${name}"}, {name: "Shared"}]}`,
    '{sources: ["xyzzy source", "test"]}',
    '{languages: ["xyzzy"]}',
    '{hasImages: true, publishedAt: {from: "2024-06-01T00:00:00Z"}}',
    "{wordCount: {min: 1}}",
  ];
  const lists = [
    "",
    "(last: 3)",
    ...["CHANGED_AT", "TITLE", "WORD_COUNT"].map((field) => `(orderBy: {field: ${field}})`),
    ...filters.map((filter) => `(filter: ${filter})`),
  ];
  const neighbours = [
    "",
    '(within: {path: ["Shared"]})',
    `(within: {path: ["Shared", "Xyzzy ${name}"]})`,
    `(within: {slug: "xyzzy-${slug}"})`,
  ];
  return {
    "Query.node": TABLES.map(([type]) => `(id: "${idOf(type)}")`),
    "Query.nodes": [ids.slice(0, 100), ids.slice(100)].map((some) => `(ids: ${JSON.stringify(some)})`),
    "Query.article": [
      '(by: {slug: "open-1"})',
      ...HIDDEN.flatMap((one) => [
        `(by: {slug: "open-kiln-glaze-xyzzy-${one.toLowerCase()}"})`,
        `(by: {url: "https://xyzzy.example/${one}"})`,
        `(by: {path: {path: "xyzzy/${one}.md"}})`,
        `(by: {path: {path: "elsewhere/xyzzy/${one}.md", source: "xyzzy source"}})`,
      ]),
    ],
    "Query.articles": lists,
    "Query.category": ['(by: {path: ["Shared"]})', ...named("Category"), `(by: {path: ["Shared", "Xyzzy ${name}"]})`],
    "Query.categories": [
      "",
      "(orderBy: {field: ARTICLE_COUNT})",
      '(filter: {parent: {path: ["Shared"]}})',
      "(filter: {hasArticles: true})",
    ],
    "Query.image": [
      '(by: {url: "https://img.example.com/shared.jpg"})',
      `(by: {id: "${idOf("Image")}"})`,
      `(by: {url: "https://img.example.com/xyzzy-${name}.jpg"})`,
    ],
    "Query.author": ['(by: {name: "Shared"})', ...named("Author"), `(by: {name: "Xyzzy ${name}"})`],
    "Query.tag": ['(by: {name: "Shared"})', ...named("Tag"), `(by: {name: "Xyzzy ${name}"})`],
    // A filter is the same part of each search.
    "Query.search": [
      ...["xyzzy", "open kiln glaze xyzzy", "kil"].map((query) => `(query: "${query}")`),
      ...["", ...filters.map((filter) => `, filter: ${filter}`)].map((filter) => `(query: "kiln"${filter})`),
    ],
    "Query.suggest": ["Open", "Shared", "xyzzy", "x"].map((prefix) => `(prefix: "${prefix}")`),
    "Query.source": ['(name: "test")', '(name: "xyzzy source")'],
    "Category.articles": [...lists, "(includeDescendants: false)"],
    "Author.articles": lists,
    "Tag.articles": lists,
    "Image.articles": lists,
    "Category.articleCount": ["", "(includeDescendants: false)"],
    "Article.next": neighbours,
    "Article.previous": neighbours,
    "Article.related": ["(first: 20)"],
    "Article.images": ["(roles: [HEAD, THUMBNAIL, INLINE])", ""],
    "ArticleFacets.categories": ["(first: 100)", "(depth: 0)", "(depth: 1)"],
    "ArticleFacets.dates": ["", "(unit: DAY)"],
  };
}

interface Walked {
  /** Fields, as `Type.field`, of objects that were shown. */
  shown: Set<string>;
  /** Those in whose value the mark was found. */
  marked: Set<string>;
  /** In the order of the steps. */
  answers: unknown[];
}

async function walk(steps: readonly Step[], key?: string): Promise<Walked> {
  const walked: Walked = { shown: new Set(), marked: new Set(), answers: [] };
  const left = steps.entries();
  // All that walk take the next step from the same ones.
  const walkOn = async () => {
    for (const [index, { query }] of left) {
      const { data, errors } = await gateway.ask(query, {}, key);
      expect({ query, errors }).toEqual({ query, errors: [] });
      note(data, walked);
      walked.answers[index] = data;
    }
  };
  await Promise.all([walkOn(), walkOn()]);
  return walked;
}

function note(value: unknown, walked: Walked): void {
  if (Array.isArray(value)) for (const one of value) note(one, walked);
  if (typeof value !== "object" || value === null || !("__typename" in value)) return;
  for (const [key, below] of Object.entries(value)) {
    const name = key.slice(key.includes(ALIAS) ? key.indexOf(ALIAS) + ALIAS.length : 0);
    const field = `${value.__typename}.${name}`;
    walked.shown.add(field);
    // What has a type of its own notes its own fields.
    if (!isTyped(below) && MARK.test(JSON.stringify(below))) walked.marked.add(field);
    note(below, walked);
  }
}

const isTyped = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isTyped) : typeof value === "object" && value !== null && "__typename" in value;

test("nothing that can be asked tells anything of articles that are not published, not even how many there are", async () => {
  const steps = walkSchema(schema, await asked(), WITHOUT);
  walked = steps;
  const { shown, marked, answers } = await walk(steps);
  expect([...marked]).toEqual([]);
  // Each was there to be shown: none is passed over because nothing led to it.
  expect(fieldsToShow(steps).filter((field) => !shown.has(field))).toEqual([]);

  await removeHidden();
  without = await walk(steps);
  for (const [index, { query }] of steps.entries())
    expect({ query, answer: answers[index] }).toEqual({ query, answer: without.answers[index] });
}, 120_000);

test("the same walk finds them as an EDITOR, and leaves nothing of them to anybody else", async () => {
  await writeHidden(false);
  const steps = walkSchema(schema, await asked(), WITHOUT);
  previewed = await walk(steps, editor);
  await expectAll(previewed, steps);
  // The ids that are asked for are those of new rows.
  const others = steps.filter(({ query }) => !/\b(ids?): /.test(query));
  const { marked, answers } = await walk(others);
  expect([...marked]).toEqual([]);
  const before = others.map((step) => without.answers[walked.findIndex(({ query }) => query === step.query)]);
  for (const [index, { query }] of others.entries())
    expect({ query, answer: answers[index] }).toEqual({ query, answer: before[index] });
}, 120_000);

test("the same walk finds them once they are published, just as an EDITOR was shown them", async () => {
  await writeHidden(true);
  const steps = walkSchema(schema, await asked(), WITHOUT);
  const published = await walk(steps);
  await expectAll(published, steps);
  const asEditor = await walk(steps, editor);
  for (const [index, { query }] of steps.entries()) {
    expect({ query, answer: asEditor.answers[index] }).toEqual({ query, answer: published.answers[index] });
    if (query.includes("status: [")) continue;
    const withoutStatus = (answer: unknown) =>
      JSON.stringify(answer, (key, value) => (key.endsWith("status") ? "" : value));
    expect({ query, answer: withoutStatus(previewed.answers[index]) }).toEqual({
      query,
      answer: withoutStatus(published.answers[index]),
    });
  }
}, 120_000);

/** That a walk has come upon all of what is hidden, by each field that could lead to it. */
async function expectAll({ marked, answers }: Walked, steps: readonly Step[]): Promise<void> {
  expect([...marked]).toEqual(
    expect.arrayContaining([
      ...["slug", "path", "url", "title", "summary", "excerpt", "language", "frontMatter"].map(
        (name) => `Article.${name}`,
      ),
      ...["html", "text", "raw"].map((name) => `ArticleBody.${name}`),
      ...["name", "slug", "path"].map((name) => `Category.${name}`),
      ...["Author.name", "Author.slug", "Tag.name", "Tag.slug", "Source.name", "LanguageCount.language"],
      ...["Image.url", "Image.originalUrl", "ArticleImageEdge.alt", "ArticleImageEdge.caption"],
      ...["ArticleSearchEdge.title", "ArticleSearchEdge.snippets"],
    ]),
  );
  // Whatever is asked for on purpose shows something of them: a walk that passes by would prove nothing.
  const changed = fieldsToShow(steps.filter((_, index) => !isDeepStrictEqual(answers[index], without.answers[index])));
  expect(Object.keys(await asked()).filter((field) => !changed.includes(field))).toEqual([]);
}

test("only what takes a key is left out", () => {
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  // Both take a key; what importArticles shows of drafts is tested with it.
  expect(mutations.sort()).toEqual(["deleteArticles", "importArticles"]);
});
