import { createHash } from "node:crypto";

/** How much chance a key is made of, in bytes. */
export const API_KEY_BYTES = 32;

/** The key that those random bytes make. Its prefix lets people and scanners of leaked secrets know it for what it is. */
export const formatApiKey = (random: Uint8Array): string => `bsk_${Buffer.from(random).toString("base64url")}`;

/** Whether a text has the form of a key. */
export const isApiKey = (text: string): boolean => /^bsk_[\w-]{43}$/.test(text);

/**
 * What is stored of a key, and looked up: SHA-256. Guessing at 32 random bytes is hopeless, so no slow hash is needed.
 * Nor is a comparison in constant time: how long a look-up takes may tell how a stored hash begins, and nobody can make
 * a key whose hash begins so, other than by trying.
 */
export const hashApiKey = (key: string): Buffer => createHash("sha256").update(key).digest();
