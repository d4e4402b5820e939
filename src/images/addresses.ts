import type { ImageLookup, ImageRow } from "../db/queries/images.ts";
import {
  type Behind,
  IMAGES_PATH,
  localAddress,
  localName,
  parseImagePath,
  withLocalAddresses,
} from "./local-address.ts";
import { withoutPass } from "./preview.ts";
import type { Signer } from "./signature.ts";
import { ORIGINAL, parseSignedPath, SIGNED_PATH, signedAddress, signedName } from "./signed-address.ts";
import { fillTemplate, unfillTemplate } from "./template.ts";
import { type Variant, variantName, variantOf, type WantedVariant } from "./variants.ts";

/** What an address depends on. */
type AddressedImage = Pick<ImageRow, "id" | "originalUrl" | "sourceId" | "localPath">;

/** What the addresses of its variants depend on. */
type VariedImage = AddressedImage & Pick<Required<ImageRow>, "width" | "format">;

/** Where images are loaded from, by the setting IMAGES. */
export interface ImageAddresses {
  /** Of the whole image. */
  url(image: AddressedImage): string;
  /** Of a variant; of the whole image where there are none, as of an SVG. */
  src(image: VariedImage, wanted: WantedVariant): string;
  /** Variants and their widths for `<img srcset>`, none wider than the image; null where that cannot be said. */
  srcSet(image: VariedImage, widths: readonly number[], format: WantedVariant["format"]): string | null;
  /** Stored HTML of a source's article, its local images at their own addresses. */
  inHtml(html: string, sourceId: number): string;
  /** What to look an image up by, given any of its addresses. */
  lookup(address: string): ImageLookup;
}

/** What addresses are made with. */
interface AddressOptions {
  /** `gateway`, `original`, or a template of addresses. */
  service: string;
  /** Without a slash at the end. */
  publicUrl: string;
  signer: Signer;
  /** Left out, the addresses lead to what everybody may see. */
  behind?: Behind;
}

/** How the images of this gateway are addressed. */
export function createImageAddresses({ service, publicUrl, signer, behind }: AddressOptions): ImageAddresses {
  const original = ({ originalUrl, sourceId, localPath }: AddressedImage): string => {
    if (originalUrl !== null) return originalUrl;
    const file = { sourceId: sourceId ?? 0, localPath: localPath ?? "" };
    return `${localAddress(file, publicUrl)}${behind?.(localName(file)) ?? ""}`;
  };
  const signed = (id: number, variant: string): string =>
    `${signedAddress(id, variant, publicUrl, signer)}${behind?.(signedName({ id, variant })) ?? ""}`;

  const byGateway = (image: AddressedImage, variant: Variant | null): string => {
    if (variant !== null) return signed(image.id, variantName(variant));
    // A file's own address can be read, and needs no signature: nothing is fetched for it.
    return image.originalUrl === null ? original(image) : signed(image.id, ORIGINAL);
  };
  const byTemplate = (image: AddressedImage, variant: Variant | null, wanted: WantedVariant): string =>
    fillTemplate(service, {
      url: original(image),
      width: variant?.width ?? null,
      height: variant?.height ?? null,
      format: wanted.format?.toLowerCase() ?? null,
      quality: wanted.quality == null ? null : (variant?.quality ?? null),
    });
  const address = (image: AddressedImage, variant: Variant | null, wanted: WantedVariant): string => {
    if (service === "original") return original(image);
    return service === "gateway" ? byGateway(image, variant) : byTemplate(image, variant, wanted);
  };
  const src = (image: VariedImage, wanted: WantedVariant): string =>
    address(image, image.format === "SVG" ? null : variantOf(wanted), wanted);

  return {
    url: (image) => address(image, null, {}),
    src,
    srcSet: (image, widths, format) => {
      if (service === "original" || image.format === "SVG" || image.width === null) return null;
      return describeWidths(image, widths, (width) => src(image, { width, format }));
    },
    inHtml: (html, sourceId) => withLocalAddresses(html, sourceId, publicUrl, behind ?? null),
    lookup: (given) => {
      const shown = withoutService(given, service);
      return ownLookup(shown, publicUrl) ?? { url: shown };
    },
  };
}

/** `address 640w, address 900w`: of the widths beyond the image's own only the first, which gives it in full. */
function describeWidths(
  { width: most }: VariedImage,
  widths: readonly number[],
  addressOf: (width: number) => string,
): string {
  const byWidth = new Map<number, string>();
  for (const wanted of [...widths].sort((a, b) => a - b)) {
    const { width } = variantOf({ width: wanted });
    const shown = Math.min(width ?? wanted, most ?? wanted);
    if (!byWidth.has(shown)) byWidth.set(shown, addressOf(wanted));
  }
  return [...byWidth].map(([width, address]) => `${address} ${width}w`).join(", ");
}

function ownLookup(address: string, publicUrl: string): ImageLookup | null {
  if (!address.startsWith(`${publicUrl}${IMAGES_PATH}`)) return null;
  const path = withoutPass(address.slice(publicUrl.length));
  const signed = path.startsWith(SIGNED_PATH) ? parseSignedPath(path.slice(SIGNED_PATH.length)) : null;
  return signed ? { id: signed.id } : parseImagePath(path.slice(IMAGES_PATH.length));
}

function withoutService(address: string, service: string): string {
  const isTemplate = service !== "original" && service !== "gateway";
  return (isTemplate ? unfillTemplate(service, address) : null) ?? address;
}
