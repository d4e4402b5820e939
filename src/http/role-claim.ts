import type { Role } from "../roles.ts";

// Of several the one that may the most. Who is to import and to preview is given ADMIN.
const STRONGEST_FIRST = ["ADMIN", "IMPORTER", "EDITOR"] as const satisfies readonly Role[];

/**
 * The role that a token gives, whatever its case: PUBLIC where the claim is missing or names none of ours.
 * @param claim - name of the claim, or the path to it: `https://example.com/roles`, `realm_access.roles`. It may hold a list.
 */
export function roleIn(payload: unknown, claim: string): Role {
  const held = claimAt(payload, claim);
  const named = new Set((Array.isArray(held) ? held : [held]).map((one) => String(one).toUpperCase()));
  return STRONGEST_FIRST.find((role) => named.has(role)) ?? "PUBLIC";
}

/** A name may hold dots itself, so that each dot of the path may be the end of one. */
function claimAt(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const own = new Map(Object.entries(value));
  if (own.has(path)) return own.get(path);
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const found = claimAt(own.get(path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
