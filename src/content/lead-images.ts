import type { FrontMatter } from "./front-matter.ts";
import { addressKey, formatOf, type ImageRules, resolveImage } from "./image-addresses.ts";
import type { Report } from "./issues.ts";
import type { Article, ImageInfo, InlineImage, Json } from "./types.ts";

const HEAD_KEYS = ["headimg", "head_image", "headImage", "cover", "banner"] as const;
const THUMBNAIL_KEYS = ["thumbnail", "thumb"] as const;

/**
 * The image above an article and the one in lists. Placeholders and data: addresses are none. Without a thumbnail of its own, an article
 * shows its head image in lists, else the first image of its body. Sizes are taken from the body where the same image
 * is shown there.
 */
export function readLeadImages(
  front: FrontMatter,
  inline: readonly InlineImage[],
  rules: ImageRules,
  report: Report,
): Pick<Article, "headImage" | "thumbnail"> {
  const photos = front.photos ?? front.photo;
  const head = [...HEAD_KEYS.map((key) => front[key]), Array.isArray(photos) ? photos[0] : photos];
  const read = (values: readonly (Json | undefined)[]) => firstImage(values, inline, rules, report);
  const headImage = read(head);
  const thumbnail = read(THUMBNAIL_KEYS.map((key) => front[key])) ?? headImage;
  const first = inline[0];
  return { headImage, thumbnail: thumbnail ?? (first ? withoutContext(first) : null) };
}

function firstImage(
  values: readonly (Json | undefined)[],
  inline: readonly InlineImage[],
  rules: ImageRules,
  report: Report,
): ImageInfo | null {
  for (const value of values) {
    if (typeof value !== "string") continue;
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
