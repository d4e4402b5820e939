import type { TransactionSql } from "postgres";
import type { NewArticle } from "./article.ts";
import { bytea } from "./parameters.ts";
import { recognise, type Verdict } from "./recognise.ts";
import type { Source } from "./sources.ts";
import { marksOf, readAtPaths, readNamesakes, type Stored } from "./stored.ts";

/** An article, and what is to be done with it. */
export type Judged =
  | { is: "created"; article: NewArticle }
  /** Under another path than before, where it has been renamed. */
  | { is: "updated"; article: NewArticle; before: Stored }
  | { is: "unchanged"; article: NewArticle; before: Stored }
  /** The article of the path `of`. */
  | { is: "copy"; article: NewArticle; of: string };

/**
 * Finds out which articles the source has already, under whatever path, and which of them say anything new.
 * @returns the articles in their order, and what is stored of them or of what they resemble.
 */
export async function judge(
  tx: TransactionSql,
  hasFile: (path: string) => Promise<boolean>,
  { id: sourceId, kind }: Source,
  articles: readonly NewArticle[],
): Promise<{ judged: Judged[]; known: Stored[] }> {
  const files = articles.map(marksOf);
  const paths = files.map(({ path }) => path);
  const atPaths = await readAtPaths(tx, sourceId, paths);
  const found = new Set(atPaths.map(({ path }) => path));
  const namesakes = await readNamesakes(
    tx,
    sourceId,
    files.filter(({ path }) => !found.has(path)),
  );
  const elsewhere = namesakes.filter(({ path }) => !found.has(path));
  const answers = await Promise.all(elsewhere.map(async ({ path }) => ({ path, there: await hasFile(path) })));
  const there = new Set(answers.filter((answer) => answer.there).map(({ path }) => path));
  const known = [...atPaths, ...elsewhere];
  const verdicts = recognise(files, known, (path) => there.has(path), kind === "feed");
  return { judged: articles.map((article) => judgeOne(article, verdicts.get(article.path))), known };
}

function judgeOne(article: NewArticle, verdict: Verdict<Stored> | undefined): Judged {
  if (verdict === undefined || verdict.is === "new") return { is: "created", article };
  if (verdict.is === "copy") return { is: "copy", article, of: verdict.of };
  const before = verdict.article;
  // A name can say something too: a date, a title, that it is a draft. So a new one is news whatever the file says.
  const same = verdict.is === "known" && before.status === article.status && saysNothingNew(article, before);
  return { is: same ? "unchanged" : "updated", article, before };
}

const saysNothingNew = (article: NewArticle, before: Stored): boolean =>
  !hasOtherBytes({ article, before }) || before.essence === bytea(article.essence);

/** Whether the file, or how it is read, is another than what is stored was derived from. */
export const hasOtherBytes = ({ article, before }: { article: NewArticle; before: Stored }): boolean =>
  before.fingerprint !== bytea(article.fingerprint);
