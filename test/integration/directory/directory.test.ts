import { randomUUID } from "node:crypto";
import { graphql } from "graphql";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createFollower, type Follower } from "../../../src/changes/follower.ts";
import { createContext } from "../../../src/context.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import { createQueries } from "../../../src/db/queries/queries.ts";
import { acknowledged } from "../../../src/db/write/acknowledged.ts";
import { createDirectory, type Directory } from "../../../src/directory/directory.ts";
import { createImageAddresses } from "../../../src/images/addresses.ts";
import { createSigner } from "../../../src/images/signature.ts";
import { schema } from "../../../src/schema/schema.ts";
import { Folder } from "../../../src/text/fold.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

// Gateways over one database, each with a follower, a pool and a directory of its own.

let stored: TestDatabase;
let writer: Database;
const gateways: Gateway[] = [];

interface Gateway {
  directory: Directory;
  follower: Follower;
  logged: string[];
  /** Asks, and tells the statements that it took. */
  ask(query: string): Promise<{ data: unknown; statements: string[] }>;
  close(): Promise<void>;
}

async function startGateway(most?: number): Promise<Gateway> {
  let statements: string[] = [];
  const database = connect(stored.url, { poolSize: 2, onStatement: (sql) => statements.push(sql) });
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const db = createQueries(database);
  const directory = createDirectory({ db, log, ...(most !== undefined && { most }) });
  const follower = createFollower({ client: database.client, directUrl: stored.url, id: randomUUID(), log });
  follower.start([directory]);
  const refuse = () => Promise.reject(new Error("nothing is written here"));
  const deps = {
    db,
    folder: new Folder(),
    importer: { importArticles: refuse, deleteArticles: refuse },
    images: createImageAddresses({
      service: "original",
      publicUrl: "https://news.example.com",
      signer: createSigner(Buffer.from("the secret of tests")),
    }),
    directory: { directory, currency: follower },
  };
  const gateway: Gateway = {
    directory,
    follower,
    logged,
    async ask(source) {
      statements = [];
      const { data, errors } = await graphql({ schema, source, contextValue: createContext(deps, { role: "PUBLIC" }) });
      if (errors) throw errors[0];
      // The follower's own, and the types of arrays.
      const own = statements.filter((sql) => !/gateways|from "?changes/.test(sql));
      return { data: JSON.parse(JSON.stringify(data)), statements: own };
    },
    async close() {
      await follower.close();
      await database.close();
    },
  };
  gateways.push(gateway);
  await isCurrent(gateway);
  return gateway;
}

const isCurrent = ({ follower }: Gateway) =>
  vi.waitFor(() => expect(follower.isCurrent()).toBe(true), { timeout: 10_000, interval: 5 });

/** As an import: it returns when every gateway has taken note. */
async function importArticles(...articles: Parameters<typeof article>[0][]): Promise<void> {
  await writeArticles(
    writer,
    articles.map((given) => article({ publishedAt: 1_000_000_000_000, ...given })),
  );
  await acknowledged(writer.client);
}

let first: Gateway;
let second: Gateway;

beforeAll(async () => {
  stored = await createTestDatabase();
  writer = connect(stored.url, { poolSize: 2 });
  await importArticles(
    { path: "a.md", title: "A", categories: [["Culture", "Print"]], authors: ["Ann", "Bob"] },
    { path: "b.md", title: "B", categories: [["Secret"]], authors: ["Nobody"], status: "DRAFT" },
  );
  first = await startGateway();
  second = await startGateway();
});

beforeEach(() => Promise.all([isCurrent(first), isCurrent(second)]));

afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  await writer.close();
  await stored.drop();
});

test("it begins with what everybody may see, by all that it is known by", () => {
  for (const { directory } of [first, second]) {
    const print = directory.category({ path: ["Culture", "Print"] });
    expect(print).toMatchObject({ name: "Print", slug: "culture-print", path: ["Culture", "Print"], depth: 1 });
    expect(directory.category({ slug: "culture-print" })).toBe(print);
    expect(directory.category({ id: print!.id })).toBe(print);
    expect(directory.category({ id: print!.parentId! })).toMatchObject({ name: "Culture" });
    expect(directory.author({ name: "Bob" })).toMatchObject({ slug: "bob" });
    expect(directory.author({ slug: "ann" })).toMatchObject({ name: "Ann" });
    expect(directory.category({ path: ["Secret"] })).toBeUndefined();
    expect(directory.author({ name: "Nobody" })).toBeUndefined();
  }
});

