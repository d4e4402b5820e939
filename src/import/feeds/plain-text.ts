import { Parser } from "htmlparser2";
import { oneLine } from "../../content/characters.ts";
import { BLOCK_ELEMENTS } from "../../content/elements.ts";

/** UTF-16 units of HTML that are looked at: a summary is far shorter. */
const MOST_HTML = 40_000;

const HIDDEN = [
  ["<!--", "-->"],
  ["<script", "</script>"],
  ["<style", "</style>"],
] as const;
const TAG = /<\/?([a-z][a-z0-9]*)\b[^<>]*>/gi;
/** Titles are set in these; any other tag is what the title is about. */
const INLINE_PAIR =
  /<(\/?)(?:abbr|b|bdi|cite|code|em|font|i|mark|s|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?>/gi;
const REFERENCE = /&[a-z][a-z0-9]*;/gi;
const XML_REFERENCE = /^&(?:amp|lt|gt|quot|apos);$/;

/** The text of a piece of HTML on one line: tags and what they hide left out, references decoded. */
export function plainText(html: string): string {
  let bare = html.slice(0, MOST_HTML);
  for (const [opening, closing] of HIDDEN) bare = without(bare, opening, closing);
  bare = bare.replace(TAG, (_tag, name: string) => (isInline(name.toLowerCase()) ? "" : " "));
  // A tag that the bound has cut through.
  return oneLine(decodeReferences(html.length > MOST_HTML ? bare.replace(/<[^<>]*$/, "") : bare));
}

const isInline = (name: string): boolean => name !== "br" && !BLOCK_ELEMENTS.has(name);

/** The text without all that stands from an opening to its closing. */
function without(text: string, opening: string, closing: string): string {
  const lower = text.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (let start = lower.indexOf(opening); start !== -1; start = lower.indexOf(opening, from)) {
    const end = lower.indexOf(closing, start);
    if (end === -1) break;
    parts.push(text.slice(from, start));
    from = end + closing.length;
  }
  return [...parts, text.slice(from)].join(" ");
}

/** A title of which nobody says whether it is text or HTML: inline markup is left out, references are decoded. */
export function titleText(title: string): string {
  const bounded = title.slice(0, MOST_HTML);
  return oneLine(decodeReferences(bounded.includes("</") ? bounded.replace(INLINE_PAIR, "") : bounded));
}

/** Text with HTML's character references decoded. */
function decodeReferences(text: string): string {
  if (!text.includes("&")) return text;
  const parts: string[] = [];
  // Without a tag in it, there is nothing to parse but the references.
  new Parser({ ontext: (part) => parts.push(part) }).end(text.replaceAll("<", "&lt;"));
  return parts.join("");
}

/** Text from XML with the references decoded that XML itself does not know, as in `&nbsp;`: feeds do not declare them. */
export function decodeUndeclared(text: string): string {
  return text.replace(REFERENCE, (reference) =>
    XML_REFERENCE.test(reference) ? reference : decodeReferences(reference),
  );
}

/** Text as HTML that reads the same. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Text as paragraphs, which blank lines set apart. */
export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>\n")}</p>`)
    .join("\n");
}
