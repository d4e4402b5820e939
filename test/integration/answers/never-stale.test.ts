import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { type DocumentNode, parse, execute as run, validate } from "graphql";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Answers, createAnswers } from "../../../src/answers/answers.ts";
import { createNamedLists } from "../../../src/answers/named-lists.ts";
import { createRecorder } from "../../../src/answers/recorder.ts";
import { createTaggedCache } from "../../../src/answers/tagged-cache.ts";
import { createFollower, type Follower } from "../../../src/changes/follower.ts";
import { type Context, createContext } from "../../../src/context.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import { createFindId } from "../../../src/db/queries/ids.ts";
import { createQueries } from "../../../src/db/queries/queries.ts";
import { acknowledged } from "../../../src/db/write/acknowledged.ts";
import { createImageAddresses } from "../../../src/images/addresses.ts";
import { createSigner } from "../../../src/images/signature.ts";
import { schema } from "../../../src/schema/schema.ts";
import { Folder } from "../../../src/text/fold.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { aQuestion } from "./questions.ts";
import { aWrite, createWriter } from "./writes.ts";

// Random imports, and random queries of a gateway that keeps its answers: after each import, each answer that it still
// keeps is compared with what the database says.

let stored: TestDatabase;
let database: Database;
let follower: Follower;
let answers: Answers<string>;
let contextOf: (recording: boolean) => Context;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 4 });
  const queries = createQueries(database);
  const record = createRecorder(queries);
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
  contextOf = (recording) => createContext({ ...deps, record: recording ? record : undefined }, "PUBLIC");
  follower = createFollower({
    client: database.client,
    directUrl: stored.url,
    id: randomUUID(),
    log: pino({ level: "silent" }),
  });
  answers = createAnswers<string>({
    cache: createTaggedCache(64e6),
    currency: follower,
    settle: createNamedLists(createFindId(database)),
  });
  follower.start([answers]);
  await vi.waitFor(() => expect(follower.isCurrent()).toBe(true), 5_000);
});

afterAll(async () => {
  await follower.close();
  await database.close();
  await stored.drop();
});

/** Executes, without any memory. Null where there are errors. */
async function execute(source: string, contextValue: Context): Promise<string | null> {
  const { data, errors } = await run({ schema, document: documentOf(source), contextValue });
  const unexpected = errors?.find(({ extensions }) => extensions.code === undefined);
  if (unexpected) throw new Error(`${source}: ${unexpected.message}`);
  return errors ? null : JSON.stringify(data);
}

const documents = new Map<string, DocumentNode>();

function documentOf(source: string): DocumentNode {
  const known = documents.get(source);
  if (known) return known;
  const document = parse(source);
  const [problem] = validate(schema, document);
  if (problem) throw new Error(`${source}: ${problem.message}`);
  documents.set(source, document);
  return document;
}

async function remember(source: string): Promise<void> {
  await answers.ask(source, async () => {
    const context = contextOf(true);
    const value = await execute(source, context);
    return value === null || context.made === null
      ? null
      : { made: context.made, finish: () => ({ value, size: value.length }) };
  });
}

const SECONDS = Number(process.env.NEVER_STALE_SECONDS ?? 20);

test(
  "after an import has returned, no answer that is kept differs from what the database says",
  async () => {
    const write = createWriter(database);
    const asked = new Set<string>();
    const counts = { writes: 0, kept: 0, dropped: 0 };
    await fc.assert(
      fc.asyncProperty(aWrite, fc.array(aQuestion, { minLength: 12, maxLength: 12 }), async (one, questions) => {
        for (const question of questions) {
          asked.add(question);
          await remember(question);
        }
        const before = [...asked].filter((question) => answers.find(question) !== undefined);
        await write(one);
        await acknowledged(database.client);
        counts.writes++;
        for (const question of before) {
          const kept = answers.find(question);
          if (kept === undefined) {
            counts.dropped++;
            continue;
          }
          counts.kept++;
          const said = await execute(question, contextOf(false));
          if (kept !== said)
            throw new Error(`${question}\nwas kept: ${kept}\nis now: ${said}\nafter ${JSON.stringify(one)}`);
        }
        for (const question of asked) if (answers.find(question) === undefined) asked.delete(question);
      }),
      {
        seed: 5,
        numRuns: 100_000,
        interruptAfterTimeLimit: SECONDS * 1_000,
        markInterruptAsFailure: false,
        endOnFailure: true,
      },
    );
    // Both were seen: answers that went, and answers that stayed.
    expect(counts.writes).toBeGreaterThan(3);
    expect(counts.kept).toBeGreaterThan(counts.writes);
    expect(counts.dropped).toBeGreaterThan(counts.writes);
  },
  (SECONDS + 60) * 1_000,
);
