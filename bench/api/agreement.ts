import { isDeepStrictEqual } from "node:util";

/**
 * What two answers must have in common, whoever gave them: ids are told by type and row, instants by the moment, and of
 * a cursor only that there is one.
 */
export function comparable(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => comparable(each));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .map(([field, inner]) => [field, comparable(inner, field)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  if (typeof value !== "string") return value;
  if (name === "id") return Buffer.from(value, "base64url").toString().match(/\w+/g);
  if (name === "publishedAt") return new Date(value).getTime();
  return name === "endCursor" ? "a cursor" : value;
}

/** Where two comparable values begin to differ, as `articles.nodes.3.title: "a" instead of "b"`; null where they agree. */
export function firstDifference(value: unknown, expected: unknown, path = ""): string | null {
  if (isDeepStrictEqual(value, expected)) return null;
  if (isObject(value) && isObject(expected)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(value)])) {
      const difference = firstDifference(value[name], expected[name], path === "" ? name : `${path}.${name}`);
      if (difference !== null) return difference;
    }
  }
  return `${path}: ${shown(value)} instead of ${shown(expected)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 200);
