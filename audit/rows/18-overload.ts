import { setTimeout as sleep } from "node:timers/promises";
import { holdTable } from "../../test/support/hold-table.ts";
import type { Row, Stage } from "../row.ts";
import { listed, percentile, type Question, questionsAbout, startLoad } from "../world/load.ts";

const HEAVY = `query ($length: Int!) { tags(first: 40) { nodes { name articles(first: 20) { nodes {
  title excerpt(length: $length) author { name } categories { path } images(first: 2) { edges { alt node { url } } } } } } } }`;

/** Questions that keep a gateway and its database busy for some ten milliseconds each, never the same twice. */
function heavyQuestions(): () => Question {
  let asked = 0;
  return () => ({
    // An alias tells apart what the excerpt's length no longer does.
    query: HEAVY.replace("tags(", `t${Math.floor(asked / 500)}: tags(`),
    variables: { length: 1 + (asked++ % 500) },
    judge: (data) => (Object.values(data).length === 1 ? null : JSON.stringify(data).slice(0, 100)),
  });
}

/** Milliseconds within which a refusal has to come, and the slowest of a hundred answers. */
const AT_ONCE = 1000;
const BOUND = 3000;

/** How many ask at a time where a gateway is just busy, and ten times the load. */
const BUSY = 8;

/** What overloads a gateway meets one that has been at work for a while. */
async function warmUp(endpoint: string, next: () => Question): Promise<void> {
  const load = startLoad({ endpoint, concurrency: BUSY, next });
  await sleep(1500);
  await load.stop();
}

async function tenfold({ ownGateway, expect }: Stage): Promise<void> {
  const gateway = await ownGateway({ RATE_LIMIT: "0", DATABASE_POOL_SIZE: "4" });
  const next = heavyQuestions();
  await warmUp(gateway.endpoint, next);
  const usual = startLoad({ endpoint: gateway.endpoint, concurrency: BUSY, next });
  await sleep(2000);
  const { answered } = await usual.stop();
  // Askers wait for their answers; ten times as many as keep it busy are ten times what it can carry, and a good deal more.
  const load = startLoad({ endpoint: gateway.endpoint, concurrency: BUSY * 10 * 5, next, manyAddresses: true });
  await sleep(5000);
  const { answered: rest, refused, withoutRetryAfter, failures, wrong } = await load.stop();
  const rate = `${Math.round(answered.length / 2)} answers a second alone, ${Math.round(rest.length / 5)} under the load`;
  expect(
    "the excess is refused with 503",
    refused.length > rest.length,
    `${refused.length} refused, ${rest.length} answered`,
  );
  expect("each refusal says when to come again", withoutRetryAfter === 0, withoutRetryAfter);
  const late = percentile(refused, 0.99);
  expect("they come at once", refused.length > 0 && late < AT_ONCE, `99 % in ${Math.round(late)} ms`);
  const slow = percentile(rest, 0.99);
  expect(`p99 of the rest is below ${BOUND} ms`, rest.length > 0 && slow < BOUND, `${Math.round(slow)} ms`);
  expect("as much is answered as without the excess, or a third", rest.length / 5 > answered.length / 2 / 3, rate);
  expect("nothing fails otherwise", failures.size === 0 && wrong.length === 0, listed(failures));
}

async function poolFull({ ownGateway, expect }: Stage): Promise<void> {
  const gateway = await ownGateway({ RATE_LIMIT: "0", DATABASE_POOL_SIZE: "2" });
  const next = await questionsAbout(gateway.endpoint);
  await warmUp(gateway.endpoint, next);
  // While it is held, no statement comes back, and no connection.
  const lock = await holdTable(gateway.databaseUrl, "articles");
  const load = startLoad({ endpoint: gateway.endpoint, concurrency: 400, next, manyAddresses: true });
  await sleep(1500);
  const { refused, failures } = load.loaded;
  expect("with the pool full, the excess is refused", refused.length > 0, `${refused.length} refused`);
  expect(
    "at once",
    refused.length > 0 && percentile(refused, 0.99) < AT_ONCE,
    `99 % in ${percentile(refused, 0.99)} ms`,
  );
  await lock.release();
  await sleep(500);
  const { answered, withoutRetryAfter, wrong } = await load.stop();
  expect("once there are connections again, the rest is answered", answered.length > 0, answered.length);
  expect("each refusal says when to come again", withoutRetryAfter === 0, withoutRetryAfter);
  expect("nothing fails otherwise", failures.size === 0 && wrong.length === 0, listed(failures));
}

export const overload: Row = {
  row: 18,
  title: "pool full, ten times the load it can carry",
  must: "503 with Retry-After at once for the excess, p99 of the rest bounded",
  async attack(stage) {
    await poolFull(stage);
    await tenfold(stage);
  },
};
