import type { Logger } from "pino";
import type { Sql } from "postgres";
import { CHANGES_CHANNEL } from "./db/write/changes.ts";
import { nextDue, settleDue } from "./db/write/due.ts";

/** What publishing on time takes. */
export interface PublisherDeps {
  client: Sql;
  now: () => Date;
  log: Logger;
}

/** Publishes on time until it is closed. */
export interface Publisher {
  /** Begins nothing more. What is under way ends with the pool, which waits for it. */
  close(): void;
}

/** Milliseconds. An import whose news did not arrive (a pooler stands between) is seen by then. */
const LONGEST_SLEEP = 60_000;
const AFTER_FAILURE = 5_000;
/** Imports tell of each batch; one look serves several. */
const AFTER_NEWS = 250;
const SHORTEST_SLEEP = 1_000;

/**
 * Brings scheduled articles out as their dates come, and withdraws those whose time is over: looks when the next is due,
 * and sleeps until then, or until an import has changed something. Any number of gateways may do it over one database.
 * A database that fails is logged once, and asked again until it answers.
 */
export function startPublisher({ client, now, log }: PublisherDeps): Publisher {
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let hasNews = false;
  let failing = false;
  let closed = false;

  const settle = async (): Promise<number> => {
    const due = await nextDue(client);
    if (due === null) return LONGEST_SLEEP;
    const wait = due.getTime() - now().getTime();
    if (wait > 0) return Math.min(wait + 1, LONGEST_SLEEP);
    const articles = await settleDue(client, now());
    // Where another gateway was first, it may not be done.
    if (articles === 0) return SHORTEST_SLEEP;
    log.info({ articles }, "articles came out or were withdrawn on their dates");
    return 0;
  };
  const look = async (): Promise<void> => {
    let sleep = AFTER_FAILURE;
    looking = true;
    hasNews = false;
    try {
      sleep = await settle();
      if (failing) log.info("the database answers again: articles come out on their dates");
      failing = false;
    } catch (error) {
      if (!failing && !closed)
        log.error({ err: error }, "articles could not be published on their dates; trying again");
      failing = true;
    }
    looking = false;
    if (!closed) lookIn(hasNews ? AFTER_NEWS : sleep);
  };
  const lookIn = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(look, milliseconds);
    // A server that is done does not wait for the next date.
    timer.unref();
  };
  const onNews = (): void => {
    // A long import must not put the look off again and again.
    if (hasNews || closed) return;
    hasNews = true;
    if (!looking) lookIn(AFTER_NEWS);
  };

  // News may have come before it listens, or listens again after a connection was lost.
  const listening = client.listen(CHANGES_CHANNEL, onNews, onNews);
  listening.catch((error) => closed || log.warn({ err: error }, "no news of imports: looked for once a minute"));
  void look();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      // Of a database that is gone, neither would ever be heard.
      listening.then(({ unlisten }) => unlisten()).catch(() => {});
    },
  };
}
