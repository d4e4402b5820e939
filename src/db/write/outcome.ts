import type { Id } from "./article.ts";

/**
 * What became of one file's article; `id` is the article's row. In a dry run the id of a new article is nobody's.
 *
 * `released` are paths of files that held the same article: it has changed, so they may hold one of their own now. They
 * still lead to it, and are to be read again.
 */
export type Outcome =
  | { path: string; id: Id; outcome: "created" | "unchanged" }
  | { path: string; id: Id; outcome: "updated"; released: string[] }
  /** An article that had the path `from`, where there is no file any more. */
  | { path: string; id: Id; outcome: "renamed"; from: string; released: string[] }
  /** The file holds the article of the path `of` again: there is nothing to write but the path. */
  | { path: string; id: Id; outcome: "duplicate"; of: string }
  | { path: string; outcome: "failed"; reason: string };

/** What became of an article whose file has gone. */
export type Removed =
  | { path: string; id: Id; outcome: "deleted" }
  /** Another file, at `path`, holds the article too. It is to be read again: the article still says what `from` said. */
  | { path: string; id: Id; outcome: "renamed"; from: string };
