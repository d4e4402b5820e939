import type { Article, Category, Keyed, Statements } from "./mercurius-sql.ts";

/** A field of several objects, as Mercurius gives them to a loader. */
interface Asked<Parent, Params> {
  obj: Parent;
  params: Params;
}

type Page = { first?: number | null };

const keysOf = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];

function byKey<Row>(rows: readonly Keyed<Row>[]): Map<string, Keyed<Row>[]> {
  const map = new Map<string, Keyed<Row>[]>();
  for (const row of rows) {
    const of = map.get(row.key);
    if (of) of.push(row);
    else map.set(row.key, [row]);
  }
  return map;
}

// One request's objects are asked for once each, so that a cache would hold what nobody asks for again.
const uncached = <Load>(loader: Load) => ({ loader, opts: { cache: false } });

/** What stands under lists: each loader takes one statement, however many objects there are. */
export const createLoaders = (sql: Statements) => ({
  Article: {
    author: uncached(async (asked: Asked<Article, unknown>[]) => {
      const rows = byKey(await sql.authors(keysOf(asked.map(({ obj }) => obj.author_id))));
      return asked.map(({ obj }) => rows.get(obj.author_id ?? "")?.[0] ?? null);
    }),
    headImage: uncached(async (asked: Asked<Article, unknown>[]) => {
      const rows = byKey(await sql.images(keysOf(asked.map(({ obj }) => obj.head_image_id))));
      return asked.map(({ obj }) => rows.get(obj.head_image_id ?? "")?.[0] ?? null);
    }),
    categories: uncached(async (asked: Asked<Article, unknown>[]) => {
      const rows = byKey(await sql.categoriesOfArticles(keysOf(asked.map(({ obj }) => obj.id))));
      return asked.map(({ obj }) => rows.get(obj.id) ?? []);
    }),
    images: uncached(async (asked: Asked<Article, Page>[]) => {
      const limit = asked[0]?.params.first ?? 20;
      const rows = byKey(await sql.imagesOfArticles(keysOf(asked.map(({ obj }) => obj.id)), limit));
      return asked.map(({ obj }) => {
        const uses = rows.get(obj.id) ?? [];
        return { nodes: uses, edges: uses.map((use) => ({ role: use.role, alt: use.alt, node: use })) };
      });
    }),
    body: uncached(async (asked: Asked<Article, unknown>[]) => {
      const rows = byKey(await sql.bodies(keysOf(asked.map(({ obj }) => obj.id))));
      return asked.map(({ obj }) => rows.get(obj.id)?.[0]);
    }),
  },
  Category: {
    articles: uncached(async (asked: Asked<Category, Page>[]) => {
      const limit = asked[0]?.params.first ?? 20;
      const rows = byKey(await sql.newestOfCategories(keysOf(asked.map(({ obj }) => obj.id)), limit));
      return asked.map(({ obj }) => ({ nodes: rows.get(obj.id) ?? [] }));
    }),
  },
});
