// As content/layout.ts has it, which derives it; the room that joins the two compiles only while they agree.

/** Where something stands in a text: the first UTF-16 unit, and the one behind the last. */
export type Span = readonly [start: number, end: number];

/**
 * A block as it is stored: a slice of the body's HTML. Texts are slices of the stored text; what neither holds is written out. Rows
 * hold it as it is here, so that a type keeps its name and its places for ever.
 */
export type BlockSlice =
  /** `bare`: 1 where it stands in no `<p>` of its own. */
  | readonly ["paragraph", html: Span, text: Span, bare: 0 | 1]
  | readonly ["heading", html: Span, text: Span, level: number, anchor: string]
  /** The position is that of the use among the article's images in the body; the link that of its start tag in the HTML. */
  | readonly ["image", html: Span, position: number, caption: Span | null, link: number | null]
  | readonly ["list", html: Span, ordered: 0 | 1, items: readonly Span[]]
  | readonly ["quote", html: Span, text: Span]
  | readonly ["code", html: Span, inner: Span, language: string | null]
  | readonly ["table", html: Span, header: readonly Span[] | null, rows: readonly (readonly Span[])[]]
  | readonly ["embed", html: Span, provider: string | null]
  | readonly ["media", html: Span, kind: "AUDIO" | "VIDEO", src: string]
  | readonly ["divider", html: Span]
  | readonly ["html", html: Span];

/** A heading: its text is a slice of the stored text. */
type OutlineSlice = readonly [level: number, text: Span, anchor: string];

/** A link: the place of its start tag in the stored HTML, its text in the stored text, and whether it leaves the site. */
type LinkSlice = readonly [start: number, text: Span, external: 0 | 1];

/** What a body is made of, by slices of its HTML and text. */
export interface Layout {
  blocks: readonly BlockSlice[];
  outline: readonly OutlineSlice[];
  links: readonly LinkSlice[];
}
