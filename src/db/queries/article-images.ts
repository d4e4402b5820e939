import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import { articleImages, articles, imageRole, images } from "../tables.ts";
import type { ImageFormat, ImageRow, ImageStatus } from "./images.ts";
import { keyTable, listOf } from "./key-list.ts";
import { rowsOf, type Window, windowShape } from "./keyset.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** In the order in which the uses of an article are listed. */
export const IMAGE_ROLES = imageRole.enumValues;
export type ImageRole = (typeof IMAGE_ROLES)[number];

/** How an article uses an image. */
export interface ImageUse {
  role: ImageRole;
  position: number;
  /** This and the caption are undefined where they were not asked for. */
  alt?: string | null;
  caption?: string | null;
  image: ImageRow;
}

/** Which uses of images of an article, and how much of them. */
export interface UsePage {
  roles: readonly ImageRole[];
  window: UseWindow;
  /** With `alt` and `caption`. */
  texts: boolean;
  /** With what is known of the image beyond its address and size. */
  facts: boolean;
}

/** The uses of an article that were asked for, in order. */
interface ArticleUses {
  articleId: number;
  uses: ImageUse[];
}

/** Where a use stands among those of its article. */
export interface UsePosition {
  role: ImageRole;
  position: number;
}

/** As `Window`, with positions of uses. */
interface UseWindow extends Omit<Window, "after" | "before"> {
  after?: UsePosition | undefined;
  before?: UsePosition | undefined;
}

/** How much is read of a use. */
type Extent = Pick<UsePage, "texts" | "facts">;

/** A use as a list of PostgreSQL's JSON holds it. */
type UseValues = [
  ...[role: ImageRole, position: number, alt: string | null, caption: string | null],
  ...[id: number, originalUrl: string | null, sourceId: number | null, localPath: string | null],
  ...[width: number | null, height: number | null],
  ...[format: ImageFormat | null, status: ImageStatus, placeholder: string | null],
];

/** The same in SQL; what is not asked for costs nothing as null. */
function useValues({ role, position, alt, caption }: UsesTable, { texts, facts }: Extent): SQL {
  const { id, originalUrl, sourceId, localPath, width, height, format, status, placeholder } = images;
  const ifAsked = (asked: boolean, columns: PgColumn[]) => (asked ? columns : columns.map(() => sql`null`));
  const values = [
    ...[role, position, ...ifAsked(texts, [alt, caption])],
    ...[id, originalUrl, sourceId, localPath, width, height],
    ...ifAsked(facts, [format, status, placeholder]),
  ];
  return sql`json_build_array(${sql.join(values, sql`, `)})`;
}

function useOf(values: UseValues, { texts, facts }: Extent): ImageUse {
  const [
    role,
    position,
    alt,
    caption,
    id,
    originalUrl,
    sourceId,
    localPath,
    width,
    height,
    format,
    status,
    placeholder,
  ] = values;
  const image: ImageRow = { id, originalUrl, sourceId, localPath, width, height };
  if (facts) Object.assign(image, { format, status, placeholder });
  return texts ? { role, position, alt, caption, image } : { role, position, image };
}

type UsesTable = { [Column in "role" | "position" | "alt" | "caption"]: PgColumn };

const bound = (side: "after" | "before"): SQL =>
  sql` and (${articleImages.role}, ${articleImages.position}) ${sql.raw(side === "after" ? ">" : "<")}
    (${sql.placeholder(`${side}Role`)}::image_role, ${sql.placeholder(`${side}Position`)}::integer)`;

/** Statements that find the images of articles. */
export const articleImageQueries = (db: Database, statement: Statements) => ({
  /**
   * The uses of images of each article, by role, then in reading order (backward where the window is read backward); one
   * more of each article than the window holds, which tells whether there is a further page. A row for each article: one
   * for each use costs twice as much to send and to read.
   */
  async usesByArticleIds(
    articleIds: readonly number[],
    { roles, window, ...extent }: UsePage,
    visible: Visible,
  ): Promise<ArticleUses[]> {
    const { backward, after, before } = window;
    const direction = sql.raw(backward ? "desc" : "asc");
    const { texts, facts } = extent;
    const run = statement(`usesByArticleIds ${texts} ${facts} ${windowShape(window)} ${visibleShape(visible)}`, () => {
      const uses = db.orm
        .select()
        .from(articleImages)
        .where(
          sql`${articleImages.articleId} = key.id and ${articleImages.role} = any(${listOf("roles", "image_role")})
            ${after ? bound("after") : sql``}${before ? bound("before") : sql``}`,
        )
        .orderBy(sql`${articleImages.role} ${direction}, ${articleImages.position} ${direction}`)
        .limit(sql`${sql.placeholder("limit")}::integer` as never)
        .as("uses");
      const { role, position } = uses;
      const list = sql`(select coalesce(json_agg(${useValues(uses, extent)}
        order by ${role} ${direction}, ${position} ${direction}), '[]')
        from ${uses} join ${images} on ${images.id} = ${uses.imageId})`;
      return db.orm
        .select({
          articleId: articles.id,
          uses: list.mapWith((rows: UseValues[]) => rows.map((values) => useOf(values, extent))),
        })
        .from(keyTable("ids"))
        .innerJoin(articles, sql`${articles.id} = key.id and ${isVisible(articles.status, visible)}`);
    });
    return run({
      ids: articleIds,
      roles,
      ...visibleParameters(visible),
      limit: rowsOf(window),
      ...(after && { afterRole: after.role, afterPosition: after.position }),
      ...(before && { beforeRole: before.role, beforePosition: before.position }),
    });
  },

  /** How often each article uses images in those roles. Articles that do not are left out. */
  async useTotalsByArticleIds(
    articleIds: readonly number[],
    roles: readonly ImageRole[],
    visible: Visible,
  ): Promise<{ id: number; total: number }[]> {
    const run = statement(`useTotalsByArticleIds ${visibleShape(visible)}`, () =>
      db.orm
        .select({ id: articleImages.articleId, total: sql<number>`count(*)::integer` })
        .from(articleImages)
        .innerJoin(
          articles,
          sql`${articles.id} = ${articleImages.articleId} and ${isVisible(articles.status, visible)}`,
        )
        .where(
          sql`${articleImages.articleId} = any(${listOf("ids", "bigint")})
            and ${articleImages.role} = any(${listOf("roles", "image_role")})`,
        )
        .groupBy(articleImages.articleId),
    );
    return run({ ids: articleIds, roles, ...visibleParameters(visible) });
  },
});
