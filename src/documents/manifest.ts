import { type GraphQLError, type GraphQLSchema, parse, validate } from "graphql";

/** A manifest that cannot be used; the message says why, without the path. */
export class ManifestError extends Error {}

const APOLLO = "apollo-persisted-query-manifest";

/**
 * Documents by their ids, of a manifest as the usual clients write it, told apart by its shape: Apollo's (a list of
 * operations with `id` and `body`), or an object of ids and documents, as Relay's compiler, GraphQL Code Generator and
 * gql.tada have it. An id that is a SHA-256 counts with and without the prefix `sha256:`.
 * @throws ManifestError
 */
export function readManifest(text: string): Map<string, string> {
  const documents = new Map<string, string>();
  for (const [id, document] of entriesOf(parsed(text))) {
    if (id === "" || documents.has(id)) throw new ManifestError(`it has the id "${id}" more than once, or empty`);
    documents.set(id, document);
  }
  if (documents.size === 0) throw new ManifestError("there is no document in it");
  for (const [id, document] of [...documents]) {
    const [, digits] = SHA256.exec(id) ?? [];
    if (digits === undefined) continue;
    documents.set(digits, document);
    documents.set(`sha256:${digits}`, document);
  }
  return documents;
}

const SHA256 = /^(?:sha256:)?([\da-f]{64})$/;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ManifestError(`it is not JSON: ${(error as Error).message}`);
  }
}

function entriesOf(manifest: unknown): [id: string, document: string][] {
  if (!isRecord(manifest)) throw unknownShape();
  if (manifest.format !== APOLLO) return Object.entries(manifest).map(([id, document]) => [id, textOf(document)]);
  if (manifest.version !== 1) throw new ManifestError(`version 1 of ${APOLLO} is read, and this is another`);
  if (!Array.isArray(manifest.operations)) throw unknownShape();
  return manifest.operations.map((operation: unknown) => {
    if (!isRecord(operation)) throw unknownShape();
    return [textOf(operation.id), textOf(operation.body)];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw unknownShape();
}

const unknownShape = () =>
  new ManifestError(
    `it takes Apollo's manifest ("format": "${APOLLO}"), or an object of ids and documents as Relay, GraphQL Code Generator and gql.tada write it`,
  );

/** Problems that a message names. */
const NAMED = 5;

/**
 * Sees to it that each document can be executed.
 * @throws ManifestError that names those which cannot, each with the first reason.
 */
export function checkDocuments(documents: ReadonlyMap<string, string>, schema: GraphQLSchema): void {
  const problems = new Map<string, string>();
  for (const [id, document] of documents) {
    const problem = problemOf(document, schema);
    // Of the same document under two ids, one is enough.
    if (problem !== null && !problems.has(document)) problems.set(document, `${id}: ${problem}`);
  }
  if (problems.size === 0) return;
  const named = [...problems.values()].slice(0, NAMED).join("; ");
  const rest = problems.size > NAMED ? `; and ${problems.size - NAMED} more` : "";
  const all = new Set(documents.values()).size;
  throw new ManifestError(`${problems.size} of its ${all} documents cannot be executed: ${named}${rest}`);
}

function problemOf(document: string, schema: GraphQLSchema): string | null {
  try {
    const [error] = validate(schema, parse(document));
    return error?.message ?? null;
  } catch (error) {
    return (error as GraphQLError).message;
  }
}
