import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { newCaller } from "../../src/caller.ts";
import { connect } from "../../src/db/client.ts";
import { createQueries, type Queries } from "../../src/db/queries/queries.ts";
import { PUBLIC } from "../../src/db/queries/visibility.ts";
import { createDocuments } from "../../src/documents/documents.ts";
import { createGateway } from "../../src/gateway.ts";
import { createImageAddresses } from "../../src/images/addresses.ts";
import { createSigner } from "../../src/images/signature.ts";
import { createLoad } from "../../src/load.ts";
import { singleArticles } from "./articles.ts";
import { facets, searches } from "./discovery.ts";
import { articleLists, relatedLists } from "./lists.ts";
import type { PlanMaterial } from "./material.ts";
import type { Operation } from "./operation.ts";
import { imports, shared } from "./others.ts";
import { type Call, recording } from "./recorder.ts";

const CONNECTIONS = 2;

/** Everything that is asked. */
function* operations(material: PlanMaterial): Generator<Operation> {
  yield* singleArticles(material);
  yield* articleLists(material);
  yield* relatedLists(material);
  yield* shared(material);
  yield* facets(material);
  yield* searches(material);
  yield* imports(material);
}

/** What is asked beside GraphQL: where images are. */
const BESIDE: Record<string, (queries: Queries, material: PlanMaterial) => Promise<unknown>> = {
  "a file": (queries, { file }) => queries.localImage(file.sourceId, file.path, PUBLIC),
  "a key": (queries) => queries.apiKeyByHash(Buffer.alloc(32)),
  "what the directory holds": async (queries) => {
    await queries.allCategories(50_000, PUBLIC);
    for (const named of [queries.authors, queries.sources, queries.tags]) await named.all(50_000, PUBLIC);
  },
  "an image's origin": (queries, { image }) => queries.imageOrigin(image.id, PUBLIC),
};

/**
 * Asks the schema everything that there is to ask, as one who may import.
 * @returns the calls that were made, each once, with the first operation that made it.
 * @throws Error where an answer is one.
 */
export async function reach(url: string, material: PlanMaterial): Promise<Call[]> {
  const database = connect(url, { poolSize: CONNECTIONS });
  const calls = new Map<string, Call>();
  let operation = "";
  const db = recording(createQueries(database), (name, args) => {
    const key = JSON.stringify([name, args]);
    if (!calls.has(key)) calls.set(key, { name, args, operation });
  });
  try {
    const ask = asker(db);
    for (const each of operations(material)) {
      operation = each.name;
      const { search } = await ask(each, {});
      const after = search?.pageInfo?.endCursor;
      if (!each.again || !after) continue;
      operation = `${each.name}, after`;
      await ask(each, { after });
    }
    for (const [name, call] of Object.entries(BESIDE)) {
      operation = name;
      await call(db, material);
    }
    return [...calls.values()];
  } finally {
    await database.close();
  }
}

type Data = { search?: { pageInfo?: { endCursor: string | null } } };

/** Nothing here asks for too much, though it asks for more at once than any page would. */
const UNLIMITED = { cost: Infinity, depth: 1e3, fields: 1e6, aliases: 1e6, directives: 1e6, tokens: 1e6 };

/** Asks as whoever may import. */
function asker(db: Queries): (operation: Operation, more: object) => Promise<Data> {
  const refuse = () => Promise.reject(new Error("nothing is written here"));
  const signer = createSigner(Buffer.alloc(32));
  const gateway = createGateway({
    db,
    importer: { importArticles: refuse, deleteArticles: refuse },
    images: createImageAddresses({ service: "original", publicUrl: "http://localhost", signer }),
    limits: UNLIMITED,
    documents: createDocuments({ trusted: null, trustedOnly: false, automatic: false }),
    introspection: true,
    load: createLoad(Number.POSITIVE_INFINITY),
    log: pino({ level: "silent" }),
  });
  return async ({ name, query, variables }, more) => {
    const request = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables: { ...variables, ...more } }),
    };
    const caller = { ...newCaller(randomUUID()), role: "IMPORTER" as const };
    const response = await gateway.fetch("http://localhost/graphql", request, caller);
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (errors) throw new Error(`${name}: ${errors.map(({ message }) => message).join(", ")}`);
    return data ?? {};
  };
}
