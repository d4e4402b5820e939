import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import { imageFileKey, imageUrlKey } from "../keys.ts";
import { articleImages, articles, type imageFormat, type imageStatus, images, sources } from "../tables.ts";
import { listOf } from "./key-list.ts";
import { keyset, type Slice, slice, type Window, windowParameters, windowShape } from "./keyset.ts";
import type { Listed } from "./named.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

export type ImageFormat = (typeof imageFormat.enumValues)[number];
export type ImageStatus = (typeof imageStatus.enumValues)[number];

/** A distinct image address and what is known of it. */
export interface ImageRow {
  id: number;
  originalUrl: string | null;
  sourceId: number | null;
  localPath: string | null;
  /** Pixels. */
  width: number | null;
  height: number | null;
  /** This and what follows are undefined where they were not asked for. */
  format?: ImageFormat | null;
  status?: ImageStatus;
  /** A data: URI. */
  placeholder?: string | null;
}

type ImageTable = { [Column in keyof ImageRow]-?: PgColumn };

/** Columns of an ImageRow, of the table or of one of its aliases. */
export const imageColumns = <Table extends ImageTable>(table: Table) => ({
  id: table.id as Table["id"],
  originalUrl: table.originalUrl as Table["originalUrl"],
  sourceId: table.sourceId as Table["sourceId"],
  localPath: table.localPath as Table["localPath"],
  width: table.width as Table["width"],
  height: table.height as Table["height"],
  format: table.format as Table["format"],
  status: table.status as Table["status"],
  placeholder: table.placeholder as Table["placeholder"],
});

/** One of the things that an image is known by: its address, or the file that it is. */
export type ImageLookup = { id: number } | { url: string } | { sourceId: number; localPath: string };

/** What must hold of the images of a list. */
export interface ImageFilter {
  host?: string;
  /** Pixels; an image whose width is unknown is left out. */
  minWidth?: number;
  status?: readonly ImageStatus[];
}

// An image that only articles out of the reader's sight use does not exist for that reader.
const isUsed = (visible: Visible): SQL =>
  sql`exists (select from ${articleImages} join ${articles} on ${articles.id} = ${articleImages.articleId}
    where ${articleImages.imageId} = ${images.id} and ${isVisible(articles.status, visible)})`;

function filterConditions({ host, minWidth, status }: ImageFilter): SQL[] {
  return [
    ...(host === undefined ? [] : [sql`${images.host} = ${sql.placeholder("host")}::text`]),
    ...(minWidth === undefined ? [] : [sql`${images.width} >= ${sql.placeholder("minWidth")}::integer`]),
    ...(status === undefined ? [] : [sql`${images.status} = any(${sql.placeholder("imageStatus")}::image_status[])`]),
  ];
}

const filterParameters = ({ status, ...rest }: ImageFilter): Record<string, unknown> => ({
  ...rest,
  ...(status && { imageStatus: status }),
});

const filterShape = (filter: ImageFilter): string => Object.keys(filterParameters(filter)).sort().join();

/** Statements that find images. */
export const imageQueries = (db: Database, statement: Statements) => ({
  /** Images by their ids, in no order. */
  async imagesByIds(ids: readonly number[], visible: Visible): Promise<ImageRow[]> {
    const run = statement(`imagesByIds ${visibleShape(visible)}`, () =>
      db.orm
        .select(imageColumns(images))
        .from(images)
        .where(sql`${images.id} = any(${listOf("ids", "bigint")}) and ${isUsed(visible)}`),
    );
    return run({ ids, ...visibleParameters(visible) });
  },

  /** The image with that id or address. */
  async imageBy(lookup: ImageLookup, visible: Visible): Promise<ImageRow | null> {
    const byId = "id" in lookup;
    const run = statement(`imageBy ${byId ? "id" : "key"} ${visibleShape(visible)}`, () => {
      const value = sql.placeholder("value");
      const condition = byId ? sql`${images.id} = ${value}::bigint` : sql`${images.key} = ${value}::bytea`;
      return db.orm
        .select(imageColumns(images))
        .from(images)
        .where(sql`${condition} and ${isUsed(visible)}`);
    });
    return (await run({ value: imageLookupValue(lookup), ...visibleParameters(visible) }))[0] ?? null;
  },

  /** Images in the order in which they were first seen. */
  async imagePage(filter: ImageFilter, window: Window, visible: Visible): Promise<Slice<Listed<ImageRow>>> {
    const shape = `imagePage ${filterShape(filter)} ${windowShape(window)} ${visibleShape(visible)}`;
    const run = statement(shape, () => {
      const order = { sort: sql`${images.id}`, id: sql`${images.id}`, type: "bigint", descending: false } as const;
      const { conditions, orderBy, page } = keyset(order, window);
      const where = sql.join([...conditions, ...filterConditions(filter), isUsed(visible)], sql` and `);
      return db.orm
        .select(imageColumns(images))
        .from(page(sql`from ${images} where ${where}`))
        .innerJoin(images, sql`${images.id} = page.id`)
        .orderBy(orderBy);
    });
    const parameters = { ...windowParameters(window), ...filterParameters(filter), ...visibleParameters(visible) };
    const page = slice(await run(parameters), window);
    return { ...page, rows: page.rows.map((row) => ({ row, sort: String(row.id) })) };
  },

  async imageTotal(filter: ImageFilter, visible: Visible): Promise<number> {
    const run = statement(`imageTotal ${filterShape(filter)} ${visibleShape(visible)}`, () =>
      db.orm
        .select({ total: sql<number>`count(*)::integer` })
        .from(images)
        .where(sql.join([...filterConditions(filter), isUsed(visible)], sql` and `)),
    );
    return (await run({ ...filterParameters(filter), ...visibleParameters(visible) }))[0]?.total ?? 0;
  },

  /**
   * Where a local image of a source lies: the source's root and the path below it. Null where no visible article shows
   * it.
   */
  async localImage(
    sourceId: number,
    localPath: string,
    visible: Visible,
  ): Promise<{ root: string; path: string } | null> {
    const run = statement(`localImage ${visibleShape(visible)}`, () =>
      db.orm
        .select({ root: sources.root })
        .from(images)
        .innerJoin(sources, sql`${sources.id} = ${images.sourceId}`)
        .where(sql`${images.key} = ${sql.placeholder("key")}::bytea and ${isUsed(visible)}`),
    );
    const rows = await run({ key: imageFileKey(sourceId, localPath), ...visibleParameters(visible) });
    const root = rows[0]?.root;
    return root ? { root, path: localPath } : null;
  },

  /**
   * Where an image is had from: an address, or a file below its source's root. Null where it is not to be seen, or its
   * source has no folder.
   */
  async imageOrigin(id: number, visible: Visible): Promise<{ url: string } | { root: string; path: string } | null> {
    const run = statement(`imageOrigin ${visibleShape(visible)}`, () =>
      db.orm
        .select({ url: images.originalUrl, root: sources.root, path: images.localPath })
        .from(images)
        .leftJoin(sources, sql`${sources.id} = ${images.sourceId}`)
        .where(sql`${images.id} = ${sql.placeholder("id")}::bigint and ${isUsed(visible)}`),
    );
    const { url = null, root = null, path = null } = (await run({ id, ...visibleParameters(visible) }))[0] ?? {};
    if (url !== null) return { url };
    return root !== null && path !== null ? { root, path } : null;
  },
});

function imageLookupValue(lookup: ImageLookup): number | Buffer {
  if ("id" in lookup) return lookup.id;
  return "url" in lookup ? imageUrlKey(lookup.url) : imageFileKey(lookup.sourceId, lookup.localPath);
}
