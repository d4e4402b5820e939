import type { ApiKeyRole } from "./db/queries/api-keys.ts";
import { EVERY, PUBLIC, type Visible } from "./db/queries/visibility.ts";

/** What a caller may do, by the key or the token that came with the request; PUBLIC where there was none. */
export type Role = "PUBLIC" | ApiKeyRole;

/** What only some roles may do: to see articles of every status, and to import and look at imports. */
type Right = "preview" | "import";

const RIGHTS: Record<Role, readonly Right[]> = {
  PUBLIC: [],
  EDITOR: ["preview"],
  IMPORTER: ["import"],
  ADMIN: ["preview", "import"],
};

/** Whether a role may do that. */
export const may = (role: Role, right: Right): boolean => RIGHTS[role].includes(right);

/** The roles that may do that. */
export const rolesThatMay = (right: Right): Role[] =>
  (Object.keys(RIGHTS) as Role[]).filter((role) => RIGHTS[role].includes(right));

/** The statuses of the articles that a role may see. */
export const visibleTo = (role: Role): Visible => (may(role, "preview") ? EVERY : PUBLIC);
