import { EVERY, PUBLIC, type Visible } from "../db/queries/visibility.ts";
import type { Signer } from "./signature.ts";

// A browser sends no key with an <img>. So the addresses that an editor is given hold a pass: good for one image, and for an
// hour or two.

const HOUR = 3_600_000;

/** When a pass that is made now ends, in milliseconds since 1970: the same for an hour, so that browsers keep what they have. */
export const endOfPass = (now: number): number => (Math.floor(now / HOUR) + 2) * HOUR;

/** What stands behind the address of an image that only who previews may see. @param name - of the image and its variant. */
export const previewPass = (name: string, end: number, signer: Signer): string => {
  const ends = (end / HOUR).toString(36);
  return `?preview=${ends}.${signer.sign(signedText(name, ends))}`;
};

/** Articles of which statuses show the image at that address: of every one with a good pass, else what everybody sees. */
export function visibleByPass(name: string, address: string, now: number, signer: Signer): Visible {
  const [, ends = "", signature = ""] = /\?preview=([0-9a-z]{1,10})\.([\w-]{22})$/.exec(address) ?? [];
  if (ends === "") return PUBLIC;
  const isGood = signer.verify(signedText(name, ends), signature) && now < Number.parseInt(ends, 36) * HOUR;
  return isGood ? EVERY : PUBLIC;
}

/** An address without its pass. */
export const withoutPass = (address: string): string => address.replace(/\?preview=.*$/s, "");

// Begins as no other text does that is signed.
const signedText = (name: string, ends: string): string => `preview ${ends} ${name}`;
