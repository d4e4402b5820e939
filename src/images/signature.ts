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
  const digest = (text: string) => createHmac("sha256", secret).update(text).digest().subarray(0, BYTES);
  return {
    sign: (text) => digest(text).toString("base64url"),
    verify: (text, signature) => {
      const given = Buffer.from(signature, "base64url");
      return given.length === BYTES && timingSafeEqual(given, digest(text));
    },
  };
}
