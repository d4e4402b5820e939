import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createPurger, type Purger } from "../../../src/changes/purger.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let stored: TestDatabase;
let database: Database;
let cdn: Server;
let url: string;
const calls: { seq: number; tags: string[]; authorization: string | undefined }[] = [];
const logged: string[] = [];
const purgers: Purger[] = [];
let status = 200;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 4 });
  cdn = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const told = JSON.parse(Buffer.concat(chunks).toString());
    calls.push({ ...told, authorization: request.headers.authorization });
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(cdn, "listening");
  url = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}/purge/`;
});

afterEach(async () => {
  for (const purger of purgers.splice(0)) await purger.close();
  calls.length = 0;
  status = 200;
});

afterAll(async () => {
  cdn.close();
  await database.close();
  await stored.drop();
});

const start = (): Purger => {
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const purger = createPurger({ client: database.client, url, token: "a secret token", log });
  purgers.push(purger);
  return purger;
};

const lastSeq = async () => Number((await database.client`select max(seq) as seq from changes`)[0]?.seq);

const toldOfAll = async () => {
  const seq = await lastSeq();
  await vi.waitFor(() => expect(calls.at(-1)?.seq).toBe(seq), 10_000);
};

test("each change is told once, by one of several gateways, and with the token", async () => {
  const both = [start(), start()];
  for (const purger of both) purger.reset();
  await vi.waitFor(async () => expect(await database.client`select from cdn_purges`).toHaveLength(1), 5_000);
  await writeArticles(database, [article({ path: "a.md", title: "Told", tags: ["t"] })]);
  for (const purger of both) purger.apply([]);
  await toldOfAll();
  const [told] = calls;
  expect(calls).toHaveLength(1);
  expect(told?.authorization).toBe("Bearer a secret token");
  expect(told?.tags).toEqual(expect.arrayContaining(["Query", "Tag", expect.stringMatching(/^Article:\d+$/)]));
});

test("what a CDN refuses is told again, and the token is logged nowhere", async () => {
  const purger = start();
  status = 503;
  await writeArticles(database, [article({ path: "b.md", title: "Refused" })]);
  purger.apply([]);
  await vi.waitFor(() => expect(calls).toHaveLength(1), 5_000);
  status = 200;
  await vi.waitFor(() => expect(calls.length).toBeGreaterThan(1), 5_000);
  await toldOfAll();
  expect(calls[1]).toEqual(calls[0]);
  expect(logged.join()).toContain("could not be told");
  expect(logged.join()).not.toContain("secret");
});
