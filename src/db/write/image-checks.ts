import type { Fragment, Sql } from "postgres";
import type { ImageFormat } from "../queries/images.ts";
import { recordChanges } from "./changes.ts";
import { json } from "./parameters.ts";
import { writeAlone } from "./transaction.ts";

/** An image that somebody is to look at: an address, or a file below its source's root. */
export interface ImageToCheck {
  id: number;
  /** Of the address; null for a file. */
  host: string | null;
  url: string | null;
  /** Null where the source has no folder. */
  root: string | null;
  path: string | null;
}

/** Which images are to be looked at. */
export interface CheckScope {
  /** Those of which nobody knows yet whether they are there; all; or those not looked at since an instant. */
  which: "unchecked" | "all" | Date;
  /** Name of the source whose articles use them, or null for all. */
  source: string | null;
}

/** What looking at an image came to. Null where it could not be had this time. */
export interface ImageCheck {
  id: number;
  found: "BROKEN" | CheckedFacts | null;
}

/** What an image's file tells. */
interface CheckedFacts {
  /** Pixels; null for an SVG that does not say. */
  width: number | null;
  height: number | null;
  format: ImageFormat;
  placeholder: string | null;
}

function isDue(client: Sql, { which, source }: CheckScope): Fragment {
  const due =
    which === "all"
      ? client`true`
      : which === "unchecked"
        ? client`i.status = 'UNCHECKED'`
        : client`(i.checked_at is null or i.checked_at < ${which.toISOString()}::text::timestamptz)`;
  // An image keeps its row when the last article that showed it is gone.
  const use =
    source === null
      ? client`select from article_images u where u.image_id = i.id`
      : client`select from article_images u join articles a on a.id = u.article_id
          join sources s on s.id = a.source_id where u.image_id = i.id and s.name = ${source}`;
  return client`${due} and exists (${use})`;
}

/** How many images are to be looked at. */
export async function countImagesToCheck(client: Sql, scope: CheckScope): Promise<number> {
  const [row] = await client<{ total: number }[]>`
    select count(*)::integer as total from images i where ${isDue(client, scope)}`;
  return row?.total ?? 0;
}

/** The next images to look at, in the order of their ids. */
export async function imagesToCheck(
  client: Sql,
  scope: CheckScope,
  { after, limit }: { after: number; limit: number },
): Promise<ImageToCheck[]> {
  const rows = await client<(Omit<ImageToCheck, "id"> & { id: string })[]>`
    select i.id, i.host, i.original_url as url, i.local_path as path, s.root
    from images i left join sources s on s.id = i.source_id
    where i.id > ${after}::bigint and ${isDue(client, scope)}
    order by i.id limit ${limit}::integer`;
  return rows.map(({ id, host, url, root, path }) => ({ id: Number(id), host, url, root, path }));
}

type StoredFacts = { [Fact in keyof CheckedFacts]: CheckedFacts[Fact] | null } & {
  id: string;
  status: "UNCHECKED" | "OK" | "BROKEN";
};

/** Writes down what was found of images, all or nothing. Of those that say something new now, it tells in `changes`. */
export async function saveImageChecks(client: Sql, checks: readonly ImageCheck[], now: Date): Promise<void> {
  const byId = new Map(checks.map(({ id, found }) => [String(id), found]));
  await writeAlone(client, async (tx) => {
    // In one order, as every writer's.
    const stored = await tx<StoredFacts[]>`
      select id::text as id, status, width, height, format, placeholder from images
      where id = any(array(select json_array_elements_text(${json(byId.keys())}::text::json)::bigint)) order by id`;
    const rows = stored.map((before) => ({ before, after: afterCheck(before, byId.get(before.id) ?? null) }));
    await tx`
      update images set status = r.status, width = r.width, height = r.height, format = r.format,
        placeholder = r.placeholder, checked_at = ${now.toISOString()}::text::timestamptz
      from json_to_recordset(${json(rows.map(({ after }) => after))}::text::json) as r(id bigint, status image_status,
        width integer, height integer, format image_format, placeholder text)
      where images.id = r.id`;
    const altered = rows.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
    const entities = new Set(altered.map(({ after }) => `Image:${after.id}`));
    await recordChanges(tx, now, { entities, lists: new Set(), names: new Set() });
  });
}

function afterCheck(before: StoredFacts, found: ImageCheck["found"]): StoredFacts {
  if (found === null) return before;
  // What articles say of it stays: it may come back.
  if (found === "BROKEN") return { ...before, status: "BROKEN" };
  const { width, height, format, placeholder } = found;
  const size = width === null || height === null ? {} : { width, height };
  return { ...before, status: "OK", ...size, format, placeholder };
}
