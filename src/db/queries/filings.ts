import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleAuthors, articleTags, authors, tags } from "../tables.ts";
import { authorColumns, type NamedRow, tagColumns } from "./named.ts";
import type { Statements } from "./statements.ts";

/** An author or a tag of an article. */
export interface Filed {
  articleId: number;
  row: NamedRow;
}

/** Statements that find the authors and tags of articles. */
export const filingQueries = (db: Database, statement: Statements) => ({
  /** In the order of the front matter. */
  async authorsByArticleIds(articleIds: readonly number[]): Promise<Filed[]> {
    const run = statement("authorsByArticleIds", () =>
      db.orm
        .select({ articleId: articleAuthors.articleId, row: authorColumns })
        .from(articleAuthors)
        .innerJoin(authors, sql`${authors.id} = ${articleAuthors.authorId}`)
        .where(sql`${articleAuthors.articleId} = any(${sql.placeholder("ids")}::bigint[])`)
        .orderBy(articleAuthors.articleId, articleAuthors.position),
    );
    return run({ ids: articleIds });
  },

  /** In the order of the front matter. */
  async tagsByArticleIds(articleIds: readonly number[]): Promise<Filed[]> {
    const run = statement("tagsByArticleIds", () =>
      db.orm
        .select({ articleId: articleTags.articleId, row: tagColumns })
        .from(articleTags)
        .innerJoin(tags, sql`${tags.id} = ${articleTags.tagId}`)
        .where(sql`${articleTags.articleId} = any(${sql.placeholder("ids")}::bigint[])`)
        .orderBy(articleTags.articleId, articleTags.position),
    );
    return run({ ids: articleIds });
  },

  /** The tags that are known by these ids, slugs or names; fewer than asked for where some do not exist. */
  async tagsBy(known: {
    ids: readonly number[];
    slugs: readonly string[];
    names: readonly string[];
  }): Promise<NamedRow[]> {
    const run = statement("tagsBy", () =>
      db.orm
        .select(tagColumns)
        .from(tags)
        .where(
          sql`${tags.id} = any(${sql.placeholder("ids")}::bigint[]) or ${tags.slug} = any(${sql.placeholder("slugs")}::text[])
            or ${tags.name} = any(${sql.placeholder("names")}::text[])`,
        ),
    );
    return run(known);
  },
});
