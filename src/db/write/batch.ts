import type { Sql, TransactionSql } from "postgres";
import type { NewArticle } from "./article.ts";
import type { Slugify } from "./names.ts";
import type { Outcome } from "./outcome.ts";
import { explainRefusal } from "./refusal.ts";
import type { Source } from "./sources.ts";
import { writeTogether } from "./together.ts";
import { writeAlone } from "./transaction.ts";

export type { Outcome } from "./outcome.ts";

/** What writing takes apart from the articles. */
export interface WriteDeps {
  client: Sql;
  /** Text to a readable slug of 100 characters at the most; empty where nothing readable is left. */
  slugify: Slugify;
  /** Whether the source has a file of that path. Asked while others wait for their turn to write: it must be quick. */
  hasFile: (path: string) => Promise<boolean>;
  /** Only finds out what would become of the articles: nothing is kept, nobody is told. */
  dryRun: boolean;
}

/**
 * Writes articles of one source in one transaction: all that belongs to an article, the counts and the row of `changes`
 * come into view together or not at all. An article whose fingerprint or essence, and whose status, are stored already
 * is left alone. One that the source has under another path is recognised (see recognise.ts).
 *
 * What PostgreSQL refuses costs the article that holds it and no other: the batch is then written one by one.
 * @param articles - of different paths, a hundred or so. The same articles in the same order come to the same rows.
 * @returns outcomes in the order of the articles.
 * @throws what is no article's fault: a lost connection, a full disk, a missing table.
 */
export async function writeBatch(
  deps: WriteDeps,
  source: Source,
  articles: readonly NewArticle[],
  now: Date,
): Promise<Outcome[]> {
  return writeEach(deps, articles, (tx, some) => writeTogether(tx, deps, source, some, now));
}

/** Does a piece of writing for all articles in one transaction; where PostgreSQL refuses one, for each by itself. */
export async function writeEach(
  { client, dryRun }: Pick<WriteDeps, "client" | "dryRun">,
  articles: readonly NewArticle[],
  work: (tx: TransactionSql, articles: readonly NewArticle[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  try {
    return await writeAlone(client, (tx) => work(tx, articles), { dryRun });
  } catch (error) {
    const reason = explainRefusal(error);
    if (reason === null) throw error;
    if (articles.length === 1) return articles.map(({ path }) => ({ path, outcome: "failed", reason }));
  }
  const outcomes: Outcome[] = [];
  for (const article of articles) outcomes.push(...(await writeEach({ client, dryRun }, [article], work)));
  return outcomes;
}
