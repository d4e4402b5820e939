import type { Logger } from "pino";
import type { Sql } from "postgres";
import { type DirectLink, openDirectLink } from "../db/direct.ts";
import { readChangesFrom, readLastChange } from "../db/queries/changes.ts";
import { CHANGES_CHANNEL } from "../db/write/changes.ts";
import { acknowledge, announceGateway, dismissGateway, forgetThePast } from "../db/write/gateways.ts";
import type { ChangeListener, Currency } from "./change.ts";
import { type Clocks, createLease } from "./lease.ts";

/** What following changes takes. */
export interface FollowerDeps {
  /** The pool that queries are asked of: what it does not show yet has not been applied. */
  client: Sql;
  /** Address of the primary, without a pooler between. */
  directUrl: string;
  /** UUID of this process. */
  id: string;
  log: Logger;
  clocks?: Clocks;
}

/** Follows the table `changes` until it is closed. */
export interface Follower extends Currency {
  /**
   * Begins to follow, for these listeners. Each change goes to them in their order: what is made of something that
   * another one holds comes after that.
   */
  start(listeners: readonly ChangeListener[]): void;
  /** The seq of the last change that was applied; null where what is held stands for none. */
  applied(): number | null;
  /** From now on nothing is current, and no writer waits for this process. */
  close(): Promise<void>;
}

/**
 * Milliseconds for which memory is trusted after the last sign of life that reached the primary. Writers wait for twice
 * as long (see db/write/gateways.ts).
 */
const LEASE = 5_000;
const HEARTBEAT = 1_000;
const AFTER_FAILURE = 500;
const FORGET_EVERY = 600_000;

const PAGE = 100;
/** Behind by more than so many changes, to begin afresh is quicker. */
const MOST_TO_CATCH_UP = 2_000;

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * Makes the follower of one gateway process. At each notification, and once a second, it reads what has been written,
 * has the listeners apply it, and acknowledges that on the primary, where writers look for it. See
 * docs/decisions/answers-cache.md for why nobody is given an answer from before an import that has returned.
 */
export function createFollower({ client, directUrl, id, log, clocks = systemClocks }: FollowerDeps): Follower {
  const lease = createLease(LEASE, clocks);
  let listeners: readonly ChangeListener[] = [];
  let link: DirectLink | null = null;
  /** Null where what the listeners hold stands for no change. */
  let applied: number | null = null;
  let forgotAt = clocks.monotonic();
  let failing = false;
  let closed = false;
  let hasNews = false;
  let wake = () => {};
  let ended: Promise<void> = Promise.resolve();

  const onNews = () => {
    hasNews = true;
    wake();
  };
  const open = (): Promise<DirectLink> => {
    const onLost = () => {
      // One that was given up here is no news, nor is one that another has replaced.
      if (link === null || link.isOpen()) return;
      lease.end();
      wake();
    };
    return openDirectLink(directUrl, CHANGES_CHANNEL, { onNews, onLost });
  };

  /** Has the listeners apply what they have not applied yet. False where that cannot be told. */
  const catchUp = async (): Promise<boolean> => {
    const first = applied;
    while (applied !== null && first !== null) {
      const [known, ...changes] = await readChangesFrom(client, applied, PAGE + 1);
      // Another list than the one that was followed, or one whose part is missing.
      if (applied !== 0 && known?.seq !== applied) return false;
      const news = applied === 0 && known ? [known, ...changes] : changes;
      for (const listener of news.length > 0 ? listeners : []) await listener.apply(news);
      applied = news.at(-1)?.seq ?? applied;
      if (news.length < PAGE) return true;
      if (applied - first > MOST_TO_CATCH_UP) return false;
    }
    return false;
  };
  const beginAfresh = async (): Promise<void> => {
    applied = null;
    // Read before anything is loaded: what is loaded is at least as new.
    const last = await readLastChange(client);
    for (const listener of listeners) await listener.reset();
    applied = last;
  };
  const comeUpToDate = async (): Promise<void> => {
    if (!(await catchUp())) await beginAfresh();
  };

  const beat = async (): Promise<void> => {
    if (!link?.isOpen()) link = await open();
    const { client: direct, isOpen } = link;
    if (!lease.holds()) {
      // Nobody waits for one that cannot follow: it shows that it can before it says that it is there.
      await comeUpToDate();
      // What is written from here on waits; what was written since is read now.
      await announceGateway(direct, id, applied ?? 0);
    }
    const began = lease.now();
    hasNews = false;
    await comeUpToDate();
    if (!(await acknowledge(direct, id, applied ?? 0))) {
      lease.end();
      throw new Error("the row of this gateway has gone from the table gateways");
    }
    if (isOpen() && !closed) lease.renew(began);
    if (began.monotonic - forgotAt > FORGET_EVERY) {
      forgotAt = began.monotonic;
      await forgetThePast(direct);
    }
  };
  const dropLink = async (): Promise<void> => {
    const dropped = link;
    link = null;
    lease.end();
    await dropped?.close().catch(() => {});
  };
  /** A beat that ends: where the primary does not answer, its connection is given up. */
  const tryBeat = async (): Promise<boolean> => {
    const watchdog = setTimeout(dropLink, LEASE);
    try {
      await beat();
      if (failing) log.info("the changes of articles are followed again");
      failing = false;
      return true;
    } catch (error) {
      await dropLink();
      if (!failing && !closed) {
        log.warn(
          { err: error },
          "the changes of articles cannot be followed (at DATABASE_DIRECT_URL, else DATABASE_URL): nothing is answered from memory",
        );
      }
      failing = true;
      return false;
    } finally {
      clearTimeout(watchdog);
    }
  };
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      // A server that is done does not wait for the next beat.
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (closed || (hasNews && link?.isOpen())) wake();
    });
  const follow = async (): Promise<void> => {
    while (!closed) await pause((await tryBeat()) ? HEARTBEAT : AFTER_FAILURE);
  };

  return {
    isCurrent: () => lease.holds(),
    applied: () => applied,
    start: (given) => {
      listeners = given;
      // Nobody has to wait for a process that holds nothing.
      if (listeners.length > 0) ended = follow();
    },
    close: async () => {
      closed = true;
      lease.end();
      wake();
      const watchdog = setTimeout(dropLink, LEASE);
      await ended;
      if (link?.isOpen()) await dismissGateway(link.client, id).catch(() => {});
      clearTimeout(watchdog);
      await dropLink();
    },
  };
}
