import { cutAtGrapheme } from "../../content/characters.ts";
import { httpAddress } from "./addresses.ts";

// What a feed says once is repeated in each of its entries, of which it can have a million: without bounds, a megabyte
// comes to a terabyte. All of these are far beyond what any feed says.

/** Of a feed that names authors for all of its entries. */
export const MOST_AUTHORS = 100;

/** UTF-16 units; where articles are read, names are cut shorter still, and that is reported. */
const MOST_NAME = 300;
const MOST_LANGUAGE = 100;
const MOST_BASE = 2_000;

/** A name that entries refer to. */
export const sharedName = (name: string): string => cutAtGrapheme(name, MOST_NAME);

/** The language of what does not name its own; null for what cannot be one. */
export function sharedLanguage(language: string | null | undefined): string | null {
  const text = language?.trim() ?? "";
  return text === "" || text.length > MOST_LANGUAGE ? null : text;
}

/** An absolute http(s) address that others are resolved against; null for anything else. */
export function baseAddress(written: string | null | undefined, base: string | null): string | null {
  const address = (written?.length ?? 0) > MOST_BASE ? null : httpAddress(written, base);
  return address === null || address.length > MOST_BASE ? null : address;
}
