import { IMAGES_PATH } from "./local-address.ts";
import type { Signer } from "./signature.ts";

/**
 * Where the gateway serves images by signed addresses: behind it follow the image's id, the signature and the variant.
 */
export const SIGNED_PATH = `${IMAGES_PATH}v/`;

/** The name of the variant that is the image as it was found. */
export const ORIGINAL = "original";

/** What a signed address says. Whether it may be believed is the signature's matter. */
interface SignedImage {
  id: number;
  signature: string;
  /** A variant's name, or ORIGINAL. */
  variant: string;
}

const signedText = (id: number, variant: string): string => `${id}/${variant}`;

/** What a variant of an image is called where a pass for it is signed. */
export const signedName = ({ id, variant }: Pick<SignedImage, "id" | "variant">): string =>
  `v/${signedText(id, variant)}`;

/** An address that `parseSignedPath` and `isSigned` know again. The variant is last: its ending says what comes. */
export const signedAddress = (id: number, variant: string, publicUrl: string, signer: Signer): string =>
  `${publicUrl}${SIGNED_PATH}${id}/${signer.sign(signedText(id, variant))}/${variant}`;

/** What follows SIGNED_PATH in an address; null where it is of another form. */
export function parseSignedPath(rest: string): SignedImage | null {
  const [, id, signature, variant] = /^([1-9]\d{0,15})\/([^/]{0,100})\/([^/]{1,100})$/.exec(rest) ?? [];
  return signature === undefined || variant === undefined ? null : { id: Number(id), signature, variant };
}

/** Whether the gateway itself made the address. */
export const isSigned = ({ id, signature, variant }: SignedImage, signer: Signer): boolean =>
  signer.verify(signedText(id, variant), signature);
