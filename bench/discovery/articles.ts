import { parseArticle } from "../../src/content/article.ts";
import { likenessOf } from "../../src/content/likeness.ts";
import { slugify } from "../../src/content/slug.ts";
import type { ContentOptions } from "../../src/content/types.ts";
import type { Database } from "../../src/db/client.ts";
import type { NewArticle } from "../../src/db/write/article.ts";
import { writeBatch } from "../../src/db/write/batch.ts";
import { saveSource } from "../../src/db/write/sources.ts";
import { searchEntry } from "../../src/text/entry.ts";
import { Folder } from "../../src/text/fold.ts";
import { writeArticle } from "../import/article.ts";
import { createRandom } from "../import/random.ts";

const folder = new Folder();
const BATCH = 100;
const TOPICS = 3000;
const TAGS = 500;

const OPTIONS: ContentOptions = {
  kind: "hexo",
  timeZone: "UTC",
  timeZoneAssumed: false,
  baseUrl: null,
  categoryMode: "chain",
  imageProxies: [],
};

/** An article of the import's benchmark, with three tags and three topics: few of them frequent, most of them rare. */
function madeUp(number: number, size: number): NewArticle {
  const random = createRandom(number * 7919 + 1);
  const among = (most: number) => Math.floor(most ** random.next());
  const topics = Array.from({ length: 3 }, () => `topic${among(TOPICS)}`);
  const tags = Array.from({ length: 3 }, () => `tag ${among(TAGS)}`);
  const file = writeArticle(random, number, size)
    .replace("title: '", `tags: [${tags.join(", ")}]\nlang: ${number % 3 ? "zh" : "en"}\ntitle: '${topics[0]} `)
    .replace("<div>   ", `<div><p>${[...topics, ...topics].join(" ")}</p>`);
  const path = `${String(number).padStart(7, "0")}.md`;
  const { article } = parseArticle({ path, bytes: new TextEncoder().encode(file) }, OPTIONS);
  if (article === null) throw new Error("an article that was made up could not be parsed");
  const search = searchEntry(folder, article);
  return { ...article, search, status: "PUBLISHED", fingerprint: article.essence, pipelineVersion: 1 };
}

/** Writes made-up articles as an import does, over five sources. */
export async function writeArticles({ client }: Database, articles: number, size: number): Promise<void> {
  const now = new Date();
  for (let start = 0; start < articles; start += BATCH) {
    const name = `source ${(start / BATCH) % 5}`;
    const wanted = { name, kind: "folder", format: null, root: null, timeZone: "UTC", baseUrl: null } as const;
    const source = await saveSource(client, { ...wanted, categoryMode: "chain" }, null, now);
    const batch = Array.from({ length: Math.min(BATCH, articles - start) }, (_, n) => madeUp(start + n, size));
    await writeBatch({ client, slugify, hasFile: async () => true, dryRun: false }, source, batch, now);
  }
  await client`vacuum analyze`;
}

/** Milliseconds of CPU that one article's words and sketch take, of articles of that size. */
export function costOfLikeness(size: number): number {
  const articles = Array.from({ length: 200 }, (_, number) => madeUp(number, size));
  const once = () => {
    for (const { title, text } of articles) likenessOf(title, text);
  };
  // Compiled by then.
  for (let round = 0; round < 3; round++) once();
  const begun = process.cpuUsage();
  once();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000 / articles.length;
}
