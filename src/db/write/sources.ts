import type { Sql, TransactionSql } from "postgres";
import { SILENCE } from "../queries/import-runs.ts";
import { recordChanges } from "./changes.ts";
import { beginRun } from "./runs.ts";
import { writeAlone } from "./transaction.ts";

/** How the files of a source are to be read. */
interface SourceOptions {
  /** The kind that was given; null where it was found out. */
  format: string | null;
  /** IANA zone; null where none has been given and UTC is assumed. */
  timeZone: string | null;
  /** Absolute http(s) URL of the site's root. */
  baseUrl: string | null;
  /** Null where none has been given: the kind decides. */
  categoryMode: "chain" | "flat" | null;
}

/** What articles come from, as it is stored. */
export interface Source extends SourceOptions {
  id: number;
  /** 200 characters at the most. */
  name: string;
  /** What it is read as. */
  kind: string;
  /** Absolute path of the folder or file, address of the feed; null where articles are sent over the API. */
  root: string | null;
}

/** A source as a run wants it to be. */
export type WantedSource = Omit<Source, "id">;

/** A source that is known already. */
export interface KnownSource extends Source {
  /** It has no article and no run that may bring one, and gives its name to whoever wants it. */
  empty: boolean;
  /** Of its feed's last answer. */
  etag: string | null;
  lastModified: string | null;
}

/** The name is held by something else than the folder that asks for it. */
export class SourceTaken extends Error {
  /** The folder that has the name; null where it is no folder. */
  readonly root: string | null;
  constructor(root: string | null) {
    super(`the name of the source belongs to ${root ?? "a source without a folder"}`);
    this.root = root;
  }
}

const isEmpty = (sql: Sql | TransactionSql) => sql`
  not exists (select from articles where source_id = sources.id)
    and not exists (select from import_runs where source_id = sources.id and status = 'RUNNING' and not dry_run
      and seen_at > clock_timestamp() - ${SILENCE}::text::interval)`;

/** All sources, by name. */
export async function listSources(client: Sql): Promise<KnownSource[]> {
  const rows = await client<(Omit<KnownSource, "id"> & { id: string })[]>`
    select id, name, kind, format, root, time_zone as "timeZone", base_url as "baseUrl",
      category_mode as "categoryMode", etag, last_modified as "lastModified",
      ${isEmpty(client)} as empty
    from sources order by name`;
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/**
 * Makes the source or brings its row up to date.
 * @param mayMoveFrom - a root that the source may leave, because it is no longer there.
 * @throws SourceTaken where the name belongs to articles from elsewhere, or to a run that may bring some.
 */
export const saveSource = (client: Sql, wanted: WantedSource, mayMoveFrom: string | null, now: Date): Promise<Source> =>
  writeAlone(client, (tx) => save(tx, wanted, mayMoveFrom, now));

/** Saves the source and begins a run over it: from then on nobody else takes its name, though it has no article yet. */
export const openSource = (
  client: Sql,
  wanted: WantedSource,
  mayMoveFrom: string | null,
  now: Date,
): Promise<{ source: Source; runId: number }> =>
  writeAlone(client, async (tx) => {
    const source = await save(tx, wanted, mayMoveFrom, now);
    return { source, runId: await beginRun(tx, { sourceId: source.id, dryRun: false }, now) };
  });

async function save(tx: TransactionSql, wanted: WantedSource, mayMoveFrom: string | null, now: Date): Promise<Source> {
  const known = await readSource(tx, wanted.name);
  if (known && known.root !== wanted.root && !known.empty && (known.root === null || known.root !== mayMoveFrom)) {
    throw new SourceTaken(known.root);
  }
  if (known && sameSource(known, wanted)) return { ...wanted, id: known.id };
  const source = await upsert(tx, wanted);
  await recordChanges(tx, now, {
    entities: new Set([`Source:${source.id}`]),
    lists: new Set(known ? [] : ["Query"]),
    names: new Set(known ? [] : [`source.name:${source.name}`]),
  });
  return source;
}

/** Remembers what a feed's last answer was marked with (RFC 9110, section 8.8): the next request asks for news only. */
export async function saveValidators(
  client: Sql,
  sourceId: number,
  { etag, lastModified }: Pick<KnownSource, "etag" | "lastModified">,
): Promise<void> {
  await client`
    update sources set etag = ${etag}, last_modified = ${lastModified}
    where id = ${sourceId}::bigint and (etag, last_modified) is distinct from (${etag}::text, ${lastModified}::text)`;
}

async function readSource(tx: TransactionSql, name: string): Promise<(Source & { empty: boolean }) | null> {
  const [row] = await tx<(Omit<Source, "id"> & { id: string; empty: boolean })[]>`
    select id, name, kind, format, root, time_zone as "timeZone", base_url as "baseUrl",
      category_mode as "categoryMode", ${isEmpty(tx)} as empty
    from sources where name = ${name}`;
  return row ? { ...row, id: Number(row.id) } : null;
}

const sameSource = (a: WantedSource, b: WantedSource): boolean =>
  a.root === b.root &&
  a.kind === b.kind &&
  a.format === b.format &&
  a.timeZone === b.timeZone &&
  a.baseUrl === b.baseUrl &&
  a.categoryMode === b.categoryMode;

async function upsert(tx: TransactionSql, wanted: WantedSource): Promise<Source> {
  const { name, kind, format, root, timeZone, baseUrl, categoryMode } = wanted;
  const [row] = await tx<{ id: string }[]>`
    insert into sources (name, kind, format, root, time_zone, base_url, category_mode)
    values (${name}, ${kind}, ${format}, ${root}, ${timeZone}, ${baseUrl}, ${categoryMode})
    on conflict (name) do update set kind = excluded.kind, format = excluded.format, root = excluded.root,
      time_zone = excluded.time_zone, base_url = excluded.base_url, category_mode = excluded.category_mode
    returning id`;
  return { ...wanted, id: Number(row?.id) };
}
