import type { Element, Root } from "hast";
import type { Parent } from "./elements.ts";

const MORE = /^\s*more\s*$/i;

/** A copy of what stands above the first `<!-- more -->` of a tree; null where there is no such mark. */
export function treeBeforeMore(tree: Root): Root | null {
  const head: Root = { type: "root", children: [] };
  return copyUntilMore(tree, head) ? head : null;
}

/** Fills the copy up to the mark, and tells whether it was met. */
function copyUntilMore(from: Parent, to: Parent): boolean {
  for (const child of from.children) {
    if (child.type === "comment" && MORE.test(child.value)) return true;
    if (child.type !== "element") {
      (to as Root).children.push(child);
      continue;
    }
    const copy: Element = { ...child, properties: { ...child.properties }, children: [] };
    (to as Root).children.push(copy);
    if (copyUntilMore(child, copy)) return true;
  }
  return false;
}
