import type { Sql } from "postgres";
import type { Ask, Variables } from "./contestant.ts";
import { bodyOf } from "./contestants.ts";
import type { QueryName } from "./queries.ts";
import { searchWords } from "./search-words.ts";

/** What a database is asked about. */
export interface Material {
  /** Spread over the whole. */
  slugs: string[];
  /** Of the roots, largest first. */
  paths: string[][];
  /** How deep the page of Q4 lies, and the article before it: sort value and id, with a comma between. */
  depth: number;
  position: string;
}

const SLUGS = 200;
const PATHS = 10;
const DEPTH = 50_000;

/** Chooses it; the same database gives the same. */
export async function chooseMaterial(client: Sql, articles: number): Promise<Material> {
  const slugs = await client<{ slug: string }[]>`
    select slug from (select slug, row_number() over (order by id) as n from articles where status = 'PUBLISHED') a
    where n % ${Math.max(1, Math.floor(articles / SLUGS))} = 0 order by n limit ${SLUGS}`;
  const paths = await client<{ path: string[] }[]>`
    select c.path from categories c join article_counts n
      on n.scope = 'category' and n.scope_id = c.id and n.status = 'PUBLISHED'
    where c.depth = 0 order by n.total desc, c.id limit ${PATHS}`;
  const depth = Math.min(DEPTH, Math.floor(articles / 2));
  const [deep] = await client<{ position: string }[]>`
    select published_sort::text || ',' || id as position from articles where status = 'PUBLISHED'
    order by published_sort desc, id desc offset ${depth - 1} limit 1`;
  return {
    slugs: slugs.map(({ slug }) => slug),
    paths: paths.map(({ path }) => path),
    depth,
    position: deep?.position ?? "",
  };
}

/** The values of the variables that each query is asked with, one after the other. */
export const variablesOf = ({ slugs, paths }: Material, cursor: string): Record<QueryName, Variables[]> => ({
  Q1: slugs.map((slug) => ({ slug })),
  Q2: [{}],
  Q3: [{}],
  Q4: [{ after: cursor }],
  Q5: paths.map((path) => ({ path })),
  Q6: [{}],
});

/** Whether the schema has search. */
export async function canSearch(ask: Ask): Promise<boolean> {
  const body = bodyOf('{ __type(name: "Query") { fields { name } } }', {});
  const data = (await ask({ path: "/graphql", body })) as { __type: { fields: { name: string }[] } };
  return data.__type.fields.some(({ name }) => name === "search");
}

/** In how many articles of a hundred the words of each kind stand, the median of them: counted in the first few thousand. */
export async function wordShares(client: Sql): Promise<Record<string, number>> {
  const shares: Record<string, number> = {};
  for (const [kind, words] of Object.entries(searchWords())) {
    const [row] = await client<{ share: number }[]>`
      select percentile_cont(0.5) within group (order by found.share) as share from (
        select 100.0 * count(*) filter (where strpos(b.text, word) > 0) / count(*) as share
        from (select text from article_bodies order by article_id limit 3000) b, unnest(${words}::text[]) word
        group by word) found`;
    shares[kind] = row?.share ?? 0;
  }
  return shares;
}
