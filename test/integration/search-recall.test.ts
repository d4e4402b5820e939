import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../src/db/client.ts";
import { createQueries, type Queries } from "../../src/db/queries/queries.ts";
import type { FoundArticle } from "../../src/db/queries/search.ts";
import { foundSet } from "../../src/db/queries/search-conditions.ts";
import { PUBLIC } from "../../src/db/queries/visibility.ts";
import { articles } from "../../src/db/tables.ts";
import type { NewArticle } from "../../src/db/write/article.ts";
import { insertSearch, settleSearch } from "../../src/db/write/search.ts";
import { Folder } from "../../src/text/fold.ts";
import { parseQuery, wantedOf } from "../../src/text/query.ts";
import { article, writeArticles } from "../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

// What a search finds in 10,000 articles is what reading all of them finds: no more, no less. The articles are written in
// another guise (Traditional characters, other widths, capitals, accents) than the plain text that is read. What they are
// found by is written as an import writes it; their own rows are copies of one, for nothing else of them matters here.

const ARTICLES = 10_000;
const QUERIES = 150;

let own: TestDatabase;
let database: Database;
let queries: Queries;
const folder = new Folder();
/** The plain text of each article. */
const plain: string[] = [];
let statements: { sql: string; parameters: unknown[] }[] = [];

// The same articles each time (https://en.wikipedia.org/wiki/Linear_congruential_generator).
let state = 42;
const chance = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const pick = <Item>(items: readonly Item[]): Item => items[chance(items.length)]!;

const HAN = [
  ..."的一是不了人我在有他这中大来上国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手",
];
const KANA = [..."あいうえおかきくけこさしすせそガギグバビブパピプアイウ"];
const WORDS = [
  "river",
  "rival",
  "rivulet",
  "stone",
  "store",
  "stores",
  "cafe",
  "naive",
  "strasse",
  "2021",
  "20211",
  "x",
];
const GUISES = new Map([
  ...Object.entries({
    国: "國",
    说: "說",
    们: "們",
    时: "時",
    这: "這",
    来: "來",
    后: "後",
    里: "裡",
    发: "發",
    学: "學",
  }),
  ...Object.entries({ ガ: "ｶﾞ", バ: "ﾊﾞ", パ: "ﾊﾟ", ア: "ｱ" }),
  ...Object.entries({
    cafe: "Café",
    naive: "NAÏVE",
    strasse: "Straße",
    river: "ＲＩＶＥＲ",
    "2021": "２０２１",
    stone: "Stone",
  }),
]);
const disguise = (part: string): string => (chance(2) === 0 ? part : (GUISES.get(part) ?? part));

const SIGNS = ["，", "。", " ", "\n", "「", "——", "? "];

/** A text as it is written, and the same in plain words and runs, apart by spaces. */
function write(): { written: string; read: string } {
  const parts = Array.from({ length: 8 }, () => {
    const kind = chance(3);
    if (kind === 0) return [pick(WORDS)];
    return Array.from({ length: 1 + chance(8) }, () => pick(kind === 1 || chance(4) > 0 ? HAN : KANA));
  });
  const written = parts.map((part) => part.map(disguise).join("") + pick(SIGNS)).join("");
  return { written, read: ` ${parts.map((part) => part.join("")).join(" ")} ` };
}

const someHan = (): string => pick(HAN) + pick(HAN);

