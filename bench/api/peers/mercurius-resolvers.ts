import { excerpt } from "../../../src/schema/excerpt.ts";
import { encodeId } from "../../../src/schema/ids.ts";
import type { Article, Category, Image, Named, Position, Statements } from "./mercurius-sql.ts";

interface Listing {
  first?: number | null;
  after?: string | null;
  filter?: { category?: { by: { path?: string[] } }; depth?: number } | null;
}

/** The fields that are asked for, of those that no loader gives. */
export const createResolvers = (sql: Statements) => ({
  Query: {
    article: (_: unknown, { by }: { by: { slug: string } }) => sql.articleBySlug(by.slug),
    articles: async (_: unknown, { first, after, filter }: Listing) => {
      const path = filter?.category?.by.path;
      return path ? ofCategory(sql, path, first ?? 20) : newest(sql, first ?? 20, after ?? null);
    },
    categories: async (_: unknown, { first, filter }: Listing) => ({
      nodes: await sql.categoriesOfDepth(filter?.depth ?? 0, first ?? 20),
    }),
  },
  Article: {
    id: ({ id }: Article) => encodeId("Article", Number(id)),
    publishedAt: ({ published_at }: Article) => published_at,
    wordCount: ({ word_count }: Article) => word_count,
    excerpt: ({ lead }: Article, { length }: { length: number }) => excerpt(lead, length),
  },
  Author: { id: ({ id }: Named) => encodeId("Author", Number(id)) },
  Category: { id: ({ id }: Category) => encodeId("Category", Number(id)) },
  Image: { url: ({ original_url }: Image) => original_url },
});

async function newest(sql: Statements, limit: number, after: string | null) {
  const rows = await sql.newest(limit + 1, after === null ? null : positionOf(after));
  const nodes = rows.slice(0, limit);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: { hasNextPage: rows.length > limit, endCursor: last ? `${last.published_sort},${last.id}` : null },
  };
}

async function ofCategory(sql: Statements, path: string[], limit: number) {
  const category = await sql.categoryByPath(path);
  if (category === null) return { nodes: [], totalCount: 0 };
  return { nodes: await sql.newestOfCategories([category.id], limit), totalCount: Number(category.total) };
}

function positionOf(cursor: string): Position {
  const [sort = "", id = ""] = cursor.split(",");
  return { sort, id };
}
