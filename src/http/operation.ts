import type { Asked } from "./asked.ts";

/** What a request asks to execute. */
export interface Operation {
  query: string;
  variables: Record<string, unknown> | null | undefined;
  operationName: string | null | undefined;
}

/**
 * Reads the operation of a request in one of the two common shapes: JSON by POST, or parameters by GET. Null for every
 * other, well-formed or not.
 */
export function readOperation({ method, url, headers, body }: Asked): Operation | null {
  if (method === "GET") return checked(ofSearch(url));
  return isJson(headers["content-type"]) ? checked(parsed(body.toString())) : null;
}

const isJson = (type: string | undefined): boolean =>
  type === "application/json" || type?.startsWith("application/json;") === true;

function ofSearch(url: string): unknown {
  const start = url.indexOf("?");
  if (start === -1 || url.includes("#")) return null;
  const search = new URLSearchParams(url.slice(start + 1));
  const json = (name: string) => parsed(search.get(name) || "null");
  return {
    query: search.get("query"),
    operationName: search.get("operationName") || null,
    variables: json("variables"),
    extensions: json("extensions"),
  };
}

/** Not undefined, so that what cannot be read is neither an operation nor left out. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE = "unreadable";

const PARAMETERS = new Set(["query", "variables", "operationName", "extensions"]);

function checked(given: unknown): Operation | null {
  if (!isRecord(given)) return null;
  for (const name of Object.keys(given)) if (!PARAMETERS.has(name)) return null;
  const { query, variables, operationName, extensions } = given;
  if (typeof query !== "string" || query === "") return null;
  if (operationName != null && typeof operationName !== "string") return null;
  if (variables != null && !isRecord(variables)) return null;
  if (extensions != null && !isRecord(extensions)) return null;
  return { query, variables, operationName };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
