import type { Logger } from "pino";
import type { Sql } from "postgres";
import { cdnTag } from "../answers/cdn-tags.ts";
import { tagsOfChange } from "../answers/tags.ts";
import type { ChangeRow } from "../db/queries/changes.ts";
import { acknowledged } from "../db/write/acknowledged.ts";
import { beginPurges, purgeNext } from "../db/write/purges.ts";
import type { ChangeListener } from "./change.ts";

/** What telling a CDN takes. */
export interface PurgerDeps {
  client: Sql;
  /** Where to POST what has changed. */
  url: string;
  /** Sent as a bearer token; null for none. */
  token: string | null;
  log: Logger;
}

/** Tells a CDN until it is closed. */
export interface Purger extends ChangeListener {
  close(): Promise<void>;
}

/** Changes of one call. */
const MOST_TOGETHER = 20;
/** Milliseconds. */
const CALL_LIMIT = 10_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const WHILE_ANOTHER_DOES = 5_000;

/**
 * Tells a CDN which answers it must not give any more: POST {"seq", "tags"}, each change at least once, whichever gateway
 * does it. Nobody waits for it. It says so once all gateways have taken note of the change: what the CDN asks for then is
 * new.
 */
export function createPurger({ client, url, token, log }: PurgerDeps): Purger {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | null = null;
  let hasNews = false;
  let closed = false;
  let pause = 0;

  async function tell(changes: readonly ChangeRow[]): Promise<void> {
    await acknowledged(client);
    const tags = new Set(changes.flatMap((change) => Array.from(tagsOfChange(change), cdnTag)));
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ seq: changes.at(-1)?.seq, tags: [...tags] }),
      redirect: "error",
      signal: AbortSignal.timeout(CALL_LIMIT),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the answer to a purge is ${response.status}`);
  }
  async function work(): Promise<void> {
    hasNews = false;
    try {
      await beginPurges(client);
      let told: number | null = MOST_TOGETHER;
      while (told === MOST_TOGETHER && !closed) told = await purgeNext(client, MOST_TOGETHER, tell);
      if (pause > 0) log.info("the CDN is told of changes again");
      pause = 0;
      if (told === null) lookIn(WHILE_ANOTHER_DOES);
    } catch (error) {
      if (pause === 0 && !closed) log.error({ err: error }, "the CDN could not be told of changes; trying again");
      pause = Math.min(Math.max(FIRST_PAUSE, 2 * pause), LONGEST_PAUSE);
      lookIn(pause);
    }
    working = null;
    if (hasNews && pause === 0) look();
  }
  function look(): void {
    hasNews = true;
    if (!closed && working === null) working = work();
  }
  function lookIn(milliseconds: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(look, milliseconds).unref();
  }

  return {
    apply: () => {
      hasNews = true;
      if (pause === 0) look();
    },
    reset: look,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await working;
    },
  };
}
