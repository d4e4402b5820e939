import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../row.ts";
import { listed, questionsAbout, startLoad } from "../world/load.ts";

const ASKERS = 20;

export const sigterm: Row = {
  row: 21,
  title: "SIGTERM under load",
  must: "readiness 503 first, every request in flight answered, exit 0",
  async attack({ ownGateway, expect, unwatch }) {
    const gateway = await ownGateway({ RATE_LIMIT: "0", DRAIN_DELAY: "3" });
    const isReady = async () => (await gateway.get("/health/ready")).status;
    expect("it is ready", (await isReady()) === 200);
    const load = startLoad({
      endpoint: gateway.endpoint,
      concurrency: ASKERS,
      next: await questionsAbout(gateway.endpoint),
    });
    await sleep(1500);
    const before = load.loaded.answered.length;
    await unwatch(gateway);
    gateway.child.kill("SIGTERM");
    await sleep(300);
    expect("readiness is 503 first", (await isReady()) === 503);
    // As a balancer does, which turns away when it is told to, a little late.
    await sleep(500);
    const { answered, failures, refused, wrong } = await load.stop();
    expect("it went on answering after the signal", answered.length - before >= ASKERS, answered.length - before);
    expect("every request was answered", failures.size === 0 && refused.length === 0, listed(failures));
    expect("and rightly", wrong.length === 0, wrong[0]);
    const code = await Promise.race([gateway.exit, sleep(10_000, "none after 10 s")]);
    expect("exit code 0", code === 0, code);
  },
};
