import type { Element, Root } from "hast";
import type { Parent } from "./elements.ts";
import type { SourceKind } from "./types.ts";

/** Whether a comment is the mark that ends the beginning of an article. */
export type IsMark = (comment: string) => boolean;

/** Hexo, Hugo, and what others took over from them: `<!-- more -->`. */
const MORE = /^[-\s]*more[-\s]*$/i;
/** WordPress lets the text of the link follow: `<!--more Read on-->`. */
const MORE_WITH_TEXT = /^\s*more(?:\s|$)/i;
const COMMENT = /^<!--([\s\S]*)-->$/;

/**
 * The mark of an article.
 * @param separator - Jekyll's `excerpt_separator`; only one that is a comment can be found once the body is read.
 */
export function moreMark(kind: SourceKind, separator: string | null): IsMark {
  const own = COMMENT.exec(separator?.trim() ?? "")?.[1]?.trim();
  const usual = kind === "wordpress" ? MORE_WITH_TEXT : MORE;
  return (comment) => (own === undefined ? usual.test(comment) : comment.trim() === own);
}

/** A copy of what stands above the first mark of a tree; null where there is none. */
export function treeBeforeMore(tree: Root, isMark: IsMark): Root | null {
  const head: Root = { type: "root", children: [] };
  return copyUntilMore(tree, head, isMark) ? head : null;
}

/** Fills the copy up to the mark, and tells whether it was met. */
function copyUntilMore(from: Parent, to: Parent, isMark: IsMark): boolean {
  for (const child of from.children) {
    if (child.type === "comment" && isMark(child.value)) return true;
    if (child.type !== "element") {
      (to as Root).children.push(child);
      continue;
    }
    const copy: Element = { ...child, properties: { ...child.properties }, children: [] };
    (to as Root).children.push(copy);
    if (copyUntilMore(child, copy, isMark)) return true;
  }
  return false;
}
