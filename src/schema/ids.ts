import { badUserInput } from "../errors.ts";

/** The types that have global ids. */
export const NODE_TYPES = ["Article", "Author", "Category", "Image", "ImportRun", "Source", "Tag"] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** The global id of a row: opaque to clients, stable while the row lives. */
export const encodeId = (type: NodeType, id: number): string => Buffer.from(`${type}:${id}`).toString("base64url");

/**
 * The type and row that a global id stands for.
 * @throws BAD_USER_INPUT where it is not an id of this API.
 */
export function decodeId(id: string): { type: NodeType; id: number } {
  const [, name, digits] = /^([A-Z][A-Za-z]*):([1-9]\d{0,15})$/.exec(Buffer.from(id, "base64url").toString()) ?? [];
  const type = NODE_TYPES.find((known) => known === name);
  const row = Number(digits);
  if (type === undefined || !Number.isSafeInteger(row) || encodeId(type, row) !== id) {
    throw badUserInput(
      `"${id.slice(0, 100)}" is not an id of this API. Use the \`id\` field of a node as it was given.`,
    );
  }
  return { type, id: row };
}

/**
 * The row that a global id of that type stands for.
 * @throws BAD_USER_INPUT where it is not an id, or one of another type.
 */
export function decodeIdOf(type: NodeType, id: string): number {
  const decoded = decodeId(id);
  if (decoded.type !== type)
    throw badUserInput(`"${id.slice(0, 100)}" is the id of ${withArticle(decoded.type)}, not of ${withArticle(type)}.`);
  return decoded.id;
}

const withArticle = (type: NodeType): string => `${/^[AI]/.test(type) ? "an" : "a"} ${type}`;
