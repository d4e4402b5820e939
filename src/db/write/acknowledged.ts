import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { isAcknowledged, unacknowledged } from "./gateways.ts";

/** Milliseconds between two looks: a gateway that is well is done in two or three. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 100;

/**
 * Waits until every gateway has taken note of all that has been written so far, so that none of them answers from memory
 * as if it had not been. One that is silent is waited for as long as it may trust its memory: ten seconds at the most.
 * Call it after the last commit. Without a gateway that is behind it costs one statement.
 */
export async function acknowledged(client: Sql): Promise<void> {
  const seq = await unacknowledged(client);
  if (seq === null) return;
  for (let pause = FIRST_PAUSE; !(await isAcknowledged(client, seq)); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    await sleep(pause);
  }
}
