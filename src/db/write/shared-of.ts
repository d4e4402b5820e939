import type { TransactionSql } from "postgres";
import type { Id } from "./article.ts";
import { categoryKey, type SharedCategory } from "./categories.ts";
import type { SharedImage } from "./images.ts";
import type { Move } from "./membership.ts";
import type { Shared } from "./names.ts";
import { json } from "./parameters.ts";
import type { SharedRows } from "./shared.ts";

/** The rows that stored articles refer to, all of which are there. */
export async function readSharedOf(tx: TransactionSql, moves: readonly Move[]): Promise<SharedRows> {
  const memberships = moves.flatMap(({ before, after }) => [before, after]).filter((one) => one !== null);
  const named = (ids: Id[], table: "authors" | "tags") =>
    tx<
      { id: Id; name: string; slug: string }[]
    >`select id, name, slug from ${tx(table)} where id = any(${among(tx, ids)})`;
  const [categories, authors, tags, images] = await Promise.all([
    tx<{ id: Id; path: string[]; slug: string }[]>`
      select id, path, slug from categories
      where id = any(${among(
        tx,
        memberships.flatMap((one) => [...one.categories.keys()]),
      )})`,
    named(
      memberships.flatMap((one) => one.authors),
      "authors",
    ),
    named(
      memberships.flatMap((one) => one.tags),
      "tags",
    ),
    tx<{ id: Id; url: string | null }[]>`
      select id, original_url as url from images
      where id = any(${among(
        tx,
        memberships.flatMap((one) => one.images),
      )})`,
  ]);
  const shared = ({ id, name, slug }: (typeof tags)[number]): [string, Shared] => [name, { id, slug, created: false }];
  return {
    categories: new Map(
      categories.map((row): [string, SharedCategory] => [categoryKey(row.path), { ...row, created: false }]),
    ),
    authors: new Map(authors.map(shared)),
    tags: new Map(tags.map(shared)),
    images: new Map(images.map((row): [string, SharedImage] => [row.id, { ...row, created: false, altered: false }])),
  };
}

const among = (tx: TransactionSql, ids: readonly Id[]) =>
  tx`array(select json_array_elements_text(${json(new Set(ids))}::text::json)::bigint)`;
