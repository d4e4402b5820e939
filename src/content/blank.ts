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
export function removeBlank(tree: Root): void {
  clean(tree, new Set());
}

/** @param full - the elements so far that hold something: to look into boxes in boxes at every level takes long. */
function clean(parent: Parent, full: Set<Parent>): void {
  let found = false;
  for (const child of parent.children) {
    if (isElement(child)) {
      clean(child, full);
      found ||= isBlank(child, full);
    }
    if (!isNothing(child, full)) full.add(parent);
  }
  if (found) (parent as Root).children = withoutBlank(parent.children, full);
}

function withoutBlank(nodes: readonly RootContent[], full: ReadonlySet<Parent>): RootContent[] {
  const kept: RootContent[] = [];
  let before: RootContent | undefined;
  for (const [at, node] of nodes.entries()) {
    const isKept =
      !isElement(node) ||
      !isBlank(node, full) ||
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

function isBlank(element: Element, full: ReadonlySet<Parent>): boolean {
  const { tagName, properties, children } = element;
  if (INLINE.has(tagName)) return children.length === 0 && properties.dataFootnoteRef === undefined;
  return BOXES.has(tagName) && !full.has(element);
}

function isNothing(node: RootContent, full: ReadonlySet<Parent>): boolean {
  if (node.type === "text") return !/\S/.test(node.value);
  return !isElement(node) || (!SHOWN.has(node.tagName) && !full.has(node));
}

const isSolid = (node: RootContent): boolean => (node.type === "text" ? /\S/.test(node.value) : isElement(node));

const runsOn = (node: RootContent | undefined): boolean =>
  node !== undefined && !(isElement(node) && BLOCK_ELEMENTS.has(node.tagName));
