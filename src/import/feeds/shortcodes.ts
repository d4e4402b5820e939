const OPENING = /\[caption\b([^\][]*)\]/g;
const CLOSING = "[/caption]";
const IMAGE = /^\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*<\/a>)?)([\s\S]*)$/i;

/** The shortcodes that WordPress itself knows, beside captions. */
const CORE = new Set(["gallery", "audio", "video", "playlist", "embed"]);
const SHORTCODE = /\[(\/?)([a-z][a-z0-9_-]*)((?:\s[^\][]*)?)\]/gi;

/** WordPress' `[caption]` as the figure that it stands for; one that is never closed stays as it is. */
export function replaceCaptions(html: string): string {
  const text = html.replace(/\[(\/?)wp_caption\b/g, "[$1caption");
  const parts: string[] = [];
  let from = 0;
  for (const opening of text.matchAll(OPENING)) {
    if (opening.index < from) continue;
    const start = opening.index + opening[0].length;
    const end = text.indexOf(CLOSING, start);
    if (end === -1) break;
    parts.push(text.slice(from, opening.index), figure(text.slice(start, end), opening[1] ?? ""));
    from = end + CLOSING.length;
  }
  return [...parts, text.slice(from)].join("");
}

function figure(inner: string, attributes: string): string {
  const [, image, rest] = IMAGE.exec(inner) ?? [];
  if (image === undefined) return inner;
  const written = /\scaption\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes);
  const caption = (written?.[1] ?? written?.[2] ?? rest ?? "").trim();
  return `<figure>${image}${caption === "" ? "" : `<figcaption>${caption}</figcaption>`}</figure>`;
}

/**
 * Names of the shortcodes in a text, each once. What stands in brackets is taken for one if WordPress knows its name,
 * if it has attributes, or if it is closed again: writers put words into brackets, too.
 */
export function keptShortcodes(html: string): string[] {
  const found = [...html.matchAll(SHORTCODE)];
  const closed = new Set(found.filter(([, slash]) => slash === "/").map(([, , name]) => name));
  const names = found
    .filter(([, , name = "", rest = ""]) => CORE.has(name) || closed.has(name) || /\s[\w-]+=/.test(rest))
    .map(([, , name = ""]) => name);
  return [...new Set(names)];
}
