import type { Sql } from "postgres";
import { articlePathKey, articleUrlKey, categoryPathKey, imageFileKey, imageUrlKey } from "../../src/db/keys.ts";
import { searchEntry } from "../../src/text/entry.ts";
import { Folder } from "../../src/text/fold.ts";
import { COUNTS } from "./counts.ts";

/** What must hold of every database, as SQL that finds a row which breaks it. */
const RULES: Record<string, string> = {
  "counts are those of the rows": `(${COUNTS} except select scope, scope_id, status, direct, total from article_counts)
    union all (select scope, scope_id, status, direct, total from article_counts where total > 0 except (${COUNTS}))`,
  "who is filed under a category is filed under its parent": `
    select f.article_id from article_categories f join categories c on c.id = f.category_id and c.parent_id is not null
    left join article_categories up on up.article_id = f.article_id and up.category_id = c.parent_id where up.article_id is null`,
  "filings and searches repeat status and date": [
    "article_categories",
    "article_authors",
    "article_tags",
    "article_search",
  ]
    .map(
      (table) => `select f.article_id from ${table} f join articles a on a.id = f.article_id
        where f.status <> a.status or f.published_sort <> a.published_sort`,
    )
    .join(" union all "),
  "every article has its body, search and likeness": ["article_bodies", "article_search", "article_likeness"]
    .map((table) => `select id from articles where not exists (select from ${table} t where t.article_id = id)`)
    .join(" union all "),
  "a category is named and placed by its path": `
    select c.id from categories c left join categories up on up.id = c.parent_id
    where c.depth <> cardinality(c.path) - 1 or c.name <> c.path[cardinality(c.path)] or (c.depth > 0) <> (up.id is not null)
      or up.path <> c.path[1:c.depth]`,
  "the first author is the article's": `
    select a.id from articles a left join article_authors f on f.article_id = a.id and f.position = 0
    where f.author_id is distinct from a.author_id`,
  "positions begin with 0 and leave none out": [
    "select article_id from article_tags group by 1 having max(position) <> count(*) - 1",
    "select article_id from article_images where role = 'INLINE' group by 1 having max(position) <> count(*) - 1",
  ].join(" union all "),
  "every image is used": "select id from images where not exists (select from article_images u where u.image_id = id)",
  "words are those of the likeness": `
    select 1 from (select count(*) as words from article_words) w, (select sum(cardinality(words)) as words from article_likeness) l
    where w.words <> l.words`,
  "hardly any two titles are the same":
    "select 1 from (select count(*) as every, count(distinct title) as titles from articles) t where titles < 0.99 * every",
};

const SAMPLE = 100;

/** Of the keys of an article: where its opening is cut, half a word may stand for one. */
const MISSING = 0.02;

/**
 * Looks whether a database is whole, beside what unique indexes and foreign keys see to.
 * @throws Error that says what does not hold.
 */
export async function checkCopies(client: Sql, articles: number): Promise<void> {
  const [row] = await client<{ n: number }[]>`select count(*)::integer as n from articles`;
  if (row?.n !== articles) throw new Error(`There are ${row?.n} of ${articles} articles.`);
  for (const [rule, broken] of Object.entries(RULES)) {
    const [found] = await client.unsafe(`select * from (${broken}) broken limit 1`);
    if (found) throw new Error(`It does not hold that ${rule}: ${JSON.stringify(found)}`);
  }
  await checkKeys(client);
  await checkSearch(client);
}

/** Whether hashes that SQL has made are those that the project looks for. */
async function checkKeys(client: Sql): Promise<void> {
  const hashes: [string, (row: Record<string, string>) => Buffer][] = [
    ["select path as value, path_key as key from articles", ({ value = "" }) => articlePathKey(value)],
    ["select path as value, path_key as key from article_paths", ({ value = "" }) => articlePathKey(value)],
    [
      "select url as value, url_key as key from articles where url is not null",
      ({ value = "" }) => articleUrlKey(value),
    ],
    [
      "select to_json(path)::text as value, path_key as key from categories",
      ({ value = "" }) => categoryPathKey(JSON.parse(value)),
    ],
    [
      "select original_url as value, key from images where original_url is not null",
      ({ value = "" }) => imageUrlKey(value),
    ],
    [
      "select local_path as value, source_id::text as source, key from images where local_path is not null",
      ({ value = "", source }) => imageFileKey(Number(source), value),
    ],
  ];
  for (const [rows, hash] of hashes) {
    for (const row of await client.unsafe(`select * from (${rows}) r order by md5(value) limit ${SAMPLE}`)) {
      if (!hash(row).equals(row.key)) throw new Error(`The key of ${row.value} is another: ${rows}`);
    }
  }
}

/** Whether articles are found by all that an import of them would have them found by. */
async function checkSearch(client: Sql): Promise<void> {
  const folder = new Folder();
  const rows = await client`
    select a.id, a.title, a.summary, a.language, b.text, s.keys, s.title as folded,
      array(select t.name from article_tags f join tags t on t.id = f.tag_id where f.article_id = a.id order by f.position) as tags
    from articles a join article_bodies b on b.article_id = a.id join article_search s on s.article_id = a.id
    order by md5(a.id::text) limit ${SAMPLE}`;
  for (const { id, title, summary, language, text, tags, keys, folded } of rows) {
    const entry = searchEntry(folder, { title, summary, language, text, tags, authors: [], categories: [] });
    const stored = new Set<number>(keys);
    const wanted = entry.keys.slice(1, -1).split(",").map(Number);
    const missing = wanted.filter((key) => !stored.has(key)).length;
    if (missing > wanted.length * MISSING || entry.title !== folded) {
      throw new Error(`Article ${id} is not found by ${missing} of ${wanted.length} keys.`);
    }
  }
}
