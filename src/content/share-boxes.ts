import type { Element, Root } from "hast";
import { DROPPED_ELEMENTS, isElement, type Parent } from "./elements.ts";

/** Classes and ids of the boxes that share widgets put into articles, by the widgets' own documentation. */
const SHARE_BOX =
  /^(?:addtoany_[\w-]+|a2a_kit|sharedaddy|sd-sharing(?:-enabled)?|jiathis_[\w-]+|ckepop|bdsharebuttonbox|bdshare(?:buttonbox|_[\w-]+)?|social-share|share-component|addthis_(?:toolbox|button|inline_share_toolbox|sharing_toolbox)[\w-]*|ssba[\w-]*|essb_links|mashsb-container|heateor_sss_[\w-]+|shareaholic-canvas|sharethis-[\w-]+|ssk-group|wp-block-jetpack-sharing-buttons|sfsi_widget|feedflare|wumii-hook|article-share-box)$/;

/** Characters outside of links that a box may have ("Share this:"): one with more holds something of the article's. */
const MAX_WORDS = 100;
/** How much of one text is counted. No longer one is counted at every level of boxes in boxes. */
const READ_LENGTH = 10_000;

/** What no share box has: there something of the article's stands in the box. */
const PROSE: ReadonlySet<string> = new Set("article blockquote h1 h2 pre table figure video audio".split(" "));

/** Takes share boxes out of a tree that is not sanitized yet: their classes tell them from text. */
export function removeShareBoxes(parent: Root | Element): void {
  const kept = parent.children.filter((child) => !isElement(child) || !isShareBox(child));
  if (kept.length < parent.children.length) (parent as Root).children = kept;
  for (const child of kept) if (isElement(child)) removeShareBoxes(child);
}

function isShareBox(element: Element): boolean {
  const { className, id } = element.properties;
  const names = Array.isArray(className) ? [...className, id] : [id];
  return (
    names.some((name) => typeof name === "string" && SHARE_BOX.test(name)) && wordsLeft(element, MAX_WORDS, true) >= 0
  );
}

/** What is left of a number of characters once those outside of links are taken; less than none at the first prose. */
function wordsLeft(parent: Parent, most: number, counts: boolean): number {
  let left = most;
  for (const child of parent.children) {
    if (child.type === "text" && counts) left -= child.value.slice(0, READ_LENGTH).replace(/\s+/g, " ").trim().length;
    if (isElement(child) && PROSE.has(child.tagName)) return -1;
    if (isElement(child) && !DROPPED_ELEMENTS.has(child.tagName)) {
      left = wordsLeft(child, left, counts && child.tagName !== "a" && child.tagName !== "button");
    }
    if (left < 0) return left;
  }
  return left;
}
