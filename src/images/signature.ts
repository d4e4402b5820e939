import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs what leads to an image, so that nobody but the gateway can make addresses that it fetches and resizes for. */
export interface Signer {
  /** 22 characters of base64url. */
  sign(text: string): string;
  /** In constant time. */
  verify(text: string, signature: string): boolean;
}

// Half of the digest, as RFC 2104 (section 5) has it at the least: 128 bits.
const BYTES = 16;

/** A signer by HMAC-SHA256. */
export function createSigner(secret: Uint8Array): Signer {
  const sign = (text: string) =>
    createHmac("sha256", secret).update(text).digest().subarray(0, BYTES).toString("base64url");
  return {
    sign,
    verify: (text, signature) => {
      // As it is written, not as it is decoded: base64url has many forms of the same bytes, and only one is ours.
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(text))];
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
