import type { Element, Nodes, Root } from "hast";

/** Whether a node of the tree is an element, of the given name where one is given. */
export function isElement(node: Nodes | undefined, name?: string): node is Element {
  return node?.type === "element" && (name === undefined || node.tagName === name);
}

/** What can hold other nodes. */
export type Parent = Root | Element;

/** Elements of HTML, among them the obsolete ones; any other tag is somebody's own, or no tag at all. */
export const HTML_ELEMENTS: ReadonlySet<string> = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
  button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
  fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image
  img input ins kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter nav nobr
  noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby
  s samp script search section select slot small source span strike strong style sub summary sup svg table tbody td
  template textarea tfoot th thead time title tr track tt u ul var video wbr xmp`.split(/\s+/),
);

/** Elements that begin and end a line of their own. */
export const BLOCK_ELEMENTS: ReadonlySet<string> = new Set(
  `address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
  form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li link listing main menu nav noframes ol p
  plaintext pre search section style script summary table tbody td tfoot th thead title tr ul xmp`.split(/\s+/),
);

/** Elements that never have content, and so never an end tag. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  `area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr`.split(" "),
);

/** Elements that go together with what is inside them: it is no text of the article. */
export const DROPPED_ELEMENTS: ReadonlySet<string> = new Set(
  `script style template svg noembed noframes title select datalist`.split(" "),
);
