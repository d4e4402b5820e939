import { hash } from "node:crypto";
import type { TransactionSql } from "postgres";
import { json } from "./parameters.ts";

/** The slug that a new row would like to have. */
export interface SlugWish {
  /** Readable, as it is when nobody else has it. */
  base: string;
  /** What the row is known by: two rows never have the same. */
  identity: string;
}

/**
 * The slugs that a wish can come to, best first and without end. A suffix is hashed from the identity and never counted
 * up, so that it does not depend on what else has been imported.
 */
function* slugCandidates({ base, identity }: SlugWish): Generator<string, never> {
  yield base;
  let digest = sha256(identity);
  yield `${base}-${digest.slice(0, 8)}`;
  for (;;) {
    yield `${base}-${digest}`;
    digest = sha256(digest);
  }
}

const sha256 = (text: string): string => hash("sha256", text);

/**
 * Gives each wish a slug that nobody has, in the order of identities, so that the order of the wishes does not matter.
 * @returns slugs by identity.
 */
export function assignSlugs(wishes: readonly SlugWish[], taken: ReadonlySet<string>): Map<string, string> {
  const used = new Set(taken);
  const assigned = new Map<string, string>();
  for (const wish of wishes.toSorted((a, b) => (a.identity < b.identity ? -1 : 1))) {
    const slug = firstFree(slugCandidates(wish), used);
    used.add(slug);
    assigned.set(wish.identity, slug);
  }
  return assigned;
}

function firstFree(candidates: Generator<string, never>, used: ReadonlySet<string>): string {
  let candidate = candidates.next().value;
  while (used.has(candidate)) candidate = candidates.next().value;
  return candidate;
}

/** Gives each wish a slug that no row of the table has. */
export async function freeSlugs(
  tx: TransactionSql,
  table: "articles" | "authors" | "categories" | "tags",
  wishes: readonly SlugWish[],
): Promise<Map<string, string>> {
  const taken = new Set<string>();
  let slugs = assignSlugs(wishes, taken);
  // Each round learns of at least one slug that is taken, and comes to what knowing all of them would have given.
  for (let found = await findTaken(tx, table, slugs); found.length > 0; found = await findTaken(tx, table, slugs)) {
    for (const slug of found) taken.add(slug);
    slugs = assignSlugs(wishes, taken);
  }
  return slugs;
}

async function findTaken(
  tx: TransactionSql,
  table: "articles" | "authors" | "categories" | "tags",
  slugs: ReadonlyMap<string, string>,
): Promise<string[]> {
  if (slugs.size === 0) return [];
  const rows = await tx<{ slug: string }[]>`
    select slug from ${tx(table)}
    where slug = any(array(select json_array_elements_text(${json(slugs.values())}::text::json)))`;
  return rows.map((row) => row.slug);
}
