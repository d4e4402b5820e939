import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import type { Sql } from "postgres";
import { createStatementRecorder } from "../../src/answers/recorder.ts";
import type { Importer } from "../../src/context.ts";
import { connect, type Database } from "../../src/db/client.ts";
import { createExplain } from "../../src/db/queries/explain.ts";
import { createLimiter } from "../../src/db/queries/limited.ts";
import { createQueries } from "../../src/db/queries/queries.ts";
import { type StatementRun, StatementWatch } from "../../src/db/queries/statement-watch.ts";
import { noteApiKeyUse } from "../../src/db/write/api-keys.ts";
import { createDocuments, type DocumentsDeps } from "../../src/documents/documents.ts";
import { createGateway, type Gateway } from "../../src/gateway.ts";
import { createClientAddress } from "../../src/http/client-address.ts";
import { trackConnections } from "../../src/http/connections.ts";
import { createCrossOrigin } from "../../src/http/cross-origin.ts";
import { createGraphqlListener } from "../../src/http/graphql.ts";
import { endSlowBodies } from "../../src/http/slow-bodies.ts";
import { createImageAddresses } from "../../src/images/addresses.ts";
import { createSigner } from "../../src/images/signature.ts";
import { createLoad } from "../../src/load.ts";
import { createRates } from "../../src/rates/rates.ts";
import { Windows } from "../../src/rates/windows.ts";
import { createTestDatabase } from "./database.ts";

/** What came back, and what it took. */
interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's, and each test states what it expects of it.
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: { code?: string; requestId?: string } }[];
  status: number;
  headers: Headers;
  /** The SQL statements that the request sent, in order. */
  statements: string[];
  /** Those that were noted as its own. */
  noted: StatementRun[];
}

/** A gateway on a port, over a database of its own. */
export interface TestGateway {
  url: string;
  /** What is behind the port, where nothing shortens the path to it. */
  yoga: Gateway;
  database: Database;
  databaseUrl: string;
  /** The plan of a statement that was noted. */
  explain(shape: string): Promise<string | null>;
  /** Lines that were logged. */
  logged: string[];
  /** Asks by POST, with a key where one is given. */
  ask(query: string, variables?: Record<string, unknown>, key?: string): Promise<Answer>;
  close(): Promise<void>;
}

// Most tests only read.
const readOnly = (): Importer => {
  const refuse = () => Promise.reject(new Error("this test's gateway has no importer"));
  return { importArticles: refuse, deleteArticles: refuse };
};

// Tests ask for more at once than any page would.
const UNLIMITED = {
  cost: Number.POSITIVE_INFINITY,
  depth: 1000,
  fields: 1e6,
  aliases: 1e6,
  directives: 1e6,
  tokens: 1e6,
};

// Most tests come from one address; those of rates start a server.
const NO_RATES = { address: 0, key: 0 };

/** What a gateway shows and takes, and how long things may take. */
interface Manner extends Partial<DocumentsDeps> {
  introspection?: boolean;
  origins?: string[];
  /** Milliseconds. */
  statementTimeout?: number;
  requestTimeout?: number;
  maxConcurrent?: number;
}

/**
 * Starts a gateway over an empty database; close it after the tests of the file.
 * @param images - as the setting IMAGES.
 * @param limits - of operations; none where left out.
 * @param manner - what it shows and takes, by default as the settings have it; how long things may take, by default
 *   without end.
 */
export async function startTestGateway(
  importerOf: (client: Sql) => Importer = readOnly,
  images = "original",
  limits = UNLIMITED,
  {
    introspection = true,
    origins = [],
    statementTimeout = 0,
    requestTimeout = 0,
    maxConcurrent = Number.POSITIVE_INFINITY,
    ...named
  }: Manner = {},
): Promise<TestGateway> {
  const documents = createDocuments({ trusted: null, trustedOnly: false, automatic: true, ...named });
  const own = await createTestDatabase();
  let statements: string[] = [];
  const database = connect(own.url, { poolSize: 4, statementTimeout, onStatement: (sql) => statements.push(sql) });
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const watch = new StatementWatch(() => performance.now());
  const db = createQueries(database, watch);
  const recorder = createStatementRecorder(db, watch);
  let noted: StatementRun[] = [];
  const yoga = createGateway({
    db,
    record: (directory, runs) => {
      noted = runs;
      return recorder(directory, runs);
    },
    importer: importerOf(database.client),
    images: createImageAddresses({
      service: images,
      publicUrl: "https://news.example.com",
      signer: createSigner(Buffer.from("the secret of tests")),
    }),
    limits,
    documents,
    introspection,
    limitQueries: createLimiter(database.reads),
    load: createLoad(maxConcurrent),
    log,
  });
  const noteKeyUse = (id: number) => noteApiKeyUse(database.client, id);
  const server = createServer();
  server.on(
    "request",
    createGraphqlListener({
      gateway: yoga,
      documents,
      crossOrigin: createCrossOrigin(origins),
      slowBodies: endSlowBodies(server, trackConnections(server)),
      memory: null,
      requestTimeout,
      rates: createRates(new Windows(Date.now, false), NO_RATES),
      addressOf: createClientAddress(0),
      db,
      noteKeyUse,
      newRequestId: randomUUID,
      log,
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return {
    url,
    yoga,
    database,
    databaseUrl: own.url,
    explain: createExplain(database.client, watch),
    logged,
    async ask(query, variables = {}, key) {
      statements = [];
      noted = [];
      const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...authorization },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as Answer;
      return { data, errors, status: response.status, headers: response.headers, statements, noted };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await database.close();
      await own.drop();
    },
  };
}