test("after an import every gateway knows what appeared, has forgotten what vanished, and knows what came back", async () => {
  const sport = { path: "sport.md", title: "Sport", categories: [["Sport"]], authors: ["Eve"] };
  const known = () =>
    [first, second].map(({ directory }) => [
      directory.category({ slug: "sport" })?.path,
      directory.author({ name: "Eve" })?.slug,
    ]);
  const nothing = [undefined, undefined];
  const both = [["Sport"], "eve"];
  expect(known()).toEqual([nothing, nothing]);
  await importArticles(sport);
  expect(known()).toEqual([both, both]);
  await importArticles({ ...sport, status: "DRAFT", fingerprint: Buffer.alloc(32, 1) });
  expect(known()).toEqual([nothing, nothing]);
  await importArticles({ ...sport, fingerprint: Buffer.alloc(32, 2) });
  expect(known()).toEqual([both, both]);
  // Filed elsewhere: its last article is gone from it.
  await importArticles({ ...sport, categories: [["Games"]], authors: ["Ann"], fingerprint: Buffer.alloc(32, 3) });
  expect(known()).toEqual([nothing, nothing]);
  expect(second.directory.category({ slug: "games" })).toBeDefined();
});

const PAGE = `{ articles { nodes { title author { name } categories { name path parent { name } ancestors { name } } } } }`;

test("a page with author, categories, their parents and ancestors is one statement, and none without a list", async () => {
  const { data, statements } = await first.ask(PAGE);
  expect(statements).toHaveLength(1);
  expect(data).toMatchObject({
    articles: {
      nodes: expect.arrayContaining([
        {
          title: "A",
          author: { name: "Ann" },
          categories: [
            {
              name: "Print",
              path: ["Culture", "Print"],
              parent: { name: "Culture" },
              ancestors: [{ name: "Culture" }],
            },
          ],
        },
      ]),
    },
  });
  const lookups = await first.ask(`{ category(by: {path: ["Culture"]}) { slug } author(by: {name: "Bob"}) { slug } }`);
  expect(lookups).toEqual({ data: { category: { slug: "culture" }, author: { slug: "bob" } }, statements: [] });
});

test("what it does not know is asked of the database", async () => {
  const { data, statements } = await first.ask(
    `{ category(by: {slug: "secret"}) { id } author(by: {name: "X"}) { id } }`,
  );
  expect(data).toEqual({ category: null, author: null });
  expect(statements).toHaveLength(2);
});

test("while it is not current it is not used, and the answer is the same", async () => {
  const third = await startGateway();
  const before = await third.ask(PAGE);
  await third.follower.close();
  const after = await third.ask(PAGE);
  expect(after.data).toEqual(before.data);
  expect(after.statements.length).toBeGreaterThan(before.statements.length);
  // Written while it follows no longer: it still has the row, and nobody is told of it.
  const gone = { path: "gone.md", title: "Gone", categories: [["Gone"]] };
  await importArticles(gone);
  expect((await third.ask(`{ category(by: {slug: "gone"}) { name } }`)).data).toEqual({ category: { name: "Gone" } });
  await importArticles({ ...gone, status: "DRAFT", fingerprint: Buffer.alloc(32, 4) });
  expect((await third.ask(`{ category(by: {slug: "gone"}) { name } }`)).data).toEqual({ category: null });
});

test("of a kind with more rows than it holds it knows nothing, says so, and all is answered", async () => {
  const small = await startGateway(1);
  expect(small.directory.category({ path: ["Culture"] })).toBeUndefined();
  expect(small.logged.filter((line) => line.includes("more than are held in memory"))).toHaveLength(2);
  expect((await small.ask(PAGE)).data).toEqual((await first.ask(PAGE)).data);
  await importArticles({ path: "more.md", title: "More", categories: [["More"]], authors: ["Mo"] });
  expect(small.directory.category({ path: ["More"] })).toBeUndefined();
});
