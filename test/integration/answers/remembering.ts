import { randomUUID } from "node:crypto";
import { type DocumentNode, parse, execute as run, validate } from "graphql";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { createAnswers } from "../../../src/answers/answers.ts";
import { createNamedLists } from "../../../src/answers/named-lists.ts";
import { createRecorder } from "../../../src/answers/recorder.ts";
import { createTaggedCache } from "../../../src/answers/tagged-cache.ts";
import { createFollower } from "../../../src/changes/follower.ts";
import { type Context, createContext } from "../../../src/context.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import { createFindId } from "../../../src/db/queries/ids.ts";
import { createQueries } from "../../../src/db/queries/queries.ts";
import { StatementWatch } from "../../../src/db/queries/statement-watch.ts";
import { createImageAddresses } from "../../../src/images/addresses.ts";
import { createSigner } from "../../../src/images/signature.ts";
import { schema } from "../../../src/schema/schema.ts";
import { Folder } from "../../../src/text/fold.ts";
import { createTestDatabase } from "../../support/database.ts";

/** A gateway without HTTP that keeps its answers, over a database of its own. */
export interface Remembering {
  database: Database;
  /** Asks, and keeps the answer where it is one to keep. */
  remember(source: string): Promise<void>;
  /** What is kept of it. */
  kept(source: string): string | undefined;
  /** Executes, without any memory. Null where there are errors. */
  execute(source: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Starts one; close it after the tests of the file. */
export async function startRemembering(): Promise<Remembering> {
  const stored = await createTestDatabase();
  const database = connect(stored.url, { poolSize: 4 });
  const watch = new StatementWatch(() => performance.now());
  const queries = createQueries(database, watch);
  const refuse = () => Promise.reject(new Error("nobody imports here"));
  const deps = {
    db: queries,
    folder: new Folder(),
    importer: { importArticles: refuse, deleteArticles: refuse },
    images: createImageAddresses({
      service: "original",
      publicUrl: "https://news.example.com",
      signer: createSigner(Buffer.from("the secret of tests")),
    }),
  };
  const record = createRecorder(queries, watch);
  const follower = createFollower({
    client: database.client,
    directUrl: stored.url,
    id: randomUUID(),
    log: pino({ level: "silent" }),
  });
  const answers = createAnswers<string>({
    cache: createTaggedCache(64e6),
    currency: follower,
    settle: createNamedLists(createFindId(database)),
  });
  follower.start([answers]);
  await vi.waitFor(() => expect(follower.isCurrent()).toBe(true), 5_000);
  const execute = createExecute();
  return {
    database,
    kept: answers.find,
    execute: (source) => execute(source, createContext(deps, { role: "PUBLIC" })),
    remember: async (source) => {
      await answers.ask(source, async () => {
        const context = createContext({ ...deps, record }, { role: "PUBLIC" });
        const value = await execute(source, context);
        return value === null || context.made === null
          ? null
          : { made: context.made, finish: () => ({ value, size: value.length }) };
      });
    },
    close: async () => {
      await follower.close();
      await database.close();
      await stored.drop();
    },
  };
}

function createExecute() {
  const documents = new Map<string, DocumentNode>();
  const documentOf = (source: string): DocumentNode => {
    const known = documents.get(source);
    if (known) return known;
    const document = parse(source);
    const [problem] = validate(schema, document);
    if (problem) throw new Error(`${source}: ${problem.message}`);
    documents.set(source, document);
    return document;
  };
  return async (source: string, contextValue: Context): Promise<string | null> => {
    const { data, errors } = await run({ schema, document: documentOf(source), contextValue });
    const unexpected = errors?.find(({ extensions }) => extensions.code === undefined);
    if (unexpected) throw new Error(`${source}: ${unexpected.message}`);
    return errors ? null : JSON.stringify(data);
  };
}