/** Gives the first article's row a copy for each other one. @returns all ids, in the articles' order. */
async function copyRows(articles: readonly NewArticle[]): Promise<string[]> {
  const { client } = database;
  const columns = await client<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_name = 'articles' and is_identity = 'NO' and is_generated = 'NEVER'`;
  const names = client(columns.map(({ name }) => name));
  const dates = JSON.stringify(articles.map(({ publishedAt }) => publishedAt));
  await client`
    insert into articles (${names}) select ${names} from (
      select (jsonb_populate_record(a, jsonb_build_object('path', n - 1 || '.md', 'path_key', sha256(n::text::bytea),
        'slug', n, 'published_at', to_timestamp(date::bigint / 1000)))).*
      from articles a, json_array_elements_text(${dates}::text::json) with ordinality as d(date, n)
      where n > 1) copies`;
  const rows = await client<{ id: string }[]>`select id from articles order by id`;
  return rows.map(({ id }) => id);
}

beforeAll(async () => {
  own = await createTestDatabase();
  database = connect(own.url, {
    poolSize: 2,
    onStatement: (sql, parameters) => statements.push({ sql, parameters }),
  });
  queries = createQueries(database);
  const made = Array.from({ length: ARTICLES }, (_, n) => {
    const { written, read } = write();
    const title = ["t", pick(WORDS), someHan() + someHan(), `${someHan()} ${pick(WORDS)}`][n % 4]!;
    plain.push(` ${title} \n${read}`);
    return article({ path: `${n}.md`, title, text: written, publishedAt: chance(50) * 1e8 });
  });
  await writeArticles(database, made.slice(0, 1));
  const rows = (await copyRows(made)).map((id, n) => ({ id, article: made[n]! }));
  const none = { categories: new Map(), authors: new Map(), tags: new Map() };
  await database.client.begin(async (tx) => {
    await tx`delete from article_search`;
    await insertSearch(tx, rows, none);
  });
  await settleSearch(database.client);
  await database.client`analyze`;
}, 120_000);

afterAll(async () => {
  await database.close();
  await own.drop();
});

const searchOf = (typed: string) => ({
  wanted: wantedOf(folder, parseQuery(folder, typed), null),
  filter: {},
  visible: PUBLIC,
});

/** All that a search finds, read page by page. */
async function walked(typed: string, limit = 100): Promise<FoundArticle[]> {
  const found: FoundArticle[] = [];
  for (let more = true; more; ) {
    const page = await queries.searchPage(searchOf(typed), { limit, after: found.at(-1)?.position }, { details: true });
    found.push(...page.rows);
    more = page.hasNextPage;
  }
  return found;
}

/** Paths of all that a search finds, read page by page. */
async function searched(typed: string): Promise<string[]> {
  const found = await walked(typed);
  return found.map(pathOf);
}

const pathOf = ({ row }: FoundArticle): string => row.details?.path ?? "";

/** By rank, then by date, then by id, each from the highest down. */
const inOrder = (found: readonly FoundArticle[]): FoundArticle[] =>
  found.toSorted(
    ({ position: a }, { position: b }) =>
      b.rank - a.rank || (a.sort === b.sort ? b.id - a.id : a.sort < b.sort ? 1 : -1),
  );

const scanned = (holds: (text: string) => boolean): string[] =>
  plain.flatMap((text, index) => (holds(text) ? [`${index}.md`] : [])).sort();

/** Some characters in a row, of a text that has them. */
function someRun(length: number): string {
  for (;;) {
    const part = pick(pick(plain).trim().split(" "));
    if (part.length < length || /\w/.test(part)) continue;
    const at = chance(part.length - length + 1);
    return part.slice(at, at + length);
  }
}

/** Paths of all that a search finds, as the set that facets count. */
async function matched(typed: string): Promise<string[]> {
  const { id, source, parameters } = foundSet(searchOf(typed));
  const ids = sql`select ${id} ${source([])}`;
  const select = database.orm.select({ path: articles.path }).from(articles).where(sql`${articles.id} in (${ids})`);
  return (await select.prepare("matched").execute(parameters)).map(({ path }) => path);
}

async function compare(typed: string, holds: (text: string) => boolean): Promise<number> {
  const expected = scanned(holds);
  expect((await matched(typed)).sort(), typed).toEqual(expected);
  // Page by page it takes longer, and is the same for many as for a few.
  if (expected.length <= 500) expect((await searched(typed)).sort(), typed).toEqual(expected);
  return expected.length;
}

test("runs of two to six characters", async () => {
  let found = 0;
  for (let n = 0; n < QUERIES; n++) {
    const run = someRun(2 + (n % 5));
    found += await compare([...run].map(disguise).join(""), (text) => text.includes(run));
  }
  expect(found).toBeGreaterThan(QUERIES);
}, 60_000);

test("words, finished and not", async () => {
  for (const word of WORDS) {
    await compare(`${disguise(word)} `, (text) => text.includes(` ${word} `));
    for (let length = 2; length <= word.length; length++)
      await compare(word.slice(0, length), (text) => text.includes(` ${word.slice(0, length)}`));
  }
}, 60_000);

test("several at once, and phrases", async () => {
  for (let n = 0; n < 30; n++) {
    const [run, other, word] = [someRun(2), someRun(1), pick(WORDS)];
    await compare(`${word} ${run}`, (text) => text.includes(` ${word} `) && text.includes(run));
    await compare(`${run}，${other}`, (text) => text.includes(run) && text.includes(other));
    await compare(`"${word} ${run}"`, (text) => text.includes(` ${word} ${run}`));
    await compare(`"${run} ${word}"`, (text) => text.includes(`${run} ${word} `));
  }
}, 60_000);

// The newest 2,000 of the articles are looked through first, and the others where these do not fill the page.
test.each([
  ["a word that many articles have", () => "stone "],
  ["a beginning that many articles have", () => "ri"],
  ["a long beginning", () => "stores"],
  ["a character that many articles have", () => "的"],
  ["two words", () => "stone river "],
  ["two characters", () => someRun(2)],
  ["three characters", () => someRun(3)],
  ["a phrase", () => '"river stone"'],
])(
  "a walk shows each match once and in order: %s",
  async (_what, make) => {
    const typed = make();
    const small = await walked(typed, 37);
    expect(small).toEqual(inOrder(small));
    const paths = small.map(pathOf);
    expect(new Set(paths).size).toBe(small.length);
    expect(paths.sort()).toEqual((await matched(typed)).sort());
    expect(small).toEqual(await walked(typed, 100));
  },
  60_000,
);

// Twenty words have 520 keys to look up, which PostgreSQL must not take for dearer than all keys of all articles.
test.each([
  ["a run", () => someRun(3)],
  ["twenty words", () => [..."abcdefghijklmnopqrst"].join(" ")],
  ["a long beginning", () => "rivulets"],
])("the index of keys is what finds %s", async (what, make) => {
  const typed = make();
  statements = [];
  await queries.searchPage(searchOf(typed), { limit: 20 }, {});
  await queries.searchTotal(searchOf(typed));
  await queries.tagFacet({ of: { scope: null, search: searchOf(typed) }, first: null }, [0]);
  const asked = statements;
  expect(asked).toHaveLength(3);
  statements = [];
  // Past a handful of calls a prepared statement is planned once for all values.
  for (const mode of ["force_custom_plan", "force_generic_plan"])
    for (const sent of asked) {
      const plan = await database.client.begin(async (tx) => {
        await tx.unsafe(`set local plan_cache_mode = ${mode}`);
        return tx.unsafe(`explain ${sent.sql}`, sent.parameters as never[]);
      });
      const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
      expect(text).toContain("Bitmap Index Scan on article_search_keys");
      expect(text).not.toContain("Seq Scan on article_search");
      // Of the page, among the newest first. (Of words, which have two conditions, PostgreSQL expects too few matches.)
      if (sent === asked[0] && what === "a run") expect(text).toContain("Bitmap Index Scan on article_search_newest");
    }
});
