import { type Aside, escaped, type Mark, putAside } from "./aside.ts";

/** Jekyll's marks: https://jekyllrb.com/docs/liquid/ */
const MARK = /\{%(?:(?!\{%)[\s\S]){0,5000}?%\}|\{\{(?:(?!\{\{)[\s\S]){0,5000}?\}\}/g;
const TAG_NAME = /^\{%-?\s*(\w+)/;
/** Addresses that say no more than that they are the site's own. */
const SITE_ROOT = /^\{\{-?\s*site\.(?:url|baseurl)(?:\s*\|\s*\w+)*\s*-?\}\}$/;
const SITE_PATH =
  /^\{\{-?\s*(?:"([^"|]*)"|'([^'|]*)')\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:url|baseurl))(?:\s*\|[^|]*)?\s*-?\}\}$/;

/**
 * Puts Liquid's tags and values aside; they are kept as text. Between `{% raw %}` and `{% endraw %}` there are none,
 * and in an address, the site's own root is left out.
 */
export function putLiquidAside(text: string): Aside {
  let raw = false;
  return putAside(text, MARK, (written) => {
    const tag = TAG_NAME.exec(written)?.[1];
    const ends = raw && tag === "endraw";
    const begins = !raw && tag === "raw";
    if (ends || begins) {
      raw = begins;
      return { html: "", address: "", kept: null };
    }
    return {
      html: escaped(written),
      address: raw ? null : addressOf(written),
      kept: raw ? null : nameOf(written, tag),
    };
  });
}

function nameOf(written: string, tag: string | undefined): Mark["kept"] {
  return tag === undefined ? written.replace(/\s+/g, " ") : `{% ${tag} %}`;
}

function addressOf(written: string): string | null {
  if (SITE_ROOT.test(written)) return "";
  const path = SITE_PATH.exec(written);
  const address = path?.[1] ?? path?.[2];
  return address === undefined ? null : escaped(address);
}
