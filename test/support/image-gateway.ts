import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll } from "vitest";
import type { Config } from "../../src/config.ts";
import { connect, type Database } from "../../src/db/client.ts";
import { type RunningServer, startServer } from "../../src/server.ts";
import { article, image, writeArticles } from "./articles.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { serverConfig } from "./server-config.ts";

/** A whole server that shows images, over a database of the file's own. */
export interface ImageGateway {
  /** Starts, in place of the last one, a server with these settings; what it fetches from may be this machine. */
  start(settings?: Partial<Config>): Promise<void>;
  /** Has an article show the images at these addresses. */
  show(...urls: string[]): Promise<void>;
  /** What a GraphQL query of the fields of the image of that original address gives. */
  ask(url: string, fields: string): Promise<Answer>;
  /** The address of a variant, as `src` gives it. */
  src(url: string, variant?: string): Promise<string>;
  /** Where it is, without a slash at the end. */
  url(): string;
  database(): Database;
  /** Where images are kept. */
  cache(): string;
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's, and each test states what it expects of it.
  image: any;
  errors: { message: string; extensions: { code?: string } }[];
}

/** Makes the database before the file's tests, and removes all of it after them. */
export function useImageGateway(): ImageGateway {
  let stored: TestDatabase;
  let database: Database;
  let folder: string;
  let server: RunningServer | undefined;
  let articles = 0;

  beforeAll(async () => {
    stored = await createTestDatabase();
    database = connect(stored.url, { poolSize: 2 });
    folder = await mkdtemp(join(tmpdir(), "broadsheet-images-"));
  });
  afterAll(async () => {
    await server?.close();
    await database.close();
    await stored.drop();
    await rm(folder, { recursive: true });
  });

  const ask = async (url: string, fields: string): Promise<Answer> => {
    const query = `query ($url: URL!) { image(by: {url: $url}) { ${fields} } }`;
    const response = await fetch(`${server?.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query, variables: { url } }),
    });
    const { data, errors = [] } = (await response.json()) as { data: Answer; errors?: Answer["errors"] };
    return { image: data?.image, errors };
  };

  return {
    ask,
    url: () => server?.url ?? "",
    database: () => database,
    cache: () => join(folder, "images"),
    async start(settings = {}) {
      await server?.close();
      const config = { ...serverConfig(), dataDir: folder, fetchAllow: ["127.0.0.1"], ...settings };
      server = await startServer({ config, database, log: pino({ level: "silent" }) });
    },
    async show(...urls) {
      const images = urls.map((url) => ({ ...image(url), format: null }));
      await writeArticles(database, [article({ path: `${articles++}.md`, images })]);
    },
    async src(url, variant = "width: 320") {
      const { image, errors } = await ask(url, `src(${variant})`);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      return image.src;
    },
  };
}
