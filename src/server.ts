import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Logger } from "pino";
import { createFollower } from "./changes/follower.ts";
import type { Config } from "./config.ts";
import { connect, type Database } from "./db/client.ts";
import { createQueries } from "./db/queries/queries.ts";
import { PUBLIC } from "./db/queries/visibility.ts";
import { noteApiKeyUse } from "./db/write/api-keys.ts";
import { ensureSecret } from "./db/write/secrets.ts";
import { createDirectory } from "./directory/directory.ts";
import { Foreseen } from "./foreseen.ts";
import { createGateway } from "./gateway.ts";
import { trackConnections } from "./http/connections.ts";
import { findExampleMaterial } from "./http/example-material.ts";
import { createGraphiql } from "./http/graphiql.ts";
import { createGraphqlListener } from "./http/graphql.ts";
import { createHandler } from "./http/handler.ts";
import { createSignedImages } from "./http/signed-images.ts";
import { createImageAddresses } from "./images/addresses.ts";
import { createLazyImageStore } from "./images/lazy-image-store.ts";
import { createSigner, type Signer } from "./images/signature.ts";
import { createImporter } from "./import/importer.ts";
import { startPublisher } from "./publisher.ts";

/** What a server needs. The database stays the caller's, to be closed after the server. */
export interface ServerDeps {
  config: Pick<
    Config,
    | "host"
    | "port"
    | "publicUrl"
    | "imageProxies"
    | "dataDir"
    | "fetchAllow"
    | "images"
    | "imageHosts"
    | "imageSecret"
    | "imageCacheSize"
    | "databaseDirectUrl"
  >;
  database: Database;
  log: Logger;
}

/** A server that answers. */
export interface RunningServer {
  /** Where clients reach it, without a slash at the end. */
  url: string;
  /** Accepts nothing new, answers what has arrived (waiting ten seconds at the most), and closes the port. */
  close(): Promise<void>;
}

/** The port cannot be opened; the message is one line that says why and what to do. */
export class ListenError extends Foreseen {}

const drainPatience = 10_000;

/** Connections of those who write. They take turns in the whole database, so that more would only wait. */
const WRITERS = 2;

/**
 * Opens the port, answers GraphQL, GraphiQL and images on it, and publishes scheduled articles on time.
 * @throws ListenError where the port or the host cannot be had.
 */
export async function startServer({ config, database, log }: ServerDeps): Promise<RunningServer> {
  const server = createServer({
    // A client that is slow to ask is let go within ten seconds. Node looks for such only so often.
    headersTimeout: 8_000,
    requestTimeout: 8_000,
    connectionsCheckingInterval: 1_000,
    // Longer than the minute for which balancers keep theirs, which would otherwise now and then use a closed one.
    keepAliveTimeout: 65_000,
  });
  const connections = trackConnections(server);
  const signer = await createImageSigner(config, database);
  const port = await listen(server, config);
  const url = config.publicUrl ?? `http://${clientHost(config.host)}:${port}`;
  const queries = createQueries(database);
  const follower = createFollower({
    client: database.client,
    directUrl: config.databaseDirectUrl ?? database.url,
    id: randomUUID(),
    log,
  });
  const directory = createDirectory({ db: queries, log });
  // A writer that waits for its turn holds its connection meanwhile: not one of those that readers need.
  const writing = connect(database.url, { poolSize: WRITERS });
  const importer = createImporter({ client: writing.client, imageProxies: config.imageProxies });
  const store = createLazyImageStore({
    folder: join(config.dataDir, "images"),
    cacheSize: config.imageCacheSize,
    imageHosts: config.imageHosts,
    allowedHosts: config.fetchAllow,
    onCacheFailure: (error) => log.warn({ err: error }, "An image could not be kept in DATA_DIR"),
  });
  const findOrigin = (id: number) => queries.imageOrigin(id, PUBLIC);
  server.on(
    "request",
    createHandler({
      gateway: createGraphqlListener({
        gateway: createGateway({
          db: queries,
          importer,
          images: createImageAddresses({ service: config.images, publicUrl: url, signer }),
          directory: { directory, currency: follower },
          log,
        }),
        db: queries,
        noteKeyUse: (id) => noteApiKeyUse(database.client, id),
        newRequestId: randomUUID,
        log,
      }),
      graphiql: createGraphiql(() => findExampleMaterial(queries)),
      findImage: (sourceId, path) => queries.localImage(sourceId, path, PUBLIC),
      serveSignedImage: config.images === "gateway" ? createSignedImages({ signer, findOrigin, store, log }) : null,
      log,
    }),
  );
  // What is made of something that another one holds comes after that.
  follower.start([directory]);
  const publisher = startPublisher({ client: writing.client, now: () => new Date(), log });
  return {
    url,
    close: async () => {
      await connections.drain(drainPatience);
      publisher.close();
      await follower.close();
      await importer.close();
      await writing.close();
      await store.close();
    },
  };
}

const SECRET_BYTES = 32;

/** Signs by the setting or, so that all gateways of a database know each other's addresses, by a secret that it keeps. */
async function createImageSigner({ imageSecret }: ServerDeps["config"], { client }: Database): Promise<Signer> {
  const kept = () => ensureSecret(client, "image-addresses", randomBytes(SECRET_BYTES), new Date());
  return createSigner(imageSecret === null ? await kept() : Buffer.from(imageSecret));
}

/**
 * Opens the port and closes it again, so that whoever has long work to do before it serves learns at once.
 * @throws ListenError where the port or the host cannot be had.
 */
export async function probePort(config: Pick<Config, "host" | "port">): Promise<void> {
  const server = createServer();
  await listen(server, config);
  await new Promise((resolve) => server.close(resolve));
}

function listen(server: Server, { host, port }: Pick<Config, "host" | "port">): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const problems: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken: stop the program that uses it, or choose another, as in PORT=${port === 65_535 ? 4000 : port + 1} npm start.`,
    EACCES: `Port ${port} may not be opened by this user: choose one above 1023, as in PORT=4000 npm start.`,
    EADDRNOTAVAIL: `HOST=${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all.`,
    ENOTFOUND: `HOST=${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all.`,
  };
  const problem = problems[error.code ?? ""];
  return problem === undefined ? error : new ListenError(problem, { cause: error });
}

/** What to call the host in an address for people: the wildcards and the loopback are reached by one name. */
function clientHost(host: string): string {
  if (["127.0.0.1", "::1", "0.0.0.0", "::"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
