/** An absolute http(s) address; a relative one is resolved. Null for anything else. */
export function httpAddress(written: string | null | undefined, base: string | null): string | null {
  const text = written?.trim() ?? "";
  if (text === "" || !URL.canParse(text, base ?? undefined)) return null;
  const url = new URL(text, base ?? undefined);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}

const TAG = /<[a-z][^<>]*>/gi;
const ATTRIBUTE = /(\s([^\s=<>"']+)\s*=\s*)("[^"]*"|'[^']*')/g;
const HOLDS_ADDRESS = /^(?:src|href|poster)$/i;

/** HTML with the relative addresses of its links and images resolved, for what xml:base says of a text. */
export function withBase(html: string, base: string | null): string {
  if (base === null) return html;
  return html.replace(TAG, (tag) =>
    tag.replace(ATTRIBUTE, (attribute, start: string, name: string, quoted: string) => {
      const written = quoted.slice(1, -1).trim();
      if (!HOLDS_ADDRESS.test(name) || written === "" || written.startsWith("#")) return attribute;
      if (!URL.canParse(written, base)) return attribute;
      // References stay as they are written: an address is resolved in its path, and they stand behind it.
      const quote = quoted.charAt(0);
      return `${start}${quote}${new URL(written, base).href.replaceAll(quote, encodeURIComponent(quote))}${quote}`;
    }),
  );
}
