import { type Aside, escaped, type Mark, putAside } from "./aside.ts";

/** Hugo's marks: https://gohugo.io/content-management/shortcodes/ */
const SHORTCODE = /\{\{<(?:(?!\{\{)[\s\S]){0,5000}?>\}\}|\{\{%(?:(?!\{\{)[\s\S]){0,5000}?%\}\}/g;
const COMMENTED = /^(\{\{[<%])\s*\/\*([\s\S]*)\*\/\s*([>%]\}\})$/;
const NAME = /^\{\{[<%]\s*\/?\s*([\w./-]+)/;
/** What blogdown puts before the addresses of files beside an article. */
const OWN_FOLDER = "blogdown/postref";
const ARGUMENT = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"'`]+))/g;

/**
 * Puts Hugo's shortcodes aside. A `figure` is an image with its caption; all others are kept as text, in code as well
 * as outside of it, as Hugo would run them there too; one that is commented out is the text that it shows.
 */
export function putShortcodesAside(text: string): Aside {
  return putAside(text, SHORTCODE, readShortcode);
}

function readShortcode(written: string): Mark {
  const commented = COMMENTED.exec(written);
  if (commented) {
    const [, open = "", inner = "", close = ""] = commented;
    return { html: escaped(open + inner + close), address: null, kept: null };
  }
  const name = NAME.exec(written)?.[1] ?? "";
  const figure = name === "figure" ? figureOf(written) : null;
  return figure === null
    ? { html: escaped(written), address: name === OWN_FOLDER ? "" : null, kept: name || written }
    : { html: figure, address: null, kept: null };
}

function figureOf(written: string): string | null {
  const inner = written.slice(3, -3).replace(/\s\/\s*$/, "");
  const given = new Map(
    Array.from(inner.matchAll(ARGUMENT), ([, name = "", quoted, raw, bare]) => [
      name,
      quoted?.replace(/\\(["\\])/g, "$1") ?? raw ?? bare ?? "",
    ]),
  );
  const src = given.get("src");
  if (src === undefined) return null;
  const caption = [given.get("title"), given.get("caption")].filter((text) => text !== undefined && text !== "");
  const attributes = [
    ["src", src],
    ["alt", given.get("alt") ?? given.get("caption") ?? ""],
    ["width", given.get("width")],
    ["height", given.get("height")],
  ].map(([name, value]) => (value === undefined ? "" : ` ${name}="${escaped(value)}"`));
  const image = `<img${attributes.join("")}>`;
  const link = given.get("link");
  const linked = link === undefined ? image : `<a href="${escaped(link)}">${image}</a>`;
  const below = caption.length === 0 ? "" : `<figcaption>${escaped(caption.join(" "))}</figcaption>`;
  return `<figure>${linked}${below}</figure>`;
}
