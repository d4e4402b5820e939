import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { createAnswers } from "./answers/answers.ts";
import { createNamedLists } from "./answers/named-lists.ts";
import { createRecorder, createStatementRecorder } from "./answers/recorder.ts";
import { createTaggedCache, type TaggedCache } from "./answers/tagged-cache.ts";
import type { Currency } from "./changes/change.ts";
import { createFollower, type Follower } from "./changes/follower.ts";
import { createPurger } from "./changes/purger.ts";
import type { Config } from "./config.ts";
import { connect, type Database } from "./db/client.ts";
import { readLastChange } from "./db/queries/changes.ts";
import { createExplain } from "./db/queries/explain.ts";
import { createFindId } from "./db/queries/ids.ts";
import { createLimiter } from "./db/queries/limited.ts";
import { createQueries } from "./db/queries/queries.ts";
import { StatementWatch } from "./db/queries/statement-watch.ts";
import { PUBLIC } from "./db/queries/visibility.ts";
import { noteApiKeyUse } from "./db/write/api-keys.ts";
import { ensureSecret } from "./db/write/secrets.ts";
import { createDirectory } from "./directory/directory.ts";
import { createDocuments } from "./documents/documents.ts";
import { loadManifest } from "./documents/load-manifest.ts";
import { createGateway, GRAPHQL_PATH } from "./gateway.ts";
import type { AnswersMemory } from "./http/cached-answers.ts";
import { createClientAddress } from "./http/client-address.ts";
import { trackConnections } from "./http/connections.ts";
import { countRequests } from "./http/count-requests.ts";
import { createCrossOrigin } from "./http/cross-origin.ts";
import { findExampleMaterial } from "./http/example-material.ts";
import { createGraphiql } from "./http/graphiql.ts";
import { createGraphqlListener } from "./http/graphql.ts";
import { createHandler } from "./http/handler.ts";
import { createHealth } from "./http/health.ts";
import type { KeptAnswer } from "./http/kept-answer.ts";
import { createSignedImages, type VisibleBy } from "./http/signed-images.ts";
import { endSlowBodies } from "./http/slow-bodies.ts";
import { createImageAddresses } from "./images/addresses.ts";
import { createLazyImageStore } from "./images/lazy-image-store.ts";
import { localName } from "./images/local-address.ts";
import { endOfPass, previewPass, visibleByPass } from "./images/preview.ts";
import { createSigner, type Signer } from "./images/signature.ts";
import { createImporter } from "./import/importer.ts";
import { listen } from "./listen.ts";
import { createLoad } from "./load.ts";
import { Newcomers } from "./newcomers.ts";
import { startPublisher } from "./publisher.ts";
import { startCounting } from "./rates/counting.ts";
import type { Siblings } from "./rates/exchange.ts";
import { schema } from "./schema/schema.ts";
import type { OnAnswered } from "./seen/answered.ts";
import type { Metrics } from "./seen/metrics.ts";
import { createObservers } from "./seen/observers.ts";
import { watchDatabase } from "./watch-database.ts";

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
    | "limits"
    | "rateLimits"
    | "trustProxy"
    | "redisUrl"
    | "requestTimeout"
    | "maxConcurrent"
    | "answersCacheSize"
    | "poolSize"
    | "cdnMaxAge"
    | "cdnPurgeUrl"
    | "cdnPurgeToken"
    | "drainDelay"
    | "logRequests"
    | "slowOperation"
    | "serverTiming"
    | "workers"
    | "corsOrigins"
    | "introspection"
    | "graphiql"
    | "trustedDocuments"
    | "trustedOnly"
    | "apq"
    | "jwt"
  >;
  database: Database;
  /** The other processes on the port, which count the same; left out where there are none. */
  siblings?: Siblings;
  log: Logger;
  /** Left out where nobody wants to know. */
  metrics?: Metrics | null;
  traces?: OnAnswered | null;
}

