import type { Sql, TransactionSql } from "postgres";
import { recordChanges } from "./changes.ts";
import { writeAlone } from "./transaction.ts";

/** How the files of a source are to be read. */
interface SourceOptions {
  /** IANA zone; null where none has been given and UTC is assumed. */
  timeZone: string | null;
  /** Absolute http(s) URL of the site's root. */
  baseUrl: string | null;
  categoryMode: "chain" | "flat";
}

/** What articles come from, as it is stored. */
export interface Source extends SourceOptions {
  id: number;
  /** 200 characters at the most. */
  name: string;
  /** What the folder was recognised as. */
  kind: string;
  /** Absolute path of the folder; null where there is none. */
  root: string | null;
}

/** A source as a run wants it to be. */
export type WantedSource = Omit<Source, "id">;

/** The name is held by something else than the folder that asks for it. */
export class SourceTaken extends Error {
  /** The folder that has the name; null where it is no folder. */
  readonly root: string | null;
  constructor(root: string | null) {
    super(`the name of the source belongs to ${root ?? "a source without a folder"}`);
    this.root = root;
  }
}

type SourceRow = Omit<Source, "id"> & { id: string };

/** All sources, by name. */
export async function listSources(client: Sql): Promise<Source[]> {
  const rows = await client<SourceRow[]>`
    select id, name, kind, root, time_zone as "timeZone", base_url as "baseUrl", category_mode as "categoryMode"
    from sources order by name`;
  return rows.map(toSource);
}

/**
 * Makes the source or brings its row up to date.
 * @param mayMoveFrom - a root that is no longer there: the source may leave it.
 * @throws SourceTaken where the name belongs to another folder.
 */
export const saveSource = (client: Sql, wanted: WantedSource, mayMoveFrom: string | null, now: Date): Promise<Source> =>
  writeAlone(client, async (tx) => {
    const known = await readSource(tx, wanted.name);
    if (known && known.root !== wanted.root && (known.root === null || known.root !== mayMoveFrom)) {
      throw new SourceTaken(known.root);
    }
    if (known && sameSource(known, wanted)) return known;
    const source = await upsert(tx, wanted);
    await recordChanges(tx, now, {
      entities: new Set([`Source:${source.id}`]),
      lists: new Set(known ? [] : ["Query"]),
      names: new Set(known ? [] : [`source.name:${source.name}`]),
    });
    return source;
  });

const toSource = (row: SourceRow): Source => ({ ...row, id: Number(row.id) });

async function readSource(tx: TransactionSql, name: string): Promise<Source | null> {
  const [row] = await tx<SourceRow[]>`
    select id, name, kind, root, time_zone as "timeZone", base_url as "baseUrl", category_mode as "categoryMode"
    from sources where name = ${name}`;
  return row ? toSource(row) : null;
}

const sameSource = (a: WantedSource, b: WantedSource): boolean =>
  a.root === b.root &&
  a.kind === b.kind &&
  a.timeZone === b.timeZone &&
  a.baseUrl === b.baseUrl &&
  a.categoryMode === b.categoryMode;

async function upsert(tx: TransactionSql, wanted: WantedSource): Promise<Source> {
  const { name, kind, root, timeZone, baseUrl, categoryMode } = wanted;
  const [row] = await tx<{ id: string }[]>`
    insert into sources (name, kind, root, time_zone, base_url, category_mode)
    values (${name}, ${kind}, ${root}, ${timeZone}, ${baseUrl}, ${categoryMode})
    on conflict (name) do update set kind = excluded.kind, root = excluded.root, time_zone = excluded.time_zone,
      base_url = excluded.base_url, category_mode = excluded.category_mode
    returning id`;
  return { ...wanted, id: Number(row?.id) };
}
