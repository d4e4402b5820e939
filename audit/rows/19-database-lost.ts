import { setTimeout as sleep } from "node:timers/promises";
import { startProxy } from "../../test/support/proxy.ts";
import type { Row, Stage } from "../row.ts";
import type { Gateway } from "../world/gateway.ts";
import { listed, questionsAbout, startLoad } from "../world/load.ts";

const ASKERS = 8;
/** Milliseconds in which it has recovered, once the database is there again. */
const RECOVERY = 1000;

/** Ends every connection to a database, as an administrator would. */
const killBackends = ({ postgres }: Stage, { databaseUrl }: Gateway) =>
  postgres.admin`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${new URL(databaseUrl).pathname.slice(1)} and pid <> pg_backend_pid()`;

async function killed(stage: Stage): Promise<void> {
  const gateway = await stage.ownGateway({ RATE_LIMIT: "0" });
  const load = startLoad({
    endpoint: gateway.endpoint,
    concurrency: ASKERS,
    next: await questionsAbout(gateway.endpoint),
  });
  let kills = 0;
  for (let n = 0; n < 25; n++) {
    await sleep(200);
    kills += (await killBackends(stage, gateway)).length;
  }
  await sleep(200);
  const { answered, refused, failures, wrong } = await load.stop();
  const failed = [listed(failures), refused.length > 0 ? `${refused.length} × 503` : ""].filter(Boolean).join(", ");
  stage.expect("backends were killed under load", kills > 25 && answered.length > 100, `${kills}, ${answered.length}`);
  stage.expect(
    "reads are retried: none fails",
    failures.size === 0 && refused.length === 0,
    `${failed} of ${answered.length}`,
  );
  stage.expect("no wrong answer while backends are killed", wrong.length === 0, wrong[0]);
}

/** Waits until something is so, and says how many milliseconds that took; gives up after ten seconds. */
async function timeUntil(isSo: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  while (!(await isSo()) && performance.now() - started < 10_000) await sleep(20);
  return performance.now() - started;
}

/** Takes the database away for longer than a moment, and looks at what is said meanwhile and how soon it is back. */
async function away(
  stage: Stage,
  what: string,
  gateway: Gateway,
  takeAway: () => Promise<void>,
  bringBack: () => Promise<void>,
) {
  const { expect } = stage;
  const next = await questionsAbout(gateway.endpoint);
  const isReady = async () => (await gateway.get("/health/ready").catch(() => null))?.status === 200;
  const isAlive = async () => (await gateway.get("/health/live").catch(() => null))?.status === 200;
  const isAnswered = async () => {
    const { query, variables } = next();
    const reply = await gateway.ask(query, { variables }).catch(() => null);
    return reply?.status === 200 && reply.errors.length === 0;
  };
  expect(`${what}: ready before`, await isReady());
  const load = startLoad({ endpoint: gateway.endpoint, concurrency: 4, next });
  await takeAway();
  const unready = await timeUntil(async () => !(await isReady()));
  expect(`${what}: readiness says so`, unready < 3000, `after ${Math.round(unready)} ms`);
  expect(`${what}: it is alive all the same`, await isAlive());
  await bringBack();
  const recovered = await timeUntil(isAnswered);
  expect(`${what}: answers within a second again`, recovered < RECOVERY, `${Math.round(recovered)} ms`);
  const ready = await timeUntil(isReady);
  expect(`${what}: readiness says that, too`, ready < RECOVERY, `${Math.round(ready)} ms later`);
  const { wrong, failures } = await load.stop();
  expect(`${what}: no wrong answer`, wrong.length === 0, wrong[0]);
  const unmasked = [...failures.keys()].filter((failure) => !/UNAVAILABLE|TIMEOUT|OVERLOADED/.test(failure));
  expect(`${what}: what fails meanwhile says why`, unmasked.length === 0, listed(failures));
}

async function cut(stage: Stage): Promise<void> {
  const proxy = await startProxy(await stage.newDatabase("samples"));
  const gateway = await stage.ownGateway({ RATE_LIMIT: "0" }, proxy.url);
  stage.after(() => proxy.cut().catch(() => {}));
  await away(stage, "TCP cut", gateway, proxy.cut, async () => {
    await sleep(1500);
    await proxy.restore();
  });
}

async function restarted(stage: Stage): Promise<void> {
  const gateway = await stage.ownGateway({ RATE_LIMIT: "0" });
  let back: Promise<void> | undefined;
  await away(
    stage,
    "PostgreSQL restarted",
    gateway,
    async () => {
      back = stage.postgres.restart(1500);
    },
    async () => {
      await back;
      // It starts up for a moment before it takes anybody.
      await timeUntil(async () => (await stage.postgres.admin`select 1`.catch(() => [])).length > 0);
    },
  );
}

export const databaseLost: Row = {
  row: 19,
  title: "backends killed, TCP cut, Postgres restarted",
  must: "reads retried once, recovery within a second, no wrong answer; readiness says so",
  async attack(stage) {
    await killed(stage);
    await cut(stage);
    await restarted(stage);
  },
};