/** Where clients reach a server. */
export interface Served {
  /** Without a slash at the end. */
  url: string;
  /** Where GraphQL is, there. */
  endpoint: string;
}

/** A server that answers. */
export interface RunningServer extends Served {
  /**
   * Says that it is not ready, for as long as the setting DRAIN_DELAY where anybody has asked; then accepts nothing new,
   * answers what has arrived (waiting ten seconds at the most), and closes the port.
   */
  close(): Promise<void>;
}

const drainPatience = 10_000;

/** Connections of those who write. They take turns in the whole database, so that more would only wait. */
const WRITERS = 2;

/**
 * Opens the port, answers GraphQL, GraphiQL and images on it, and publishes scheduled articles on time.
 * @throws ListenError where the port or the host cannot be had; TrustedDocumentsError where the manifest cannot be used.
 */
export async function startServer(deps: ServerDeps): Promise<RunningServer> {
  const { config, database, siblings = null, log, metrics = null, traces = null } = deps;
  const trusted = config.trustedDocuments === null ? null : await loadManifest(config.trustedDocuments, schema);
  const documents = createDocuments({ trusted, trustedOnly: config.trustedOnly, automatic: config.apq });
  const server = createServer({
    // A client that is slow to ask is let go within ten seconds. Node looks for such only so often.
    headersTimeout: 8_000,
    // Of bodies, slow-bodies.ts has its own idea.
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
    // Longer than the minute for which balancers keep theirs, which would otherwise now and then use a closed one.
    keepAliveTimeout: 65_000,
  });
  const connections = trackConnections(server);
  const newcomers = new Newcomers();
  server.on("connection", newcomers.note);
  database.reads.giveWayTo(newcomers);
  const slowBodies = endSlowBodies(server, connections);
  const signer = await createImageSigner(config, database);
  const port = await listen(server, config);
  const url = config.publicUrl ?? `http://${clientHost(config.host)}:${port}`;
  if (metrics) countRequests(server, metrics.onRequest);
  const watch = new StatementWatch(() => performance.now(), metrics?.onStatement);
  const queries = createQueries(database, watch);
  watchDatabase(database, log);
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
    processes: config.workers,
    imageHosts: config.imageHosts,
    allowedHosts: config.fetchAllow,
    onCacheFailure: (error) => log.warn({ err: error }, "An image could not be kept in DATA_DIR"),
    onOpened: metrics?.onImage,
  });
  const health = createHealth({ databaseAnswers: database.answers });
  const counting = await startCounting({
    limits: config.rateLimits,
    redisUrl: config.redisUrl,
    siblings,
    now: Date.now,
    log,
  });
  const addresses = { service: config.images, publicUrl: url, signer };
  const visibleBy: VisibleBy = (name, address) => visibleByPass(name, address, Date.now(), signer);
  const memory = createMemory(config, database, follower);
  // Loaded where it is used: most gateways take keys alone.
  const readToken = config.jwt ? (await import("./http/tokens.ts")).createReadToken({ ...config.jwt, log }) : undefined;
  metrics?.gauge({
    poolSize: config.poolSize,
    statements: () => watch.running,
    answers: memory?.counts ?? null,
    changes: { isCurrent: follower.isCurrent, behind: () => changesBehind(database, follower) },
  });
  // It holds its connection while the CDN answers.
  const purger = startPurger(config, writing, log);
  server.on(
    "request",
    createHandler({
      gateway: createGraphqlListener({
        gateway: createGateway({
          db: queries,
          limitQueries: createLimiter(database.reads),
          load: createLoad(config.maxConcurrent),
          record: memory ? createRecorder(queries, watch) : createStatementRecorder(queries, watch),
          importer: metrics?.countImports(importer) ?? importer,
          images: createImageAddresses(addresses),
          previewImages: () => {
            const end = endOfPass(Date.now());
            return createImageAddresses({ ...addresses, behind: (name) => previewPass(name, end, signer) });
          },
          directory: { directory, currency: follower },
          limits: config.limits,
          documents,
          introspection: config.introspection,
          log,
        }),
        documents,
        slowBodies,
        crossOrigin: createCrossOrigin(config.corsOrigins),
        memory,
        rates: counting.rates,
        addressOf: createClientAddress(config.trustProxy),
        requestTimeout: config.requestTimeout,
        db: queries,
        readToken,
        noteKeyUse: (id) => noteApiKeyUse(database.client, id),
        newRequestId: randomUUID,
        onAnswered: createObservers({
          config,
          explain: createExplain(database.client, watch),
          log,
          metrics: metrics?.onAnswered ?? null,
          traces,
        }),
        serverTiming: config.serverTiming,
        log,
      }),
      graphiql: config.graphiql ? createGraphiql(() => findExampleMaterial(queries), config) : null,
      health,
      findImage: async (sourceId, path, address) => {
        const visible = visibleBy(localName({ sourceId, localPath: path }), address);
        const file = await queries.localImage(sourceId, path, visible);
        return file && { ...file, preview: visible !== PUBLIC };
      },
      serveSignedImage:
        config.images === "gateway"
          ? createSignedImages({ signer, findOrigin: queries.imageOrigin, visibleBy, store, log })
          : null,
      log,
    }),
  );
  // What is made of something that another one holds comes after that.
  follower.start([directory, ...(memory ? [memory.answers] : []), ...(purger ? [purger] : [])]);
  const publisher = startPublisher({ client: writing.client, now: () => new Date(), log });
  return {
    url,
    endpoint: `${url}${GRAPHQL_PATH}`,
    close: async () => {
      await connections.drain(health.drain() ? config.drainDelay : 0, drainPatience);
      publisher.close();
      await counting.close();
      await follower.close();
      await purger?.close();
      await importer.close();
      await writing.close();
      await store.close();
    },
  };
}

