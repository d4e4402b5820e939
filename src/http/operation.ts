import { DOCUMENT_IDS, type Documents } from "../documents/documents.ts";
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
 * @throws GraphQLError where its document is not known, or not to be executed.
 */
export function readOperation({ method, url, headers, body }: Asked, documents: Documents): Operation | null {
  if (method === "GET") return checked(ofSearch(url), documents);
  const isPlain = isJson(headers["content-type"]) && headers["content-encoding"] === undefined;
  return isPlain ? checked(parsed(body.toString()), documents) : null;
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
    documentId: search.get("documentId"),
    id: search.get("id"),
    doc_id: search.get("doc_id"),
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

const PARAMETERS = new Set<string>(["query", "variables", "operationName", "extensions", ...DOCUMENT_IDS]);

function checked(given: unknown, documents: Documents): Operation | null {
  if (!isRecord(given)) return null;
  for (const name of Object.keys(given)) if (!PARAMETERS.has(name)) return null;
  const { variables, operationName, extensions } = given;
  if (operationName != null && typeof operationName !== "string") return null;
  if (variables != null && !isRecord(variables)) return null;
  if (extensions != null && !isRecord(extensions)) return null;
  const query = documents.textOf(given);
  return typeof query === "string" && query !== "" ? { query, variables, operationName } : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
