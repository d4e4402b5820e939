import type { Sql } from "postgres";
import { type Altered, fillTable } from "./rows.ts";
import { groupOf } from "./shared.ts";

/** Where a column of numbered addresses has its number: eight digits, of which a copy's number takes the first four. */
const renumbered = (text: string): string => `replace(${text}, '/0000', '/' || lpad(p.copy::text, 4, '0'))`;

/** SQL: a hash that a copy has for its own. */
const ownHash = (column: string): string => `sha256(${column} || int4send(p.copy))`;

/** Dates are spread over the same years as those of the articles that are copied. */
const SPREAD_SECONDS = 300_000_000;

/**
 * Makes the list of all copies: the n-th of an article has another one of its language behind it, a different one each time.
 * @throws Error where a language has fewer articles than there are to be copies.
 */
export async function pairUp(client: Sql, copies: number): Promise<void> {
  const [few] = await client<{ language: string }[]>`
    select primary_language as language from seed.articles group by 1 having count(*) <= ${copies}`;
  if (few) throw new Error(`Too few articles have the language ${few.language} to be paired ${copies} times.`);
  await client.unsafe(`create table seed.pairs as
    with numbered as (
      select *, row_number() over (order by id) as number, row_number() over (partition by primary_language order by id) - 1 as place,
        count(*) over (partition by primary_language) as places from seed.articles
    )
    select one.number + copy * (select count(*) from seed.articles) as id, copy, ${groupOf("copy")} as g, one.id as one, two.id as two, one.status,
      case when one.status in ('PUBLISHED', 'DRAFT') and one.published_at is not null
        then '2015-01-01Z'::timestamptz + ((hashint8extended(one.id, copy) & 9223372036854775807) % ${SPREAD_SECONDS}) * interval '1 second'
        else one.published_at end as published_at
    from generate_series(0, ${copies - 1}) copy cross join numbered one
    join numbered two on two.primary_language is not distinct from one.primary_language
      and two.place = (one.place + copy + 1) % one.places
    order by copy, one.number`);
  await client.unsafe("create index on seed.pairs (copy, one)");
  // Each copy has all images again, of which an article shows those of both that it is made of.
  await client.unsafe(`create table seed.new_images as
    select copy, id as old, row_number() over (order by copy, id) as id
    from generate_series(0, ${copies - 1}) copy cross join seed.images`);
  await client.unsafe("analyze");
}

const BOTH = (table: string): string =>
  `seed.pairs p join seed.${table} s on s.article_id = p.one join seed.${table} two on two.article_id = p.two order by p.id`;

const FILED: Altered = { article_id: "p.id", published_sort: "coalesce(p.published_at, '-infinity')" };

const image = (column: string, alias: string): string =>
  `left join seed.new_images ${alias} on ${alias}.copy = p.copy and ${alias}.old = ${column}`;