/** A memory of answers; null where the settings leave it no room. */
function createMemory(
  { answersCacheSize, cdnMaxAge, cdnPurgeUrl }: ServerDeps["config"],
  database: Database,
  currency: Currency,
): (AnswersMemory & Pick<TaggedCache<KeptAnswer>, "counts">) | null {
  if (answersCacheSize === 0) return null;
  const cache = createTaggedCache<KeptAnswer>(answersCacheSize);
  const answers = createAnswers({ cache, currency, settle: createNamedLists(createFindId(database)) });
  return {
    answers,
    counts: cache.counts,
    outside: { maxAge: cdnMaxAge, tagged: cdnMaxAge > 0 || cdnPurgeUrl !== null },
  };
}

/** Milliseconds. Whoever reads metrics does not wait for a database that does not answer. */
const LAST_CHANGE_PATIENCE = 1_000;

async function changesBehind({ client }: Database, follower: Follower): Promise<number | null> {
  const last = readLastChange(client).catch(() => null);
  const newest = await Promise.race([last, sleep(LAST_CHANGE_PATIENCE, null, { ref: false })]);
  const applied = follower.applied();
  return newest === null || applied === null ? null : Math.max(newest - applied, 0);
}

const startPurger = ({ cdnPurgeUrl, cdnPurgeToken }: ServerDeps["config"], { client }: Database, log: Logger) =>
  cdnPurgeUrl === null ? null : createPurger({ client, url: cdnPurgeUrl, token: cdnPurgeToken, log });

const SECRET_BYTES = 32;

/** Signs by the setting or, so that all gateways of a database know each other's addresses, by a secret that it keeps. */
async function createImageSigner({ imageSecret }: ServerDeps["config"], { client }: Database): Promise<Signer> {
  const kept = () => ensureSecret(client, "image-addresses", randomBytes(SECRET_BYTES), new Date());
  return createSigner(imageSecret === null ? await kept() : Buffer.from(imageSecret));
}

/** What to call the host in an address for people: the wildcards and the loopback are reached by one name. */
function clientHost(host: string): string {
  if (["127.0.0.1", "::1", "0.0.0.0", "::"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
