import type { Sql } from "postgres";
import type { ApiKeyRole } from "../queries/api-keys.ts";
import { bytea } from "./parameters.ts";

/** A key that is to be made. */
export interface NewApiKey {
  /** What its owner calls it. */
  name: string;
  role: ApiKeyRole;
  /** As hashApiKey gives it. */
  hash: Uint8Array;
  /** Null where it never expires. */
  expiresAt: Date | null;
}

/** What may be told of a key. */
export interface ListedApiKey {
  name: string;
  role: ApiKeyRole;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
}

/** Stores a key, in place of one of the same name that has been revoked or has expired. False where one is in use. */
export async function createApiKey(client: Sql, key: NewApiKey, now: Date): Promise<boolean> {
  const made = await client`
    insert into api_keys (name, role, key_hash, created_at, expires_at)
    values (${key.name}, ${key.role}::text::api_key_role, ${bytea(key.hash)}::text::bytea,
      ${now.toISOString()}::text::timestamptz, ${key.expiresAt?.toISOString() ?? null}::text::timestamptz)
    on conflict (name) do update set role = excluded.role, key_hash = excluded.key_hash,
      created_at = excluded.created_at, expires_at = excluded.expires_at, revoked_at = null, last_used_at = null
    where api_keys.revoked_at is not null or api_keys.expires_at <= excluded.created_at
    returning id`;
  return made.length > 0;
}

type KeyRow = Pick<ListedApiKey, "name" | "role"> & {
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
};

/** All keys, in the order in which they were made. */
export async function listApiKeys(client: Sql): Promise<ListedApiKey[]> {
  // As text: drizzle, where it shares the client, has turned its reading of instants off.
  const rows = await client<KeyRow[]>`
    select name, role, created_at::text as "createdAt", expires_at::text as "expiresAt",
      revoked_at::text as "revokedAt", last_used_at::text as "lastUsedAt"
    from api_keys order by created_at, id`;
  return rows.map((row) => ({
    name: row.name,
    role: row.role,
    createdAt: new Date(row.createdAt),
    expiresAt: dateOf(row.expiresAt),
    revokedAt: dateOf(row.revokedAt),
    lastUsedAt: dateOf(row.lastUsedAt),
  }));
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** Ends a key, at once and for ever. False where there is none of that name. */
export async function revokeApiKey(client: Sql, name: string, now: Date): Promise<boolean> {
  const revoked = await client`
    update api_keys set revoked_at = coalesce(revoked_at, ${now.toISOString()}::text::timestamptz)
    where name = ${name} returning id`;
  return revoked.length > 0;
}

/** Notes that a key is used just now. */
export async function noteApiKeyUse(client: Sql, id: number): Promise<void> {
  await client`update api_keys set last_used_at = now() where id = ${id}::bigint`;
}
