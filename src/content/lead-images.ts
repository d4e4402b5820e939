import type { FrontMatter } from "./front-matter.ts";
import { addressKey, formatOf, type ImageRules, resolveImage } from "./image-addresses.ts";
import type { Report } from "./issues.ts";
import { KEYS } from "./keys.ts";
import type { Article, ImageInfo, InlineImage, Json } from "./types.ts";

/** Where the address is, in a value that tells more of an image. */
const ADDRESS_KEYS = ["src", "url", "path", "image"] as const;
/** An address has one of these; the switches and colours that themes keep under the same keys have not. */
const ADDRESS_SIGN = /[./:]/;

/**
 * The image above an article and the one in lists. Placeholders and data: addresses are none. Without a thumbnail of
 * its own, an article shows its head image in lists, else the first image of its body. Sizes are taken from the body
 * where the same image is shown there.
 */
export function readLeadImages(
  front: FrontMatter,
  inline: readonly InlineImage[],
  rules: ImageRules,
  report: Report,
): Pick<Article, "headImage" | "thumbnail"> {
  const { header } = front;
  // A map of images in some themes, a line of text in others.
  const inHeader = typeof header === "object" && header !== null && !Array.isArray(header) ? header : {};
  const read = (values: readonly (Json | undefined)[]) => firstImage(values.map(writtenAddress), inline, rules, report);
  const headImage = read([...KEYS.headImage.map((key) => front[key]), inHeader.overlay_image, inHeader.image]);
  const thumbnail = read([...KEYS.thumbnail.map((key) => front[key]), inHeader.teaser]) ?? headImage;
  const first = inline[0];
  return { headImage, thumbnail: thumbnail ?? (first ? withoutContext(first) : null) };
}

/** The address in a value: a text, `{src: …}` and the like, or the first of a list of such. */
function writtenAddress(value: Json | undefined): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === "string") return ADDRESS_SIGN.test(first) ? first : null;
  if (typeof first !== "object" || first === null || Array.isArray(first)) return null;
  const key = ADDRESS_KEYS.find((name) => typeof first[name] === "string");
  return key === undefined ? null : writtenAddress(first[key]);
}

function firstImage(
  values: readonly (string | null)[],
  inline: readonly InlineImage[],
  rules: ImageRules,
  report: Report,
): ImageInfo | null {
  for (const value of values) {
    if (value === null) continue;
    const resolved = resolveImage(value, rules);
    if (resolved.kind === "unresolvable") {
      report("IMAGE_UNRESOLVED", `An image of the front matter leads nowhere: ${value.trim()}`);
    }
    if (resolved.kind !== "image") continue;
    const key = addressKey(resolved.address);
    const shown = inline.filter(({ address }) => addressKey(address) === key);
    const sized = shown.find(({ width, height }) => width !== null && height !== null) ?? shown[0];
    if (sized) return withoutContext(sized);
    return { address: resolved.address, width: null, height: null, format: formatOf(resolved.address) };
  }
  return null;
}

function withoutContext({ address, width, height, format }: InlineImage): ImageInfo {
  return { address, width, height, format };
}
