import postgres from "postgres";
import { categoryPathKey } from "../../../src/db/keys.ts";

/** An article as the statements below give it. */
export interface Article {
  id: string;
  slug: string;
  title: string;
  published_at: Date | null;
  published_sort: string;
  lead: string;
  word_count: number;
  author_id: string | null;
  head_image_id: string | null;
}

/** A row under the key that it was asked for by. */
export type Keyed<Row> = Row & { key: string };

export interface Named {
  id: string;
  name: string;
}

export interface Category extends Named {
  path: string[];
}

export interface Image {
  original_url: string;
  width: number | null;
  height: number | null;
}

export interface ImageUse extends Image {
  role: string;
  alt: string | null;
}

/** Where a page of articles begins. */
export interface Position {
  sort: string;
  id: string;
}

const ARTICLE =
  "a.id, a.slug, a.title, a.published_at, a.published_sort::text, a.lead, a.word_count, a.author_id, a.head_image_id";

const LISTED = "a.status = 'PUBLISHED' order by a.published_sort desc, a.id desc";

/** The statements. All are prepared, and those that loaders call take their keys as one array. */
export function createSql(url: string) {
  const client = postgres(url, { max: 10 });
  const rows = <Row>(text: string, parameters: unknown[]): Promise<Row[]> =>
    client.unsafe(text, parameters as never[], { prepare: true }) as unknown as Promise<Row[]>;
  const one = async <Row>(text: string, parameters: unknown[]) => (await rows<Row>(text, parameters))[0] ?? null;
  return {
    articleBySlug: (slug: string) =>
      one<Article>(`select ${ARTICLE} from articles a where a.slug = $1 and a.status = 'PUBLISHED'`, [slug]),

    // The limit is a constant: given as a parameter it would be planned for a tenth of the table.
    newest: (limit: number, after: Position | null) =>
      after === null
        ? rows<Article>(`select ${ARTICLE} from articles a where $1::boolean and ${LISTED} limit ${limit}`, [true])
        : rows<Article>(
            `select ${ARTICLE} from articles a
            where (a.published_sort, a.id) < ($1::timestamptz, $2::bigint) and ${LISTED} limit ${limit}`,
            [after.sort, after.id],
          ),

    newestOfCategories: (ids: readonly string[], limit: number) =>
      rows<Keyed<Article>>(
        `select k.id as key, ${ARTICLE} from unnest($1::bigint[]) k(id) cross join lateral (
          select * from article_categories f where f.category_id = k.id and f.status = 'PUBLISHED'
          order by f.published_sort desc, f.article_id desc limit ${limit}) f
        join articles a on a.id = f.article_id order by k.id, f.published_sort desc, f.article_id desc`,
        [ids],
      ),

    categoryByPath: (path: readonly string[]) =>
      one<Category & { total: string }>(
        `select c.id, c.name, c.path, n.total from categories c join article_counts n
          on n.scope = 'category' and n.scope_id = c.id and n.status = 'PUBLISHED'
        where c.path_key = $1 and n.total > 0`,
        [categoryPathKey(path)],
      ),

    categoriesOfDepth: (depth: number, limit: number) =>
      rows<Category>(
        `select c.id, c.name, c.path from categories c join article_counts n
          on n.scope = 'category' and n.scope_id = c.id and n.status = 'PUBLISHED'
        where c.depth = $1 and n.total > 0 order by c.sort_path, c.id limit ${limit}`,
        [depth],
      ),

    authors: (ids: readonly string[]) =>
      rows<Keyed<Named>>("select id as key, id, name from authors where id = any($1::bigint[])", [ids]),

    images: (ids: readonly string[]) =>
      rows<Keyed<Image>>("select id as key, original_url, width, height from images where id = any($1::bigint[])", [
        ids,
      ]),

    categoriesOfArticles: (ids: readonly string[]) =>
      rows<Keyed<Category>>(
        `select f.article_id as key, c.id, c.name, c.path from article_categories f
        join categories c on c.id = f.category_id
        where f.article_id = any($1::bigint[]) and f.direct order by f.article_id, f.position`,
        [ids],
      ),

    imagesOfArticles: (ids: readonly string[], limit: number) =>
      rows<Keyed<ImageUse>>(
        `select k.id as key, u.role, u.alt, i.original_url, i.width, i.height
        from unnest($1::bigint[]) k(id) cross join lateral (
          select * from article_images u where u.article_id = k.id and u.role = 'INLINE' order by u.position limit ${limit}) u
        join images i on i.id = u.image_id order by k.id, u.position`,
        [ids],
      ),

    bodies: (ids: readonly string[]) =>
      rows<{ key: string; html: string }>(
        "select article_id as key, html from article_bodies where article_id = any($1::bigint[])",
        [ids],
      ),
  };
}

export type Statements = ReturnType<typeof createSql>;
