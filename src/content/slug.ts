import { cutAtGrapheme } from "./characters.ts";

const MAX_LENGTH = 80;

// A mark counts only after a letter or digit: a lone variation selector would be an invisible slug.
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/**
 * A readable name for addresses: lower case, letters, marks and digits of every script (NFKC), everything else as
 * single hyphens, at most 80 UTF-16 units, cut between graphemes. Applying it twice changes nothing. Empty where the
 * text holds no letter or digit: the caller has a better fallback than this function.
 */
export function slugify(text: string): string {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .normalize("NFKC");
  const words = plain.match(WORDS)?.join("-") ?? "";
  return cutAtGrapheme(words, MAX_LENGTH).replace(/-+$/, "");
}

/** The slug of an article: the one its author wrote, else its title's; "article" where neither has a letter. */
export function articleSlug(written: string | null, title: string): string {
  return slugify(written ?? "") || slugify(title) || "article";
}
