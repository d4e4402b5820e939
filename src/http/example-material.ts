import type { Queries } from "../db/queries/queries.ts";
import { PUBLIC } from "../db/queries/visibility.ts";

/** What the example queries ask for, so that they find something in whatever is stored. */
export interface ExampleMaterial {
  /** Names from the root down of a category. */
  category: readonly string[];
  /** A word to search for. */
  word: string;
}

const FIRST = { limit: 1, backward: false };
const NO_JOINS = { author: false, source: false, headImage: false, thumbnail: false };

/** The largest category, and the longest word in the title of the newest article. */
export async function findExampleMaterial(queries: Queries): Promise<ExampleMaterial> {
  const byCount = { field: "ARTICLE_COUNT", descending: true } as const;
  const newest = { filter: {}, order: { field: "PUBLISHED_AT", descending: true }, visible: PUBLIC } as const;
  const [categories, articles] = await Promise.all([
    queries.categoryPage({ depth: 0 }, byCount, FIRST, PUBLIC),
    queries.articlePage(newest, FIRST, NO_JOINS),
  ]);
  const title = articles.rows[0]?.row.title ?? "";
  return { category: categories.rows[0]?.row.path ?? ["News"], word: longestWord(title) ?? "news" };
}

function longestWord(text: string): string | undefined {
  const segments = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)];
  const words = segments.filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
  return words.sort((a, b) => b.length - a.length)[0];
}
