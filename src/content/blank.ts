import type { Element, Root, RootContent } from "hast";
import { BLOCK_ELEMENTS, isElement, type Parent } from "./elements.ts";

/** Elements that are nothing without content, on lines of their own and inside of them. */
const BOXES: ReadonlySet<string> = new Set(
  "article aside blockquote div dl figcaption figure footer h1 h2 h3 h4 h5 h6 header ol p section ul".split(" "),
);
const INLINE: ReadonlySet<string> = new Set("a abbr b bdi code em i mark small span strong sub sup u".split(" "));

/** Elements that show something without any text, or mean something where they stand. */
const SHOWN: ReadonlySet<string> = new Set(
  "audio caption col colgroup dd details dt hr iframe img input li pre rp rt ruby source summary table tbody td tfoot th thead tr video wbr".split(
    " ",
  ),
);

/**
 * Takes wrappers that hold nothing out of a tree: boxes without text or media (white space, breaks and other such boxes
 * are none), and inline elements with nothing at all in them. A box that holds two pieces of running text apart stays.
 */
export function removeBlank(parent: Parent): void {
  let found = false;
  for (const child of parent.children) {
    if (!isElement(child)) continue;
    removeBlank(child);
    found ||= isBlank(child);
  }
  if (found) (parent as Root).children = withoutBlank(parent.children);
}

function withoutBlank(nodes: readonly RootContent[]): RootContent[] {
  const kept: RootContent[] = [];
  let before: RootContent | undefined;
  for (const [at, node] of nodes.entries()) {
    const isKept =
      !isElement(node) ||
      !isBlank(node) ||
      (BOXES.has(node.tagName) && runsOn(before) && runsOn(nextSolid(nodes, at + 1)));
    if (!isKept) continue;
    kept.push(node);
    if (isSolid(node)) before = node;
  }
  return kept;
}

function nextSolid(nodes: readonly RootContent[], from: number): RootContent | undefined {
  let at = from;
  while (at < nodes.length && !isSolid(nodes[at] as RootContent)) at++;
  return nodes[at];
}

function isBlank({ tagName, properties, children }: Element): boolean {
  if (INLINE.has(tagName)) return children.length === 0 && properties.dataFootnoteRef === undefined;
  return BOXES.has(tagName) && children.every(isNothing);
}

function isNothing(node: RootContent): boolean {
  if (node.type === "text") return !/\S/.test(node.value);
  return !isElement(node) || (!SHOWN.has(node.tagName) && node.children.every(isNothing));
}

const isSolid = (node: RootContent): boolean => (node.type === "text" ? /\S/.test(node.value) : isElement(node));

const runsOn = (node: RootContent | undefined): boolean =>
  node !== undefined && !(isElement(node) && BLOCK_ELEMENTS.has(node.tagName));
