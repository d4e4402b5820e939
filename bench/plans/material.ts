import type { Sql } from "postgres";

/** What a database has to ask about. Ids are those of rows. */
export interface PlanMaterial {
  /** Published, spread over the whole; each with one of the things that an article is known by. */
  articles: { id: number; slug: string; url: string | null; path: string; source: string }[];
  /** Another path than its own that leads to an article. */
  otherPath: { path: string; source: string };
  /** The largest of each level, the root first, and one that few articles are filed under. */
  categories: { id: number; slug: string; path: string[] }[];
  /** The one with the most articles, and one with few. */
  authors: Named[];
  tags: Named[];
  sources: string[];
  /** Used by an article; one an address, one a file. */
  image: { id: number; url: string; host: string };
  file: { sourceId: number; path: string };
  run: number;
  /** An article in the middle of each order, with its sort value as cursors hold it. */
  middle: Record<"PUBLISHED_AT" | "CHANGED_AT" | "TITLE" | "WORD_COUNT", { id: number; sort: string }>;
}

/** Something that is known by its id, its slug or its name. */
interface Named {
  id: number;
  slug: string;
  name: string;
}

const SORTS = {
  PUBLISHED_AT: "published_sort",
  CHANGED_AT: "changed_at",
  TITLE: "title_sort",
  WORD_COUNT: "word_count",
} as const;

/** Chooses it; the same database gives the same. */
export async function choosePlanMaterial(client: Sql): Promise<PlanMaterial> {
  await client`set timezone = 'UTC'`;
  const one = async <Row>(rows: Promise<readonly Row[]>, what: string): Promise<Row> => {
    const [row] = await rows;
    if (row === undefined) throw new Error(`The database has no ${what} to ask about.`);
    return row;
  };
  const [{ n } = { n: 0 }] = await client<{ n: number }[]>`
    select count(*)::integer as n from articles where status = 'PUBLISHED'`;
  const middle = async (column: string) =>
    one(
      client<{ id: number; sort: string }[]>`
        select id::integer, ${client(column)}::text as sort from articles where status = 'PUBLISHED'
        order by ${client(column)}, id offset ${Math.floor(n / 2)} limit 1`,
      "article",
    );
  const middles = await Promise.all(
    Object.entries(SORTS).map(async ([field, column]) => [field, await middle(column)] as const),
  );
  return {
    articles: await chooseArticles(client),
    otherPath: await one(
      client<PlanMaterial["otherPath"][]>`
        select p.path, s.name as source from article_paths p join sources s on s.id = p.source_id
        join articles a on a.id = p.article_id where a.status = 'PUBLISHED' order by p.path_key limit 1`,
      "other path",
    ),
    categories: await chooseCategories(client),
    authors: await chooseNamed(client, "author", "authors"),
    tags: await chooseNamed(client, "tag", "tags"),
    sources: (await client<{ name: string }[]>`select name from sources order by id`).map(({ name }) => name),
    image: await one(
      client<PlanMaterial["image"][]>`
        select i.id::integer, original_url as url, host from images i join article_images u on u.image_id = i.id
        join articles a on a.id = u.article_id where a.status = 'PUBLISHED' and host is not null order by i.key limit 1`,
      "image",
    ),
    file: await one(
      client<PlanMaterial["file"][]>`
        select i.source_id::integer as "sourceId", local_path as path from images i join article_images u on u.image_id = i.id
        join articles a on a.id = u.article_id where a.status = 'PUBLISHED' and local_path is not null order by i.id limit 1`,
      "image file",
    ),
    run: (await one(client<{ id: number }[]>`select id::integer from import_runs order by id limit 1`, "run")).id,
    middle: Object.fromEntries(middles) as PlanMaterial["middle"],
  };
}

// As many as a page has, from everywhere.
const chooseArticles = (client: Sql): Promise<PlanMaterial["articles"]> =>
  client<PlanMaterial["articles"]>`
    select a.id::integer, a.slug, a.url, a.path, s.name as source from articles a join sources s on s.id = a.source_id
    where a.status = 'PUBLISHED' order by a.url is null, md5(a.id::text) limit 20`;

async function chooseCategories(client: Sql): Promise<PlanMaterial["categories"]> {
  const largest = client<PlanMaterial["categories"]>`
    select distinct on (c.depth) c.id::integer, c.slug, c.path from categories c
    join article_counts n on n.scope = 'category' and n.scope_id = c.id and n.status = 'PUBLISHED'
    order by c.depth, n.total desc, c.id`;
  const smallest = client<PlanMaterial["categories"]>`
    select c.id::integer, c.slug, c.path from categories c
    join article_counts n on n.scope = 'category' and n.scope_id = c.id and n.status = 'PUBLISHED' and n.total > 0
    order by n.total, c.id limit 1`;
  return [...(await largest), ...(await smallest)];
}

async function chooseNamed(client: Sql, scope: "author" | "tag", table: string): Promise<Named[]> {
  const ofCount = (direction: string) =>
    client<Named[]>`
      select t.id::integer, t.slug, t.name from ${client(table)} t
      join article_counts n on n.scope = ${scope}::count_scope and n.scope_id = t.id and n.status = 'PUBLISHED' and n.total > 0
      order by n.total ${client.unsafe(direction)}, t.id limit 1`;
  return [...(await ofCount("desc")), ...(await ofCount("asc"))];
}
