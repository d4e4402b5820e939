import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { startServing } from "../../support/start-script.ts";

// `npm run serve` as a balancer has it behind itself, asked to end while it is asked for much.

const project = fileURLToPath(new URL("../../../", import.meta.url));

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
});

afterAll(() => stored.drop());

const BODY = JSON.stringify({ query: "{ articles { totalCount } categories { totalCount } }" });

/** Its status and its body; rejects where the connection ends before the answer does. */
function send(agent: Agent, url: string, body?: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const asking = request(url, { agent, method, headers: { "content-type": "application/json" } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ code: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    asking.on("error", reject).end(body);
  });
}

test("SIGTERM under load: it says that it is not ready, answers all that was asked, and ends with 0", async () => {
  const started = startServing(project, { DATABASE_URL: stored.url, LOG_LEVEL: "silent", DRAIN_DELAY: "5" });
  onTestFinished(() => void started.child.kill("SIGKILL"));
  const url = await started.url;
  const agent = new Agent({ keepAlive: true });
  const checks = new Agent({ keepAlive: true });
  const answers: { code: number; text: string }[] = [];
  let welcome = true;
  let answeredSince = 0;

  const ready = async () => (await send(checks, `${url}/health/ready`)).code;
  expect(await ready()).toBe(200);
  const asker = async () => {
    while (welcome) {
      answers.push(await send(agent, `${url}/graphql`, BODY));
      if (started.child.killed) answeredSince++;
    }
  };
  const askers = Array.from({ length: 20 }, asker);
  await expect.poll(() => answers.length, { timeout: 20_000 }).toBeGreaterThan(100);

  started.child.kill("SIGTERM");
  // As a balancer does: it asks now and then, and turns away when it is told to, a little late.
  await expect.poll(ready, { interval: 50, timeout: 5_000 }).toBe(503);
  await new Promise((resolve) => setTimeout(resolve, 200));
  welcome = false;
  await Promise.all(askers);
  expect(new Set(answers.map(({ code, text }) => `${code} ${text}`))).toEqual(
    new Set(['200 {"data":{"articles":{"totalCount":0},"categories":{"totalCount":0}}}']),
  );
  expect(answeredSince).toBeGreaterThanOrEqual(askers.length);
  expect(await started.exit).toBe(0);
  agent.destroy();
  checks.destroy();
}, 60_000);
