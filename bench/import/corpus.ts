import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeArticle } from "./article.ts";
import { createRandom } from "./random.ts";

/** What a corpus is made of. The same values give the same bytes. */
export interface Corpus {
  /** Number of the first article; 0 where left out. */
  first?: number;
  articles: number;
  seed: number;
  /** Bytes of an article, about. */
  size: number;
}

const FOLDER_FILES = 1000;
const AT_ONCE = 50;

/** Writes a corpus below a folder, which is made, some files at a time. */
export async function writeCorpus(folder: string, corpus: Corpus): Promise<void> {
  for (const { subfolder, numbers } of groups(corpus.articles, corpus.first)) {
    await mkdir(join(folder, subfolder), { recursive: true });
    await Promise.all(
      numbers.map((number) => writeFile(join(folder, pathOf(subfolder, number)), articleOf(corpus, number))),
    );
  }
}

/** The files of a corpus, fifty at a time: their paths below its folder. */
export function* listCorpus(articles: number): Generator<string[]> {
  for (const { subfolder, numbers } of groups(articles)) yield numbers.map((number) => pathOf(subfolder, number));
}

function* groups(articles: number, first = 0): Generator<{ subfolder: string; numbers: number[] }> {
  for (let start = first; start < first + articles; start += AT_ONCE) {
    const subfolder = String(Math.floor(start / FOLDER_FILES)).padStart(4, "0");
    yield {
      subfolder,
      numbers: Array.from({ length: Math.min(AT_ONCE, first + articles - start) }, (_, n) => start + n),
    };
  }
}

const pathOf = (subfolder: string, number: number): string => join(subfolder, `${number}.md`);

// Chance of an article's own: it is the same in a corpus of any length.
const articleOf = ({ seed, size }: Corpus, number: number): string =>
  writeArticle(createRandom(Math.imul(seed, 0x9e3779b1) ^ number), number, size);
