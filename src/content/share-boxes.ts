import type { Element, Root } from "hast";
import { isElement, type Parent } from "./elements.ts";
import { textOf } from "./text.ts";

/** Classes and ids of the boxes that share widgets put into articles, by the widgets' own documentation. */
const SHARE_BOX =
  /^(?:addtoany_[\w-]+|a2a_kit|sharedaddy|sd-sharing(?:-enabled)?|jiathis_[\w-]+|ckepop|bdsharebuttonbox|bdshare(?:buttonbox|_[\w-]+)?|social-share|share-component|addthis_(?:toolbox|button|inline_share_toolbox|sharing_toolbox)[\w-]*|ssba[\w-]*|essb_links|mashsb-container|heateor_sss_[\w-]+|shareaholic-canvas|sharethis-[\w-]+|ssk-group|wp-block-jetpack-sharing-buttons|sfsi_widget|feedflare|wumii-hook|article-share-box)$/;

/** Characters outside of links that a box may have ("Share this:"): one with more holds something of the article's. */
const MAX_WORDS = 100;

/** What no share box has: there something of the article's stands in the box. */
const PROSE: ReadonlySet<string> = new Set("article blockquote h1 h2 pre table figure video audio".split(" "));

/** Takes share boxes out of a tree that is not sanitized yet: their classes tell them from text. */
export function removeShareBoxes(parent: Root | Element): void {
  let found = false;
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    if (isShareBox(child)) found = true;
    else removeShareBoxes(child);
  }
  if (!found) return;
  (parent as Root).children = parent.children.filter((child) => !isElement(child) || !isShareBox(child));
}

function isShareBox(element: Element): boolean {
  const { className, id } = element.properties;
  const names = Array.isArray(className) ? [...className, id] : [id];
  if (!names.some((name) => typeof name === "string" && SHARE_BOX.test(name))) return false;
  return !holdsProse(element) && textOf(element).length - linkedLength(element) <= MAX_WORDS;
}

function holdsProse(parent: Parent): boolean {
  return parent.children.some((child) => isElement(child) && (PROSE.has(child.tagName) || holdsProse(child)));
}

function linkedLength(parent: Parent): number {
  let length = 0;
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    const isButton = child.tagName === "a" || child.tagName === "button";
    length += isButton ? textOf(child).length : linkedLength(child);
  }
  return length;
}
