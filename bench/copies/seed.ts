import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeArticle } from "../import/article.ts";
import { createRandom, type Random } from "../import/random.ts";

/** What the articles are made of that are copied: each copy is two of them, one below the other. */
export interface Seed {
  /** At most as many as their numbers, as image addresses have them, leave room for copies: 10,000. */
  articles: number;
  seed: number;
  /** Bytes of one, about. */
  size: number;
}

/** Folders, each a source of its own. */
const SOURCES = ["archive", "blog", "news"] as const;

const AT_ONCE = 50;
const TAGS = 20_000;
/** One transparent pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==",
  "base64",
);

/**
 * Writes articles as the benchmark of the import has them, with what statements can be planned for beside that: tags,
 * languages, summaries, addresses, several authors, a file's image, other statuses, and the same article under two paths.
 * @returns the folders of the sources.
 */
export async function writeSeed(folder: string, seed: Seed): Promise<string[]> {
  for (let start = 0; start < seed.articles; start += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, seed.articles - start) }, (_, n) => start + n);
    const files = numbers.flatMap((number) => filesOf(seed, number));
    await Promise.all([...new Set(files.map(([path]) => dirname(join(folder, path))))].map(make));
    await Promise.all(files.map(([path, content]) => writeFile(join(folder, path), content)));
  }
  return SOURCES.map((name) => join(folder, name));
}

const make = (folder: string) => mkdir(folder, { recursive: true });

function filesOf({ seed, size }: Seed, number: number): [path: string, content: string | Buffer][] {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ number ^ 0x5eed);
  const source = SOURCES[number % SOURCES.length] ?? SOURCES[0];
  const name = String(number).padStart(8, "0");
  const article = madeUp(random, number, size);
  const folder = `${source}/${name.slice(0, 6)}`;
  const files: [path: string, content: string | Buffer][] = [[`${folder}/${number}.md`, article]];
  if (number % 50 === 25) files.push([`${folder}/again-${number}.md`, article]);
  if (hasFile(number)) files.push([`${folder}/${name}_1024.png`, PIXEL]);
  return files;
}

const hasFile = (number: number): boolean => number % 100 === 21;

function madeUp(random: Random, number: number, size: number): string {
  const name = String(number).padStart(8, "0");
  const file = writeArticle(random, number, size);
  const body = file.slice(file.indexOf("<div>"));
  const front = file
    .slice(0, -body.length)
    .replace(/\n---\n\n$/, `\n${extras(random, number, body).join("\n")}\n---\n\n`)
    .replace(/\ndate: .*/, (date) => (number % 50 === 13 ? "" : number % 50 === 11 ? "\ndate: 2099-01-01" : date))
    .replace(/\nauthor: (.*)/, (line, author) =>
      number % 10 === 3 ? `\nauthor: ["${author}", "Editor ${number % 40}"]` : line,
    );
  return front + (hasFile(number) ? body.replace("<div>", `<div><img src="${name}_1024.png">`) : body);
}

/** Lines of front matter. Tags come as in life: few often, most of them seldom. */
function extras(random: Random, number: number, body: string): string[] {
  const tags = Array.from({ length: random.integer(0, 4) }, () => `tag ${Math.floor(TAGS ** random.next())}`);
  const text = body.replace(/<[^>]*>/g, "");
  return [
    `tags: [${[...new Set(tags)].join(", ")}]`,
    `lang: ${/\p{Script=Han}/u.test(text) ? "zh-Hans" : "en"}`,
    ...(number % 3 === 0
      ? [
          `description: ${text
            .trim()
            .slice(0, 60)
            .replace(/[^\p{L} ]/gu, " ")}`,
        ]
      : []),
    ...(number % 4 === 0 ? [`canonical: https://example.com/${String(number).padStart(8, "0")}_1024.html`] : []),
    ...(number % 5 === 0 ? ["updated: 2025-06-01"] : []),
    ...(number % 50 === 7 ? ["draft: true"] : []),
    ...(number % 50 === 9 ? ["archived: true"] : []),
  ];
}
