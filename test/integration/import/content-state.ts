import type { Sql } from "postgres";

// What is no content, or says when and how the content came to be.
const HISTORY = ["api_keys", "cdn_purges", "changes", "gateways", "import_issues", "import_runs", "secrets"];

// Each table's rows as JSON, with names and paths in place of ids, and without the times at which they were written.
const CONTENT: Record<string, string> = {
  sources: "select to_jsonb(t) - 'id' from sources t",
  authors: "select to_jsonb(t) - 'id' from authors t",
  tags: "select to_jsonb(t) - 'id' from tags t",
  categories: `
    select to_jsonb(t) - '{id,parent_id}'::text[] || jsonb_build_object('parent', p.path)
    from categories t left join categories p on p.id = t.parent_id`,
  images: `
    select to_jsonb(t) - '{id,source_id}'::text[] || jsonb_build_object('source', s.name)
    from images t left join sources s on s.id = t.source_id`,
  articles: `
    select to_jsonb(t) - '{id,source_id,changed_at,author_id,head_image_id,thumbnail_id}'::text[] ||
      jsonb_build_object('source', s.name, 'author', a.name, 'head', h.key, 'thumbnail', i.key)
    from articles t join sources s on s.id = t.source_id left join authors a on a.id = t.author_id
    left join images h on h.id = t.head_image_id left join images i on i.id = t.thumbnail_id`,
  article_paths: `
    select to_jsonb(t) - '{source_id,article_id}'::text[] || jsonb_build_object('source', s.name, 'article', a.path)
    from article_paths t join sources s on s.id = t.source_id join articles a on a.id = t.article_id`,
  article_bodies: `
    select to_jsonb(t) - 'article_id' || jsonb_build_object('article', a.path)
    from article_bodies t join articles a on a.id = t.article_id`,
  article_likeness: `
    select to_jsonb(t) - 'article_id' || jsonb_build_object('article', a.path)
    from article_likeness t join articles a on a.id = t.article_id`,
  // Outer, so that words of an article that has gone are seen.
  article_words: `
    select jsonb_build_object('word', t.word, 'article', a.path)
    from article_words t left join articles a on a.id = t.article_id`,
  article_categories: `
    select to_jsonb(t) - '{article_id,category_id}'::text[] || jsonb_build_object('article', a.path, 'category', c.path)
    from article_categories t join articles a on a.id = t.article_id join categories c on c.id = t.category_id`,
  article_authors: `
    select to_jsonb(t) - '{article_id,author_id}'::text[] || jsonb_build_object('article', a.path, 'author', n.name)
    from article_authors t join articles a on a.id = t.article_id join authors n on n.id = t.author_id`,
  article_tags: `
    select to_jsonb(t) - '{article_id,tag_id}'::text[] || jsonb_build_object('article', a.path, 'tag', n.name)
    from article_tags t join articles a on a.id = t.article_id join tags n on n.id = t.tag_id`,
  article_images: `
    select to_jsonb(t) - '{article_id,image_id}'::text[] || jsonb_build_object('article', a.path, 'image', i.key)
    from article_images t join articles a on a.id = t.article_id join images i on i.id = t.image_id`,
  article_search: `
    select to_jsonb(t) - 'article_id' || jsonb_build_object('article', a.path)
    from article_search t join articles a on a.id = t.article_id`,
  search_names: `
    select to_jsonb(t) - 'scope_id' || jsonb_build_object('of', coalesce(a.name, n.name), 'category', c.path)
    from search_names t
    left join categories c on t.scope = 'category' and c.id = t.scope_id
    left join authors a on t.scope = 'author' and a.id = t.scope_id
    left join tags n on t.scope = 'tag' and n.id = t.scope_id`,
  // A count that has come down to nothing says as much as none.
  article_counts: `
    select to_jsonb(t) - 'scope_id' || jsonb_build_object('of', coalesce(s.name, a.name, n.name), 'category', c.path)
    from article_counts t
    left join sources s on t.scope = 'source' and s.id = t.scope_id
    left join categories c on t.scope = 'category' and c.id = t.scope_id
    left join authors a on t.scope = 'author' and a.id = t.scope_id
    left join tags n on t.scope = 'tag' and n.id = t.scope_id
    where t.direct <> 0 or t.total <> 0`,
};

/** All content rows of each table, sorted: equal for two databases that hold the same, whatever their ids. */
export async function contentOf(client: Sql): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const table of await contentTables(client)) {
    const rows = await client.unsafe<{ row: string }[]>(`select row::text from (${CONTENT[table]}) as rows (row)`);
    content[table] = rows.map(({ row }) => row).sort();
  }
  return content;
}

/** What differs between two contents, of each table the first rows that one of them lacks. Empty where nothing does. */
export function differences(content: Record<string, string[]>, expected: Record<string, string[]>): string[] {
  return Object.keys({ ...content, ...expected }).flatMap((table) => {
    const [rows, wanted] = [content[table] ?? [], expected[table] ?? []];
    if (rows.join("\n") === wanted.join("\n")) return [];
    const lacking = (from: string[], all: Set<string>) => from.filter((row) => !all.has(row)).slice(0, 3);
    return [
      `${table}: ${rows.length} rows in place of ${wanted.length}`,
      ...lacking(wanted, new Set(rows)).map((row) => `- ${row}`),
      ...lacking(rows, new Set(wanted)).map((row) => `+ ${row}`),
    ];
  });
}

/** A digest of each content table that any write to it changes, even one that leaves its rows as they were. Locks do not. */
export async function versionsOf(client: Sql): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const table of await contentTables(client)) {
    const [digest] = await client.unsafe<{ md5: string }[]>(
      `select md5(coalesce(string_agg(concat(ctid, xmin), ',' order by ctid), '')) from ${table}`,
    );
    versions[table] = digest?.md5 ?? "";
  }
  return versions;
}

async function contentTables(client: Sql): Promise<string[]> {
  const tables = await client<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const content = tables.map(({ name }) => name).filter((name) => !HISTORY.includes(name));
  const unknown = content.filter((name) => CONTENT[name] === undefined);
  if (unknown.length > 0) throw new Error(`Say what ${unknown.join(", ")} holds, content or history.`);
  return content;
}
