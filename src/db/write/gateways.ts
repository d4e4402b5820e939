import type { Fragment, Sql } from "postgres";

/**
 * How long a writer waits for a gateway that gives no sign of life. Longer than a gateway trusts its own memory without
 * one (see changes/follower.ts): it stops before anybody stops waiting for it.
 */
const PATIENCE = "10 seconds";

/** After so long a row of `gateways` is nobody's. */
const GONE = "1 minute";

const KEPT = "1 day";

/** Says that the gateway is there, and what it has applied so far: from then on writers wait for it. */
export async function announceGateway(client: Sql, id: string, seq: number): Promise<void> {
  await client`
    insert into gateways (id, seq, seen_at, started_at)
    values (${id}::uuid, ${seq}::bigint, clock_timestamp(), clock_timestamp())
    on conflict (id) do update set seq = excluded.seq, seen_at = excluded.seen_at`;
}

/** Says what the gateway has applied by now. False where it is not known (any more), and nobody waits for it. */
export async function acknowledge(client: Sql, id: string, seq: number): Promise<boolean> {
  const rows = await client`
    update gateways set seq = ${seq}::bigint, seen_at = clock_timestamp() where id = ${id}::uuid returning id`;
  return rows.length > 0;
}

/** Takes the gateway off the list: nobody waits for one that has been stopped. */
export async function dismissGateway(client: Sql, id: string): Promise<void> {
  await client`delete from gateways where id = ${id}::uuid`;
}

/**
 * Forgets gateways that have ended without a word, and changes that are older than a day: always from the beginning of
 * the list up to one that stays, so that whoever has missed some finds the one missing that it knows.
 */
export async function forgetThePast(client: Sql): Promise<void> {
  await client`delete from gateways where seen_at < clock_timestamp() - ${GONE}::text::interval`;
  await client`
    delete from changes where seq < coalesce(
      (select min(seq) from changes where at >= clock_timestamp() - ${KEPT}::text::interval),
      (select max(seq) from changes))`;
}

/** The last change; null where every gateway that is alive has applied it. */
export async function unacknowledged(client: Sql): Promise<number | null> {
  const [row] = await client<{ seq: string }[]>`
    select last.seq from (select max(seq) as seq from changes) last
    where exists (select from gateways where ${isBehind(client, client`last.seq`)})`;
  return row ? Number(row.seq) : null;
}

/** Whether every gateway that is alive has applied that change. */
export async function isAcknowledged(client: Sql, seq: number): Promise<boolean> {
  const rows = await client`select from gateways where ${isBehind(client, client`${seq}::bigint`)} limit 1`;
  return rows.length === 0;
}

const isBehind = (client: Sql, seq: Fragment): Fragment =>
  client`seq < ${seq} and seen_at > clock_timestamp() - ${PATIENCE}::text::interval`;
