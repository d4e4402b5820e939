import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../src/db/client.ts";
import { createQueries, type Queries } from "../../src/db/queries/queries.ts";
import { foundSet } from "../../src/db/queries/search-conditions.ts";
import { PUBLIC } from "../../src/db/queries/visibility.ts";
import { articles } from "../../src/db/tables.ts";
import { settleSearch } from "../../src/db/write/search.ts";
import { Folder } from "../../src/text/fold.ts";
import { parseQuery, wantedOf } from "../../src/text/query.ts";
import { article, writeArticles } from "../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

// What a search finds in 10,000 articles is what reading all of them finds: no more, no less. The articles are written in
// another guise (Traditional characters, other widths, capitals, accents) than the plain text that is read.

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

beforeAll(async () => {
  own = await createTestDatabase();
  database = connect(own.url, {
    poolSize: 2,
    onStatement: (sql, parameters) => statements.push({ sql, parameters }),
  });
  queries = createQueries(database);
  for (let start = 0; start < ARTICLES; start += 500) {
    const batch = Array.from({ length: 500 }, (_, n) => {
      const { written, read } = write();
      plain.push(read);
      return article({ path: `${start + n}.md`, title: "t", text: written, publishedAt: chance(50) * 1e8 });
    });
    await writeArticles(database, batch);
  }
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

/** Paths of all that a search finds, read page by page. */
async function searched(typed: string): Promise<string[]> {
  const paths: string[] = [];
  for (let after: Parameters<Queries["searchPage"]>[1]["after"], more = true; more; ) {
    const page = await queries.searchPage(searchOf(typed), { limit: 100, after }, {});
    paths.push(...page.rows.map(({ row }) => row.path));
    after = page.rows.at(-1)?.position;
    more = page.hasNextPage;
  }
  return paths;
}

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

test("the index of keys is what finds them", async () => {
  // Past a handful of calls a prepared statement is planned once for all values.
  for (let n = 0; n < 8; n++) await searched(someRun(2));
  statements = [];
  const typed = someRun(3);
  await queries.searchPage(searchOf(typed), { limit: 20 }, {});
  await queries.searchTotal(searchOf(typed));
  expect(statements).toHaveLength(2);
  for (const sent of [...statements]) {
    const plan = await database.client.begin(async (tx) => {
      await tx`set local plan_cache_mode = force_generic_plan`;
      return tx.unsafe(`explain ${sent.sql}`, sent.parameters as never[]);
    });
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toContain("Bitmap Index Scan on article_search_keys");
    expect(text).not.toContain("Seq Scan on article_search");
  }
});
