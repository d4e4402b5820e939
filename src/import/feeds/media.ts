import type { Json } from "../../content/types.ts";
import { httpAddress } from "./addresses.ts";
import type { Entry } from "./entry.ts";
import { childrenOf } from "./xml-children.ts";
import type { XmlElement } from "./xml-elements.ts";

const IMAGE_NAME = /\.(?:jpe?g|png|gif|webp|avif|svg)$/i;

/**
 * The images and recordings that an entry comes with: Media RSS, enclosures of RSS and Atom, podcast images.
 * @param address - of the feed, for relative addresses.
 */
export function readMedia(
  entry: XmlElement,
  address: string | null,
): Pick<Entry, "headimg" | "thumbnail"> & { enclosures: Json[] } {
  const resolve = (element: XmlElement | undefined, name: string) =>
    element ? httpAddress(element.attributes[name], element.base ?? address) : null;
  const groups = [entry, ...childrenOf(entry, "media:group")];
  const contents = groups.flatMap((group) => childrenOf(group, "media:content"));
  const thumbnails = [...groups, ...contents].flatMap((group) => childrenOf(group, "media:thumbnail"));
  const attached = [
    ...childrenOf(entry, "enclosure").map((element) => ({ element, key: "url" })),
    ...childrenOf(entry, "atom:link")
      .filter(({ attributes }) => attributes.rel === "enclosure")
      .map((element) => ({ element, key: "href" })),
  ].map(({ element, key }) => ({
    url: resolve(element, key),
    type: element.attributes.type?.trim().toLowerCase() ?? "",
  }));
  const image = attached.find(({ url, type }) => url !== null && type.startsWith("image/"));
  return {
    headimg:
      resolve(largest(contents.filter(isImage)), "url") ??
      image?.url ??
      resolve(childrenOf(entry, "itunes:image")[0], "href"),
    thumbnail: resolve(largest(thumbnails), "url"),
    enclosures: attached.filter(({ url, type }) => url !== null && !type.startsWith("image/")),
  };
}

function isImage({ attributes: { medium, type, url } }: XmlElement): boolean {
  if (medium !== undefined) return medium === "image";
  if (type !== undefined) return type.startsWith("image/");
  return (
    url !== undefined && URL.canParse(url, "http://host/") && IMAGE_NAME.test(new URL(url, "http://host/").pathname)
  );
}

/** The widest; the first where widths are equal or unknown. */
function largest(elements: readonly XmlElement[]): XmlElement | undefined {
  const width = ({ attributes }: XmlElement) => Number.parseInt(attributes.width ?? "", 10) || 0;
  return elements.toSorted((a, b) => width(b) - width(a))[0];
}
