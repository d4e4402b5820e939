/** Elements that begin and end a paragraph where they stand. */
const BLOCKS = new Set(
  `address article aside audio blockquote canvas caption center col colgroup dd details div dl dt fieldset figcaption
  figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe legend li main map math menu nav noscript object ol p
  section summary table tbody td tfoot th thead tr ul video`.split(/\s+/),
);
/** In these, nothing is changed. */
const VERBATIM = new Set(["pre", "script", "style", "svg", "textarea"]);
const VOID = new Set(["col", "hr"]);

/** Text in these is made of paragraphs, however short. (undefined: outside of all blocks.) */
const ALWAYS_PARAGRAPHS = new Set<string | undefined>([undefined, "blockquote"]);
/** Text in these is made of paragraphs where a blank line is in it. */
const SOMETIMES_PARAGRAPHS = new Set<string | undefined>(
  "address article aside center dd details div fieldset footer form header li main section td th".split(" "),
);
/** White space in these is no text. */
const STRUCTURES = new Set<string | undefined>(
  "audio colgroup dl map math menu object ol table tbody tfoot thead tr ul video".split(" "),
);
/** Blocks that end where the next one of their kind, or for a paragraph any block, begins. */
const SELF_ENDING = new Set(["p", "li", "dt", "dd", "td", "th", "tr"]);

const MAX_DEPTH = 100;
const TOKEN = /<!--|<(\/?)([a-z][a-z0-9]*)(?=[\s/>])[^<>]*>/gi;
const BREAK = /<br\b[^<>]*>$/i;
const BLANK_LINE = /\n[ \t]*\n\s*/;

/**
 * HTML as WordPress' classic editor keeps it, with the paragraphs that are only meant: a blank line begins a new one,
 * a single line break is one. Blocks, and what is preformatted, stay as they are.
 * (developer.wordpress.org/reference/functions/wpautop)
 */
export function addParagraphs(html: string): string {
  const writer = new ParagraphWriter();
  const text = html.replace(/\r\n?/g, "\n");
  const lower = text.toLowerCase();
  let from = 0;
  for (const token of text.matchAll(TOKEN)) {
    // Inside of what has been taken as a whole already.
    if (token.index < from) continue;
    const [written, slash, tag] = token;
    const name = tag?.toLowerCase();
    writer.text(text.slice(from, token.index));
    from = token.index + written.length;
    if (name === undefined) {
      from = endOf("-->", lower, token.index);
      writer.comment(text.slice(token.index, from));
    } else if (VERBATIM.has(name) && slash === "") {
      from = endOf(`</${name}>`, lower, token.index);
      writer.verbatim(text.slice(token.index, from));
    } else if (!BLOCKS.has(name)) writer.inline(written);
    else if (slash === "") writer.open(name, written);
    else writer.close(name, written);
  }
  writer.text(text.slice(from));
  return writer.finish();
}

/** Where a mark ends; the end of the text where it is missing. */
function endOf(mark: string, text: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

/** Gathers what runs on in a line, and puts paragraphs around it where a block begins or ends. */
class ParagraphWriter {
  readonly #parts: string[] = [];
  /** Blocks that are open. */
  readonly #blocks: string[] = [];
  #run: string[] = [];

  text(text: string): void {
    this.#run.push(text);
  }

  /** A line break inside of a tag is none of the text. */
  inline(tag: string): void {
    this.#run.push(tag.replaceAll("\n", " "));
  }

  /** The mark that ends a teaser stands for itself, between paragraphs. */
  comment(comment: string): void {
    if (comment === "<!--more-->") this.verbatim(comment);
    else this.#run.push(comment.replaceAll("\n", " "));
  }

  verbatim(html: string): void {
    this.#flush();
    this.#parts.push(html, "\n");
  }

  open(name: string, tag: string): void {
    this.#flush();
    const last = this.#blocks.at(-1);
    if (last !== undefined && (last === "p" || last === name) && SELF_ENDING.has(last)) this.#blocks.pop();
    if (!VOID.has(name) && !tag.endsWith("/>") && this.#blocks.length < MAX_DEPTH) this.#blocks.push(name);
    this.#parts.push(tag);
  }

  close(name: string, tag: string): void {
    this.#flush();
    const at = this.#blocks.lastIndexOf(name);
    if (at !== -1) this.#blocks.length = at;
    this.#parts.push(tag, "\n");
  }

  finish(): string {
    this.#flush();
    return this.#parts.join("").trim();
  }

  #flush(): void {
    const text = this.#run.join("");
    this.#run = [];
    const within = this.#blocks.at(-1);
    if (text.trim() === "" || STRUCTURES.has(within)) {
      this.#parts.push(text.trim() === "" ? "" : text);
      return;
    }
    const paragraphs = text
      .split(BLANK_LINE)
      .map((paragraph) => withBreaks(paragraph.trim()))
      .filter((paragraph) => paragraph !== "");
    const wanted = ALWAYS_PARAGRAPHS.has(within) || (SOMETIMES_PARAGRAPHS.has(within) && paragraphs.length > 1);
    if (wanted) this.#parts.push(paragraphs.map((paragraph) => `<p>${paragraph}</p>\n`).join(""));
    // Inside a written paragraph, a blank line ends it and begins another.
    else this.#parts.push(paragraphs.join(within === "p" ? "</p>\n<p>" : "<br>\n<br>\n"));
  }
}

/** Line breaks as such, but for those behind one that is written. */
function withBreaks(paragraph: string): string {
  const lines = paragraph.split("\n").map((line) => line.trimEnd());
  return lines.map((line, at) => (at === lines.length - 1 || BREAK.test(line) ? line : `${line}<br>`)).join("\n");
}
