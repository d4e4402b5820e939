import { join } from "node:path";
import { post, writeFiles } from "../world/articles.ts";

/** How many articles there are, and of how many tags. */
export const ARTICLES = 400;
export const TAGS = 20;

/** How many articles an import changes. */
const CHANGED = 20;

/** The article of a number, of which everything is known: who asks for it can judge the answer. */
export const titleOf = (n: number): string => `Soaked ${n}`;
export const slugOf = (n: number): string => `soaked-${n}`;
export const tagOf = (n: number): string => `soak${n % TAGS}`;
/** In the body of that article and nowhere else. */
export const wordOf = (n: number): string => `zq${n}qz`;
export const textOf = (n: number, version: number): string => `Version ${version} of ${wordOf(n)}.`;

const fileOf = (n: number, version: number): string =>
  post(
    {
      title: titleOf(n),
      date: new Date(Date.UTC(2024, 0, 1) + n * 3_600_000).toISOString(),
      more: `tags: [${tagOf(n)}]\n`,
    },
    `${textOf(n, version)}\n\n${"Words that fill a page. ".repeat(60)}`,
  );

/** Which version of each article may be seen. */
export interface Ledger {
  /** The one that an import has returned with: no older one may be seen from then on. */
  returned(n: number): number;
  /** The newest that has been written to a file. */
  written(n: number): number;
  /** Writes the next versions of some articles; to be called until its import has returned, told by `settle`. */
  change(): Promise<void>;
  settle(): void;
}

/** Writes the first versions into a folder. */
export async function writeContent(root: string): Promise<Ledger> {
  const returned = Array.from({ length: ARTICLES }, () => 0);
  const written = [...returned];
  const write = (numbers: readonly number[]) =>
    writeFiles(root, Object.fromEntries(numbers.map((n) => [join(`${n}.md`), fileOf(n, written[n] ?? 0)])));
  await write(returned.map((_, n) => n));
  let first = 0;
  return {
    returned: (n) => returned[n] ?? 0,
    written: (n) => written[n] ?? 0,
    async change() {
      const numbers = Array.from({ length: CHANGED }, (_, at) => (first + at * 7) % ARTICLES);
      first += 3;
      for (const n of numbers) written[n] = (written[n] ?? 0) + 1;
      await write(numbers);
    },
    settle() {
      for (const [n, version] of written.entries()) returned[n] = version;
    },
  };
}
