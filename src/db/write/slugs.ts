import { createHash } from "node:crypto";
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
 * The slugs that a wish can come to, best first. A suffix is hashed from the identity and never counted up, so that it
 * does not depend on what else has been imported.
 */
function slugCandidates({ base, identity }: SlugWish): string[] {
  const hash = createHash("sha256").update(identity).digest("hex");
  return [base, `${base}-${hash.slice(0, 8)}`, `${base}-${hash}`];
}

/**
 * Gives each wish a slug that nobody has, in the order of identities, so that the order of the wishes does not matter.
 * @returns slugs by identity.
 */
export function assignSlugs(wishes: readonly SlugWish[], taken: ReadonlySet<string>): Map<string, string> {
  const used = new Set(taken);
  const assigned = new Map<string, string>();
  for (const wish of wishes.toSorted((a, b) => (a.identity < b.identity ? -1 : 1))) {
    const slug = slugCandidates(wish).find((candidate) => !used.has(candidate));
    if (slug === undefined) throw new Error(`no slug is left for ${wish.identity}`);
    used.add(slug);
    assigned.set(wish.identity, slug);
  }
  return assigned;
}

/** Gives each wish a slug that no row of the table has. */
export async function freeSlugs(
  tx: TransactionSql,
  table: "articles" | "authors" | "categories" | "tags",
  wishes: readonly SlugWish[],
): Promise<Map<string, string>> {
  if (wishes.length === 0) return new Map();
  const candidates = json(new Set(wishes.flatMap(slugCandidates)));
  const rows = await tx<{ slug: string }[]>`
    select slug from ${tx(table)}
    where slug = any(array(select json_array_elements_text(${candidates}::text::json)))`;
  return assignSlugs(wishes, new Set(rows.map((row) => row.slug)));
}
