import type { Change } from "../changes/change.ts";

/** What has rows of its own. */
export type Kind = "Article" | "Author" | "Category" | "Image" | "Source" | "Tag";

/** What has a list of articles. */
export type Listing = Exclude<Kind, "Article">;

/** What something is looked up by, in the words of the table `changes`. */
export type NameOf =
  | "article.slug"
  | "article.path"
  | "article.url"
  | "category.slug"
  | "category.path"
  | "author.slug"
  | "author.name"
  | "tag.slug"
  | "tag.name"
  | "source.name"
  | "image.url";

// What an answer depends on, as text. An answer is wrong once a change has one of its tags.

/** A row, be it there or not. */
export const rowTag = (kind: Kind, id: number): string => `${kind}:${id}`;

/** The articles of something: which they are, their order, and how many. */
export const listTag = (kind: Listing, id: number): string => `${kind}:${id}/articles`;

/** Which rows of a kind there are for readers. */
export const everyTag = (kind: Listing): string => kind;

/** Which articles there are, and all that is counted or found among them. */
export const ARTICLES = "Query";

/** That a name leads to what it leads to, or nowhere. */
export const nameTag = (what: NameOf, name: string): string => `${what}:${asStored(name)}`;

/** That a category's path leads to what it leads to, or nowhere. */
export const categoryPathTag = (path: readonly string[]): string =>
  nameTag("category.path", JSON.stringify(path.map(asStored)));

/** Which articles there are at any path of any source. */
export const PATHS = "article.path";

// PostgreSQL stores no U+0000 and no lone surrogate; what is looked up by such text is looked up by what stands for it.
const asStored = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** The tags of what a change makes wrong. */
export function tagsOfChange({ entities, lists, names }: Pick<Change, "entities" | "lists" | "names">): Set<string> {
  const tags = new Set<string>();
  for (const entity of entities) {
    tags.add(entity);
    tags.add(entity.slice(0, entity.indexOf(":")));
  }
  for (const list of lists) tags.add(list === ARTICLES ? ARTICLES : `${list}/articles`);
  for (const name of names) {
    tags.add(name);
    if (name.startsWith(`${PATHS}:`)) tags.add(PATHS);
  }
  return tags;
}
