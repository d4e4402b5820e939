import fc from "fast-check";
import { slugify } from "../../../src/content/slug.ts";
import type { Database } from "../../../src/db/client.ts";
import type { NewArticle, NewImage } from "../../../src/db/write/article.ts";
import { writeBatch } from "../../../src/db/write/batch.ts";
import { settleDue } from "../../../src/db/write/due.ts";
import { saveImageChecks } from "../../../src/db/write/image-checks.ts";
import { removeArticles } from "../../../src/db/write/remove.ts";
import { type Source, saveSource } from "../../../src/db/write/sources.ts";
import { article, plainSource } from "../../support/articles.ts";

// Few of each, so that all that articles can share is shared, lost and found again.
export const SOURCES = ["one", "two", "one/a"];
export const PATHS = ["a.md", "b.md", "c.md", "a/b.md", "d.md"];
export const CATEGORIES = [["A"], ["A", "B"], ["A", "B", "C"], ["D"], ["D", "B"]];
export const AUTHORS = ["Ann", "Bob", "Çem"];
export const TAGS = ["red", "green", "blue"];
export const PAGES = ["https://example.com/1", "https://example.com/2"];
export const IMAGES = ["https://img.example.com/1.jpg", "https://img.example.com/2.png", "https://other.example/3.gif"];
export const FILES = ["pictures/1.jpg", "pictures/2.jpg"];
export const TITLES = ["Apple tree", "Apple pie", "Banana bread", "苹果树", "Ann"];
const TEXTS = ["apple banana cherry", "banana cherry damson", "cherry apple elder", "苹果香蕉樱桃"];

/** Something that alters the database, as an import or a person at the command line does. */
export type Write =
  | { is: "write"; source: string; articles: Fields[] }
  | { is: "remove"; source: string; paths: string[] }
  | { is: "check"; image: number; found: { width: number } | "BROKEN" }
  | { is: "options"; source: string; baseUrl: string | null; timeZone: string }
  | { is: "clock"; hours: number };

type Fields = Partial<NewArticle> & { path: string; wording: number };

const some = <Item>(items: readonly Item[], most = 2) => fc.uniqueArray(fc.constantFrom(...items), { maxLength: most });

const anImage: fc.Arbitrary<NewImage> = fc.record({
  address: fc.oneof(
    fc.constantFrom(...IMAGES).map((url) => ({ url, localPath: null })),
    fc.constantFrom(...FILES).map((localPath) => ({ url: null, localPath })),
  ),
  width: fc.constantFrom(null, 640, 1280),
  height: fc.constantFrom(null, 480),
  format: fc.constantFrom("JPEG" as const, "PNG" as const, null),
});

const HOUR = 3_600_000;
/** When the first import happens. */
export const BEGINNING = Date.UTC(2030, 0, 1);

const aDate = fc.integer({ min: -48, max: 48 }).map((hours) => BEGINNING + hours * HOUR);

const fields = fc.record({
  path: fc.constantFrom(...PATHS),
  title: fc.constantFrom(...TITLES),
  status: fc.constantFrom(
    "PUBLISHED" as const,
    "PUBLISHED" as const,
    "PUBLISHED" as const,
    "DRAFT" as const,
    "SCHEDULED" as const,
  ),
  publishedAt: fc.option(aDate, { nil: null }),
  expiresAt: fc.option(aDate, { nil: null, freq: 5 }),
  url: fc.option(fc.constantFrom(...PAGES)),
  summary: fc.option(fc.constantFrom("cherry", "damson")),
  language: fc.constantFrom(null, "en", "zh-Hans"),
  wordCount: fc.constantFrom(3, 300),
  authors: some(AUTHORS),
  categories: some(CATEGORIES),
  tags: some(TAGS),
  headImage: fc.option(anImage),
  thumbnail: fc.option(anImage),
  images: fc.array(
    anImage.map((image) => ({ ...image, alt: null, caption: null })),
    { maxLength: 2 },
  ),
  wording: fc.nat(TEXTS.length - 1),
});

/** Any write, those of articles more often than others. */
export const aWrite: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      is: fc.constant("write" as const),
      source: fc.constantFrom(...SOURCES),
      articles: fc.uniqueArray(fields, { minLength: 1, maxLength: 3, selector: ({ path }) => path }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant("remove" as const),
      source: fc.constantFrom(...SOURCES),
      paths: fc.uniqueArray(fc.constantFrom(...PATHS), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("check" as const),
      image: fc.nat(4),
      found: fc.oneof(fc.constant("BROKEN" as const), fc.record({ width: fc.constantFrom(100, 200) })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("options" as const),
      source: fc.constantFrom(...SOURCES),
      baseUrl: fc.constantFrom(null, "https://one.example.com", "https://two.example.com"),
      timeZone: fc.constantFrom("UTC", "Asia/Shanghai"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("clock" as const), hours: fc.integer({ min: 1, max: 24 }) }) },
);

/** Carries writes out, by a clock that they move on. */
export function createWriter(database: Database) {
  const { client } = database;
  let now = BEGINNING;
  const open = (name: string, options: Partial<Source> = {}): Promise<Source> =>
    saveSource(client, { ...plainSource(name), ...options }, null, new Date(now));
  const deps = (present: ReadonlySet<string>) => ({
    client,
    slugify,
    // A file that this write does not name may be there or not; whoever asks is told that it has gone.
    hasFile: async (path: string) => present.has(path),
    dryRun: false,
  });

  return async function write(one: Write): Promise<void> {
    now += 1_000;
    const at = new Date(now);
    if (one.is === "write") {
      const articles = one.articles.map(({ wording, ...given }) => toArticle(given, wording, now));
      const outcomes = await writeBatch(
        deps(new Set(one.articles.map(({ path }) => path))),
        await open(one.source),
        articles,
        at,
      );
      const failed = outcomes.filter(({ outcome }) => outcome === "failed");
      if (failed.length > 0) throw new Error(JSON.stringify(failed));
    } else if (one.is === "remove") {
      await removeArticles(deps(new Set(PATHS)), await open(one.source), one.paths, at);
    } else if (one.is === "check") {
      const rows = await client<
        { id: string }[]
      >`select id from images order by id offset ${one.image}::integer limit 1`;
      const facts = { height: 100, format: "PNG", placeholder: null } as const;
      const found = one.found === "BROKEN" ? one.found : { ...facts, ...one.found };
      await saveImageChecks(
        client,
        rows.map(({ id }) => ({ id: Number(id), found })),
        at,
      );
    } else if (one.is === "options") {
      await open(one.source, { baseUrl: one.baseUrl, timeZone: one.timeZone });
    } else {
      now += one.hours * HOUR;
      await settleDue(client, new Date(now));
    }
  };
}

/** Content is known again by its text, so that articles are renamed and copied as well. */
function toArticle(given: Omit<Fields, "wording">, wording: number, now: number): NewArticle {
  const text = TEXTS[wording] ?? "";
  const isDue = given.status === "SCHEDULED" && (given.publishedAt ?? 0) <= now;
  const status = isDue ? "PUBLISHED" : (given.status ?? "PUBLISHED");
  const contentKey = Buffer.alloc(32, wording + 1);
  return article({ ...given, status, text, lead: text, contentKey });
}
