import { categoryPathKey } from "../../../src/db/keys.ts";
import type { QueryName } from "../queries.ts";
import { excerptSql } from "./excerpt-sql.ts";

// Each query as one statement that builds the whole answer. Ids are rows' own numbers, and a cursor is what it stands for.

const id = (type: string, column: string): string =>
  `translate(encode(convert_to('${type}:' || ${column}, 'UTF8'), 'base64'), '+/=', '-_')`;

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const author = `(select json_build_object('id', ${id("Author", "u.id")}, 'name', u.name) from authors u where u.id = a.author_id)`;

const categories = (
  fields: string,
): string => `(select coalesce(json_agg(json_build_object(${fields}) order by f.position), '[]')
  from article_categories f join categories c on c.id = f.category_id where f.article_id = a.id and f.direct)`;

const fullCategories = categories(`'id', ${id("Category", "c.id")}, 'name', c.name, 'path', c.path`);

const headImage = (fields: string): string =>
  `(select json_build_object(${fields}) from images i where i.id = a.head_image_id)`;

const IMAGE = "'url', i.original_url, 'width', i.width, 'height', i.height";

const summary = `'id', ${id("Article", "a.id")}, 'slug', a.slug, 'title', a.title, 'publishedAt', ${instant("a.published_at")}`;

const card = `json_build_object(${summary}, 'excerpt', ${excerptSql("a.lead")}, 'author', ${author},
  'categories', ${fullCategories}, 'headImage', ${headImage(IMAGE)})`;

const uses = (limit: number): string => `(select * from article_images u where u.article_id = a.id and u.role = 'INLINE'
  order by u.position limit ${limit}) u join images i on i.id = u.image_id`;

// The row past the page tells whether there is a further one.
const page = (condition: string): string => `with found as materialized (
    select a.*, row_number() over (order by a.published_sort desc, a.id desc) as n from articles a
    where a.status = $1::article_status ${condition} order by a.published_sort desc, a.id desc limit 21)
  select json_build_object('articles', json_build_object(
    'nodes', (select coalesce(json_agg(${card} order by a.n), '[]') from found a where a.n <= 20),
    'pageInfo', (select json_build_object('endCursor', (select a.published_sort::text || ',' || a.id from found a where a.n <= 20 order by a.n desc limit 1),
      'hasNextPage', count(*) > 20) from found a)))::text as data`;

/** Variables of a query, by name. */
type Variables = Record<string, string | string[]>;

/** A statement, and its parameters from the query's variables. */
interface Statement {
  sql: string;
  parameters: (variables: Variables) => (string | Buffer)[];
}

/** What answers each query. Q6 asks the database nothing. */
export const STATEMENTS: Record<Exclude<QueryName, "Q6">, Statement> = {
  Q1: {
    sql: `select json_build_object('article', (select json_build_object(${summary}, 'excerpt', ${excerptSql("a.lead")},
      'wordCount', a.word_count, 'author', ${author}, 'categories', ${fullCategories},
      'headImage', ${headImage("'url', i.original_url")},
      'images', json_build_object('edges', (select coalesce(json_agg(json_build_object('role', u.role, 'alt', u.alt,
        'node', json_build_object(${IMAGE})) order by u.position), '[]') from ${uses(20)})),
      'body', (select json_build_object('html', b.html) from article_bodies b where b.article_id = a.id))
      from articles a where a.slug = $1 and a.status = 'PUBLISHED'))::text as data`,
    parameters: ({ slug }) => [String(slug)],
  },
  // A parameter each: without one the driver prepares no statement.
  Q2: { sql: page(""), parameters: () => ["PUBLISHED"] },
  Q3: {
    sql: `select json_build_object('categories', json_build_object('nodes', (select json_agg(json_build_object('name', r.name,
      'articles', json_build_object('nodes', (select coalesce(json_agg(json_build_object('title', a.title,
        'publishedAt', ${instant("a.published_at")},
        'images', json_build_object('nodes', (select coalesce(json_agg(json_build_object(${IMAGE}) order by u.position), '[]')
          from ${uses(3)})),
        'categories', ${categories("'name', c.name")}) order by l.published_sort desc, l.article_id desc), '[]')
        from (select * from article_categories l where l.category_id = r.id and l.status = 'PUBLISHED'
          order by l.published_sort desc, l.article_id desc limit 10) l join articles a on a.id = l.article_id)))
      order by r.sort_path, r.id) from (select * from categories where depth = $1::integer and exists (select from article_counts n
        where n.scope = 'category' and n.scope_id = categories.id and n.status = 'PUBLISHED' and n.total > 0)
        order by sort_path, id limit 10) r)))::text as data`,
    parameters: () => ["0"],
  },
  Q4: {
    sql: page("and (a.published_sort, a.id) < ($2::timestamptz, $3::bigint)"),
    parameters: ({ after }) => ["PUBLISHED", ...String(after).split(",")],
  },
  Q5: {
    sql: `with asked as materialized (select id from categories where path_key = $1::bytea)
      select json_build_object('articles', json_build_object(
        'totalCount', (select coalesce(sum(n.total), 0) from article_counts n
          where n.scope = 'category' and n.scope_id = (select id from asked) and n.status = 'PUBLISHED'),
        'nodes', (select coalesce(json_agg(json_build_object(${summary}) order by l.published_sort desc, l.article_id desc), '[]')
          from (select * from article_categories l where l.category_id = (select id from asked) and l.status = 'PUBLISHED'
            order by l.published_sort desc, l.article_id desc limit 20) l join articles a on a.id = l.article_id)))::text as data`,
    parameters: ({ path }) => [categoryPathKey(path as string[])],
  },
};
