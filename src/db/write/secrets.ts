import type { Sql } from "postgres";
import { bytea } from "./parameters.ts";

/**
 * The secret of that name, which all gateways of the database share: the one that is stored, else `fresh`, which then
 * is. Of several that come at once, the first one's is everybody's.
 * @param fresh - random bytes.
 */
export async function ensureSecret(client: Sql, name: string, fresh: Uint8Array, now: Date): Promise<Buffer> {
  const read = () => client<{ hex: string }[]>`select encode(value, 'hex') as hex from secrets where name = ${name}`;
  let [stored] = await read();
  if (!stored) {
    await client`
      insert into secrets (name, value, created_at)
      values (${name}, ${bytea(fresh)}::text::bytea, ${now.toISOString()}::text::timestamptz)
      on conflict (name) do nothing`;
    [stored] = await read();
  }
  if (!stored) throw new Error(`The secret ${name} was deleted while it was being read.`);
  return Buffer.from(stored.hex, "hex");
}
