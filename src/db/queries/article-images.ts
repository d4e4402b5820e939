import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleImages, articles, imageRole, images } from "../tables.ts";
import { type ImageRow, imageColumns } from "./images.ts";
import { keyTable, listOf } from "./key-list.ts";
import { type Window, windowShape } from "./keyset.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** In the order in which the uses of an article are listed. */
export const IMAGE_ROLES = imageRole.enumValues;
export type ImageRole = (typeof IMAGE_ROLES)[number];

/** How an article uses an image. */
export interface ImageUse {
  articleId: number;
  role: ImageRole;
  position: number;
  /** This and the caption are undefined where they were not asked for. */
  alt?: string | null;
  caption?: string | null;
  image: ImageRow;
}

/** Which uses of images of an article, and whether with their texts. */
export interface UsePage {
  roles: readonly ImageRole[];
  window: UseWindow;
  texts: boolean;
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

const bound = (side: "after" | "before"): SQL =>
  sql` and (${articleImages.role}, ${articleImages.position}) ${sql.raw(side === "after" ? ">" : "<")}
    (${sql.placeholder(`${side}Role`)}::image_role, ${sql.placeholder(`${side}Position`)}::integer)`;

/** Statements that find the images of articles. */
export const articleImageQueries = (db: Database, statement: Statements) => ({
  /**
   * The uses of images of each article, by role, then in reading order (backward where the window is read backward); one
   * more of each article than the window holds, which tells whether there is a further page.
   */
  async usesByArticleIds(
    articleIds: readonly number[],
    { roles, window, texts }: UsePage,
    visible: Visible,
  ): Promise<ImageUse[]> {
    const { backward, after, before, limit } = window;
    const direction = sql.raw(backward ? "desc" : "asc");
    const run = statement(`usesByArticleIds ${texts} ${windowShape(window)} ${visibleShape(visible)}`, () => {
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
      const { articleId, role, position, alt, caption } = uses;
      return db.orm
        .select({ articleId, role, position, ...(texts && { alt, caption }), image: imageColumns(images) })
        .from(keyTable("ids"))
        .innerJoinLateral(uses, sql`true`)
        .innerJoin(images, sql`${images.id} = ${uses.imageId}`)
        .innerJoin(articles, sql`${articles.id} = key.id and ${isVisible(articles.status, visible)}`)
        .orderBy(sql`${articleId}, ${role} ${direction}, ${position} ${direction}`);
    });
    return run({
      ids: articleIds,
      roles,
      ...visibleParameters(visible),
      limit: limit + 1,
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
