import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleAuthors, articleTags, authors, tags } from "../tables.ts";
import { listOf } from "./key-list.ts";
import { authorColumns, type NamedRow, tagColumns } from "./named.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** An author or a tag of an article. */
export interface Filed {
  articleId: number;
  row: NamedRow;
}

/** Statements that find the authors and tags of articles. */
export const filingQueries = (db: Database, statement: Statements) => ({
  /** In the order of the front matter. */
  async authorsByArticleIds(articleIds: readonly number[], visible: Visible): Promise<Filed[]> {
    const run = statement(`authorsByArticleIds ${visibleShape(visible)}`, () =>
      db.orm
        .select({ articleId: articleAuthors.articleId, row: authorColumns })
        .from(articleAuthors)
        .innerJoin(authors, sql`${authors.id} = ${articleAuthors.authorId}`)
        .where(
          sql`${articleAuthors.articleId} = any(${listOf("ids", "bigint")}) and ${isVisible(articleAuthors.status, visible)}`,
        )
        .orderBy(articleAuthors.articleId, articleAuthors.position),
    );
    return run({ ids: articleIds, ...visibleParameters(visible) });
  },

  /** In the order of the front matter. */
  async tagsByArticleIds(articleIds: readonly number[], visible: Visible): Promise<Filed[]> {
    const run = statement(`tagsByArticleIds ${visibleShape(visible)}`, () =>
      db.orm
        .select({ articleId: articleTags.articleId, row: tagColumns })
        .from(articleTags)
        .innerJoin(tags, sql`${tags.id} = ${articleTags.tagId}`)
        .where(
          sql`${articleTags.articleId} = any(${listOf("ids", "bigint")}) and ${isVisible(articleTags.status, visible)}`,
        )
        .orderBy(articleTags.articleId, articleTags.position),
    );
    return run({ ids: articleIds, ...visibleParameters(visible) });
  },
});
