import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type SeenServer, startSeenServer } from "../../support/seen-server.ts";

let server: SeenServer;

beforeAll(async () => {
  server = await startSeenServer({ serverTiming: true });
});

afterAll(() => server.close());

const timingOf = async (query: string): Promise<string | null> =>
  (await server.ask({ query })).headers.get("server-timing");

const DURATION = String.raw`dur=\d+\.\d{3}`;

test("an answer says what it took", async () => {
  expect(await timingOf("{ articles { nodes { title } totalCount } }")).toMatch(
    new RegExp(
      `^cache;desc=miss, parse;${DURATION}, validate;${DURATION}, execute;${DURATION}, db;${DURATION};desc="2 statements"$`,
    ),
  );
});

test("one from memory, that it was there", async () => {
  await vi.waitFor(async () => expect(await timingOf("{ __typename }")).toBe("cache;desc=hit"), 10_000);
});

test("what Yoga answers says what is known of it", async () => {
  const response = await server.ask({ query: "{ nothing }" });
  expect(response.status).toBe(400);
  expect(response.headers.get("server-timing")).toMatch(/^cache;desc=miss, parse;/);
});

test("without the setting nothing is told", async () => {
  const silent = await startSeenServer();
  expect((await silent.ask({ query: "{ __typename }" })).headers.get("server-timing")).toBeNull();
  await silent.close();
});
