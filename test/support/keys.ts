import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";
import { API_KEY_BYTES, formatApiKey, hashApiKey } from "../../src/api-key.ts";
import type { ApiKeyRole } from "../../src/db/queries/api-keys.ts";
import { createApiKey } from "../../src/db/write/api-keys.ts";

/** Makes a key, as `npm run api-key` does. */
export async function makeKey(
  client: Sql,
  name: string,
  expiresAt: Date | null = null,
  role: ApiKeyRole = "IMPORTER",
): Promise<string> {
  const key = formatApiKey(randomBytes(API_KEY_BYTES));
  await createApiKey(client, { name, role, hash: hashApiKey(key), expiresAt }, new Date());
  return key;
}
