import type { Sql } from "postgres";
import { type ChangeRow, readChangesFrom } from "../queries/changes.ts";

/** From now on the CDN is told of changes, all gateways together; nothing where it is already. */
export async function beginPurges(client: Sql): Promise<void> {
  await client`
    insert into cdn_purges (id, seq) select true, coalesce(max(seq), 0) from changes
    on conflict (id) do nothing`;
}

/**
 * Tells of the next changes that nobody has told of yet, while no other gateway does. Where `tell` fails, they stay for
 * the next call.
 * @returns how many; null where another gateway is at it.
 */
export const purgeNext = (
  client: Sql,
  limit: number,
  tell: (changes: readonly ChangeRow[]) => Promise<void>,
): Promise<number | null> =>
  client.begin(async (tx) => {
    const [row] = await tx<{ seq: string }[]>`select seq from cdn_purges for update skip locked`;
    if (!row) return null;
    const changes = await readChangesFrom(tx, Number(row.seq) + 1, limit);
    const last = changes.at(-1);
    if (last === undefined) return 0;
    await tell(changes);
    await tx`update cdn_purges set seq = ${last.seq}::bigint`;
    return changes.length;
  });
