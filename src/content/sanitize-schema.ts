import type { Schema } from "hast-util-sanitize";
import { ANCHOR } from "./anchors.ts";
import { DROPPED_ELEMENTS } from "./elements.ts";
import { FRAME_ALLOW, FRAME_SANDBOX } from "./players.ts";

/** Addresses that a link may have; relative ones are always allowed. */
export const LINK_PROTOCOLS = ["http", "https", "mailto", "tel"];

const FOOTNOTE_ID: [string, RegExp] = ["id", /^user-content-fn/];
const ANCHOR_ID: [string, RegExp] = ["id", ANCHOR];
const ALIGN: [string, ...string[]] = ["align", "left", "center", "right", "justify"];
const CELL = [ALIGN, "colSpan", "rowSpan", "abbr"];
const MEDIA = ["src", "loop", "muted", ["preload", "none", "metadata", "auto"]] as (string | [string, ...string[]])[];

/**
 * Elements and attributes that an article may have; everything else goes. Neither style nor class (but for the
 * language of code and the parts of footnotes), no id that a page could trip over (those of headings begin with `h-`,
 * those of footnotes with `user-content-fn`), nothing that runs.
 */
export const ARTICLE_SCHEMA: Schema = {
  allowComments: false,
  allowDoctypes: false,
  clobber: [],
  clobberPrefix: "",
  strip: [...DROPPED_ELEMENTS],
  tagNames:
    `a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt
    em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd li mark ol p pre q rp rt ruby s
    samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video
    wbr`.split(/\s+/),
  ancestors: {
    caption: ["table"],
    col: ["table"],
    colgroup: ["table"],
    tbody: ["table"],
    td: ["table"],
    tfoot: ["table"],
    th: ["table"],
    thead: ["table"],
    tr: ["table"],
    source: ["audio", "video"],
  },
  attributes: {
    "*": [["dir", "ltr", "rtl", "auto"], "lang", "title"],
    a: [
      "href",
      "dataFootnoteRef",
      "dataFootnoteBackref",
      "ariaLabel",
      ["ariaDescribedBy", "footnote-label"],
      FOOTNOTE_ID,
    ],
    audio: MEDIA,
    blockquote: ["cite"],
    code: [["className", /^language-[\w+#.-]+$/]],
    col: [ALIGN, "span"],
    colgroup: ["span"],
    del: ["cite", "dateTime"],
    details: ["open"],
    div: [ALIGN],
    h1: [ALIGN, ANCHOR_ID],
    h2: [ALIGN, ["className", "sr-only"], ["id", "footnote-label", ANCHOR]],
    h3: [ALIGN, ANCHOR_ID],
    h4: [ALIGN, ANCHOR_ID],
    h5: [ANCHOR_ID],
    h6: [ANCHOR_ID],
    iframe: [
      "src",
      "width",
      "height",
      "allowFullScreen",
      ["loading", "lazy"],
      ["referrerPolicy", "strict-origin-when-cross-origin"],
      ["allow", FRAME_ALLOW],
      ["sandbox", ...FRAME_SANDBOX],
    ],
    img: ["src", "alt", "width", "height", ["loading", "lazy"], ["referrerPolicy", "no-referrer"]],
    input: [["type", "checkbox"], ["disabled", true], "checked"],
    ins: ["cite", "dateTime"],
    li: ["value", FOOTNOTE_ID],
    ol: ["start", "reversed", ["type", "1", "a", "A", "i", "I"]],
    p: [ALIGN],
    q: ["cite"],
    section: ["dataFootnotes", ["className", "footnotes"]],
    source: ["src", "type"],
    table: [ALIGN],
    td: CELL,
    th: [...CELL, ["scope", "col", "row", "colgroup", "rowgroup"]],
    time: ["dateTime"],
    tr: [ALIGN],
    video: [...MEDIA, "poster", "width", "height", "playsInline"],
  },
  protocols: {
    cite: ["http", "https"],
    href: LINK_PROTOCOLS,
    poster: ["http", "https"],
    // data: is for images of pixels only, which the step before sees to.
    src: ["http", "https", "data"],
  },
  required: {
    audio: { controls: true },
    iframe: { sandbox: FRAME_SANDBOX },
    input: { disabled: true, type: "checkbox" },
    video: { controls: true },
  },
};
