import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { hashesOff, notTrusted, unknownDocument, unknownHash, wrongHash } from "../errors.ts";

/** The documents that requests may name instead of bringing them. */
export interface Documents {
  /**
   * The document that a request brings or names.
   * @param request - its parameters, as they were sent. What is no text there counts as left out.
   * @returns what it has for a query where it names none, so that whoever reads the request next says what is missing.
   * @throws GraphQLError where the document is not known, or not to be executed.
   */
  textOf(request: Naming): unknown;
}

/** Parameters that name a document by an id: GraphQL over HTTP's (its appendix on persisted documents), and Relay's. */
export const DOCUMENT_IDS = ["documentId", "id", "doc_id"] as const;

type Naming = { query?: unknown; extensions?: unknown } & { [name in (typeof DOCUMENT_IDS)[number]]?: unknown };

/** What is known before the first request. */
export interface DocumentsDeps {
  /** By their ids; null where there is no manifest. */
  trusted: ReadonlyMap<string, string> | null;
  /** Whether they are all that is executed. */
  trustedOnly: boolean;
  /** Whether documents that come with their hash are remembered: automatic persisted queries. */
  automatic: boolean;
}

/** Characters of remembered documents, 1 or 2 bytes each. A page's document has 500. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** Finds documents by what names them. What it remembers is this process's, and the least used is forgotten first. */
export function createDocuments({ trusted, trustedOnly, automatic }: DocumentsDeps): Documents {
  const texts = new Set(trusted?.values());
  const remembered = automatic && !trustedOnly ? createMemory() : null;

  function brought(query: string, sha256: string | null): string {
    if (trustedOnly && !texts.has(query)) throw notTrusted();
    if (sha256 === null || remembered === null || remembered.get(sha256) === query) return query;
    // Else one client could have another one's hash answered by a document of its own.
    if (hash("sha256", query) !== sha256) throw wrongHash();
    remembered.set(sha256, query);
    return query;
  }

  function byHash(sha256: string): string {
    const found = trusted?.get(sha256) ?? remembered?.get(sha256);
    if (found !== undefined) return found;
    throw trusted === null && remembered === null ? hashesOff() : unknownHash();
  }

  return {
    textOf(request) {
      const { query } = request;
      const sha256 = hashOf(request.extensions);
      if (typeof query === "string" && query !== "") return brought(query, sha256);
      const id = DOCUMENT_IDS.map((name) => request[name]).find((value) => typeof value === "string");
      if (typeof id === "string") {
        const found = trusted?.get(id);
        if (found === undefined) throw unknownDocument();
        return found;
      }
      return sha256 === null ? query : byHash(sha256);
    },
  };
}

const createMemory = () =>
  new LRUCache<string, string>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (text, sha256) => text.length + sha256.length,
  });

/** `extensions.persistedQuery.sha256Hash`, as Apollo's clients, urql and others send it. */
function hashOf(extensions: unknown): string | null {
  if (!isRecord(extensions) || !isRecord(extensions.persistedQuery)) return null;
  const { sha256Hash } = extensions.persistedQuery;
  return typeof sha256Hash === "string" ? sha256Hash : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
