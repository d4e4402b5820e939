import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { type apiKeyRole, apiKeys } from "../tables.ts";
import type { Statements } from "./statements.ts";

/** What a key allows. */
export type ApiKeyRole = (typeof apiKeyRole.enumValues)[number];

/** A key as a request needs it. */
export interface ApiKeyRow {
  id: number;
  role: ApiKeyRole;
  revoked: boolean;
  expired: boolean;
  /** Its last use was noted less than a minute ago. */
  noted: boolean;
}

/** Statements that find keys. */
export const apiKeyQueries = (db: Database, statement: Statements) => ({
  /** The key of that hash, be it good or not. */
  async apiKeyByHash(hash: Buffer): Promise<ApiKeyRow | null> {
    const run = statement("apiKeyByHash", () =>
      db.orm
        .select({
          id: apiKeys.id,
          role: apiKeys.role,
          revoked: sql<boolean>`${apiKeys.revokedAt} is not null`,
          expired: sql<boolean>`coalesce(${apiKeys.expiresAt} <= now(), false)`,
          noted: sql<boolean>`coalesce(${apiKeys.lastUsedAt} > now() - interval '1 minute', false)`,
        })
        .from(apiKeys)
        .where(sql`${apiKeys.keyHash} = ${sql.placeholder("hash")}::bytea`),
    );
    return (await run({ hash }))[0] ?? null;
  },
});