/** How each table is filled, those that others point to first. */
const TABLES: readonly [table: string, altered: Altered, from: string][] = [
  [
    "images",
    {
      id: "p.id",
      original_url: renumbered("s.original_url"),
      local_path: renumbered("s.local_path"),
      key: `sha256(convert_to(coalesce(${renumbered("s.original_url")}, ''), 'UTF8')
        || case when s.local_path is null then '' else convert_to(s.source_id::text, 'UTF8') || '\\x00' || convert_to(${renumbered("s.local_path")}, 'UTF8') end)`,
    },
    "seed.new_images p join seed.images s on s.id = p.old order by p.id",
  ],
  [
    "articles",
    {
      id: "p.id",
      path: "path.of",
      path_key: "sha256(convert_to(path.of, 'UTF8'))",
      fingerprint: ownHash("s.fingerprint"),
      essence: ownHash("s.essence"),
      content_key: ownHash("s.content_key"),
      guid_key: ownHash("s.guid_key"),
      // As where several would like to have the same.
      slug: "case when p.copy = 0 then s.slug else s.slug || '-' || left(md5(s.source_id || path.of), 8) end",
      url: renumbered("s.url"),
      url_key: `sha256(convert_to(${renumbered("s.url")}, 'UTF8'))`,
      title: "s.title || ' ' || two.title",
      lead: "left(s.lead || ' ' || two.lead, 700)",
      published_at: "p.published_at",
      changed_at: "s.changed_at + p.copy * (select max(changed_at) - min(changed_at) from seed.articles)",
      word_count: "s.word_count + two.word_count",
      reading_time: "s.reading_time + two.reading_time",
      has_images: "s.has_images or two.has_images",
      author_id: "author.id",
      head_image_id: "head.id",
      thumbnail_id: "thumbnail.id",
    },
    `seed.pairs p join seed.articles s on s.id = p.one join seed.articles two on two.id = p.two
      cross join lateral (select lpad(p.copy::text, 4, '0') || '/' || s.path as of) path
      left join seed.new_authors author on author.g = p.g and author.old = s.author_id
      ${image("s.head_image_id", "head")} ${image("s.thumbnail_id", "thumbnail")} order by p.id`,
  ],
  [
    "article_paths",
    {
      article_id: "p.id",
      path: "path.of",
      path_key: "sha256(convert_to(path.of, 'UTF8'))",
      fingerprint: ownHash("s.fingerprint"),
    },
    `seed.pairs p join seed.article_paths s on s.article_id = p.one
      cross join lateral (select lpad(p.copy::text, 4, '0') || '/' || s.path as of) path`,
  ],
  [
    "article_bodies",
    {
      article_id: "p.id",
      raw: `${renumbered("s.raw")} || ${renumbered("two.raw")}`,
      html: `${renumbered("s.html")} || ${renumbered("two.html")}`,
      text: "s.text || e'\\n\\n' || two.text",
      front_matter: `${renumbered("s.front_matter::text")}::jsonb`,
    },
    BOTH("article_bodies"),
  ],
  [
    "article_likeness",
    {
      article_id: "p.id",
      words: "s.words[1:8] | two.words[1:8]",
      sketch: "array(select least(a, b) from unnest(s.sketch, two.sketch) as both_sketches(a, b))",
      title_key: "hashint4extended(s.title_key, two.title_key)::bit(32)::integer",
    },
    BOTH("article_likeness"),
  ],
  [
    "article_search",
    {
      ...FILED,
      title: "s.title || ' ' || two.title",
      text: "s.text || two.text",
      keys: "s.keys | two.keys",
    },
    BOTH("article_search"),
  ],
  [
    "article_categories",
    { ...FILED, category_id: "n.id" },
    `seed.pairs p join seed.article_categories s on s.article_id = p.one
      join seed.new_categories n on n.g = p.g and n.old = s.category_id order by p.id`,
  ],
  [
    "article_authors",
    { ...FILED, author_id: "n.id" },
    `seed.pairs p join seed.article_authors s on s.article_id = p.one
      join seed.new_authors n on n.g = p.g and n.old = s.author_id order by p.id`,
  ],
  [
    "article_tags",
    { ...FILED, status: "p.status", position: "s.rank - 1" },
    `seed.pairs p cross join lateral (
        select tag_id, row_number() over (order by min(place), min(position)) as rank from (
          select tag_id, position, 1 as place from seed.article_tags where article_id = p.one
          union all select tag_id, position, 2 from seed.article_tags where article_id = p.two
        ) of_both group by tag_id
      ) s order by p.id`,
  ],
  [
    "article_images",
    { article_id: "p.id", position: "s.position + coalesce(shift.by, 0)", image_id: "n.id" },
    `seed.pairs p cross join (values (1), (2)) place(n)
      join seed.article_images s on s.article_id = case place.n when 1 then p.one else p.two end
        and (place.n = 1 or s.role = 'INLINE')
      join seed.new_images n on n.copy = p.copy and n.old = s.image_id
      left join seed.inlines shift on place.n = 2 and shift.article_id = p.one
      order by p.id`,
  ],
  [
    "import_issues",
    { id: "row_number() over (order by copy, s.id)", path: "lpad(copy::text, 4, '0') || '/' || s.path" },
    "(select distinct copy from seed.pairs) copies cross join seed.import_issues s",
  ],
];

/** Tables that hold a row or more for each copy. */
export const ARTICLE_TABLES = TABLES.map(([table]) => table);

/** Copies the articles with all that belongs to them. Pairs have been made. */
export async function copyArticles(client: Sql, log: (line: string) => void): Promise<void> {
  await client.unsafe(`create table seed.inlines as
    select article_id, count(*) as by from seed.article_images where role = 'INLINE' group by 1`);
  await client.unsafe("create index on seed.article_tags (article_id)");
  for (const [table, altered, from] of TABLES) {
    await fillTable(client, table, altered, from);
    log(`  ${table} filled`);
  }
  await client.unsafe(`insert into article_words (word, article_id)
    select word, article_id from article_likeness cross join unnest(words) as word`);
  log("  article_words filled");
}
