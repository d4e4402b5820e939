import { rm } from "node:fs/promises";
import { pino } from "pino";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { embeddedPrograms, type OwnPostgres, startOwnPostgres } from "../../support/own-postgres.ts";
import { makeScratch } from "../../support/scratch.ts";
import { serverConfig } from "../../support/server-config.ts";

// A whole gateway over a PostgreSQL of its own, whose backends are killed and which is restarted while it is asked for
// much. An error that nobody catches, as the driver has some where connections end, would fail the run of the tests.

/** Nothing is answered from memory. */
const config = { ...serverConfig(), answersCacheSize: 0, drainDelay: 0 };

const PATIENT = { timeout: 30_000 };
const ARTICLES = 30;
const ASKERS = 16;

let folder: string;
let own: OwnPostgres;
let database: Database;
let server: RunningServer;
const logged: string[] = [];

beforeAll(async () => {
  folder = await makeScratch();
  own = await startOwnPostgres(await embeddedPrograms(), folder);
  await migrate(own.url);
  database = connect(own.url, config);
  const articles = Array.from({ length: ARTICLES }, (_, n) => article({ path: `${n}.md`, authors: [`Author ${n}`] }));
  await writeArticles(database, articles);
  const log = pino({}, { write: (line: string) => logged.push(line) });
  server = await startServer({ config, database, log });
}, 60_000);

afterAll(async () => {
  await server.close();
  await database.close();
  await own.stop();
  await rm(folder, { recursive: true });
});

interface Outcome {
  status: number;
  retryAfter: string | null;
  text: string;
}

async function ask(query: string): Promise<Outcome> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(server.endpoint, { method: "POST", headers, body: JSON.stringify({ query }) });
  return { status: response.status, retryAfter: response.headers.get("retry-after"), text: await response.text() };
}

const ready = async (): Promise<number> => (await fetch(`${server.url}/health/ready`)).status;

/** Asks for one article after another until it is told to stop. What is answered with 200 has to be right. */
function startAsking(): { refused: Outcome[]; answered(): number; stop(): Promise<void> } {
  let asking = true;
  let answered = 0;
  const refused: Outcome[] = [];
  const askers = Array.from({ length: ASKERS }, async (_, asker) => {
    for (let n = asker; asking; n = (n + 1) % ARTICLES) {
      const outcome = await ask(`{ article(by: {path: {path: "${n}.md"}}) { path authors { name } } }`);
      if (outcome.status === 200) {
        expect(JSON.parse(outcome.text)).toEqual({
          data: { article: { path: `${n}.md`, authors: [{ name: `Author ${n}` }] } },
        });
        answered++;
      } else refused.push(outcome);
    }
  });
  return {
    refused,
    answered: () => answered,
    async stop() {
      asking = false;
      await Promise.all(askers);
    },
  };
}

const UNAVAILABLE: Outcome = {
  status: 503,
  retryAfter: "1",
  text: expect.stringMatching(
    /^\{"errors":\[\{"message":"The database cannot be reached\..*"code":"UNAVAILABLE".*\}\]\}$/,
  ),
};

test("a backend is killed again and again, and no request notices", async () => {
  const asking = startAsking();
  const admin = postgres(own.url, { max: 1 });
  for (let kill = 0; kill < 25; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await admin`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'broadsheet%' order by random() limit 1`;
  }
  await asking.stop();
  await admin.end();
  expect(asking.refused).toEqual([]);
  expect(asking.answered()).toBeGreaterThan(100);
}, 60_000);

test("PostgreSQL is restarted again and again: every answer is right, or says that it is not there", async () => {
  const asking = startAsking();
  for (let restart = 0; restart < 5; restart++) {
    await own.stop();
    await own.restart();
    const before = asking.answered();
    await vi.waitUntil(() => asking.answered() > before + ASKERS, PATIENT);
  }
  await asking.stop();
  for (const outcome of asking.refused) expect(outcome).toEqual(UNAVAILABLE);
  await expect.poll(ready, PATIENT).toBe(200);
}, 120_000);

test("without its database for longer it says so at once, logs it once, and is back by itself", async () => {
  const query = "{ authors { totalCount } }";
  await own.stop();
  await vi.waitUntil(async () => (await ask(query)).status === 503, PATIENT);
  logged.length = 0;
  for (let n = 0; n < 50; n++) expect(await ask(query)).toEqual(UNAVAILABLE);
  expect(await ready()).toBe(503);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect(await ask("{ __typename }")).toMatchObject({ status: 200, text: '{"data":{"__typename":"Query"}}' });
  // Nor that the key is wrong.
  const authorization = `Bearer bsk_${"a".repeat(43)}`;
  const withKey = await fetch(`${server.endpoint}?query={__typename}`, { headers: { authorization } });
  expect([withKey.status, await withKey.json()]).toMatchObject([
    503,
    { errors: [{ extensions: { code: "UNAVAILABLE" } }] },
  ]);
  // What does not depend on who asks logs of its own: the publisher, the follower.
  expect(logged.length).toBeLessThan(5);
  expect(logged.join("")).not.toContain("a request failed");
  await own.restart();
  await vi.waitUntil(async () => (await ask(query)).status === 200, PATIENT);
  await expect.poll(ready, PATIENT).toBe(200);
  expect(logged.join("")).toContain("the database answers again");
}, 120_000);
