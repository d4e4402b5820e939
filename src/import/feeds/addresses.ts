/** UTF-16 units. RFC 9110, section 4.1, recommends that servers understand as many, and few do. */
const MOST_ADDRESS = 8_000;

/** An absolute http(s) address; a relative one is resolved. Null for anything else, and for one of more than 8,000 characters. */
export function httpAddress(written: string | null | undefined, base: string | null): string | null {
  const text = written?.trim() ?? "";
  if (text === "" || text.length > MOST_ADDRESS || !URL.canParse(text, base ?? undefined)) return null;
  const url = new URL(text, base ?? undefined);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}

const TAG = /<[a-z][^<>]*>/gi;
const ATTRIBUTE = /(\s([^\s=<>"']+)\s*=\s*)("[^"]*"|'[^']*')/g;
const HOLDS_ADDRESS = /^(?:src|href|poster)$/i;

/** UTF-16 units. A text that has grown so much is larger than an article can be, which shows where it is read. */
const MOST_GROWTH = 16 * 1024 * 1024;

/** HTML with the relative addresses of its links and images resolved, for what xml:base says of a text. */
export function withBase(html: string, base: string | null): string {
  if (base === null) return html;
  let growth = 0;
  return html.replace(TAG, (tag) =>
    tag.replace(ATTRIBUTE, (attribute, start: string, name: string, quoted: string) => {
      const written = quoted.slice(1, -1).trim();
      if (!HOLDS_ADDRESS.test(name) || written === "" || written.startsWith("#")) return attribute;
      if (growth > MOST_GROWTH || !URL.canParse(written, base)) return attribute;
      // References stay as they are written: an address is resolved in its path, and they stand behind it.
      const quote = quoted.charAt(0);
      const resolved = `${start}${quote}${new URL(written, base).href.replaceAll(quote, encodeURIComponent(quote))}${quote}`;
      growth += resolved.length - attribute.length;
      return resolved;
    }),
  );
}
