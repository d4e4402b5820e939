import type { Change, ChangeListener, Currency } from "../changes/change.ts";
import type { Made } from "./made.ts";
import type { TaggedCache } from "./tagged-cache.ts";
import { tagsOfChange } from "./tags.ts";

/** What was executed, and what it was made of. */
interface Executed<Value> {
  made: Made;
  /** Makes what is kept of it, given its tags; or what is only given to who asked, where it is not kept. */
  finish(tags: ReadonlySet<string> | null): { value: Value; size: number };
}

/** Answers in memory, each until a change makes it wrong. As a listener of changes, it comes after all others. */
export interface Answers<Value> extends ChangeListener {
  /** What is kept under a key, where it may be trusted at this moment. */
  find(key: string): Value | undefined;
  /**
   * Executes, and keeps what comes of it where nothing has changed meanwhile. Who asks the same while that is under way
   * gets the same, as long as no change has been applied since it began.
   * @param execute - says null where what comes of it is neither to be kept nor to be given to others.
   */
  ask(key: string, execute: () => Promise<Executed<Value> | null>): Promise<Value | null>;
  /** What is kept under a key has become larger; nothing where something else is by now. */
  grow(key: string, value: Value, size: number): void;
}

/** What keeping answers takes. */
export interface AnswersDeps<Value> {
  cache: TaggedCache<Value>;
  currency: Currency;
  /** Adds the tags of lists that were named otherwise than by their ids. */
  settle: (made: Made) => Promise<void>;
}

/** Makes an empty memory of answers. */
export function createAnswers<Value>({ cache, currency, settle }: AnswersDeps<Value>): Answers<Value> {
  /** How often something was applied: what was read while it stood still holds until something is. */
  let version = 0;
  const flights = new Map<string, { begun: number; result: Promise<Value | null> }>();

  async function run(key: string, begun: number, execute: () => Promise<Executed<Value> | null>) {
    const executed = await execute();
    if (executed === null) return null;
    const { made, finish } = executed;
    await settle(made);
    // What was applied meanwhile may have been read in part. From here on, what is kept is told of all changes.
    const isKept = made.keepable && version === begun && currency.isCurrent();
    const { value, size } = finish(isKept ? made.tags : null);
    if (isKept) cache.set(key, value, size, made.tags);
    return value;
  }

  return {
    find: (key) => (currency.isCurrent() ? cache.get(key) : undefined),
    ask: async (key, execute) => {
      const flight = flights.get(key);
      // An execution that began before a change was applied may be older than who asks now.
      if (flight?.begun === version && currency.isCurrent()) {
        const shared = await flight.result.catch(() => null);
        if (shared !== null) return shared;
      }
      const begun = version;
      const result = run(key, begun, execute);
      const mine = { begun, result };
      flights.set(key, mine);
      try {
        return await result;
      } finally {
        if (flights.get(key) === mine) flights.delete(key);
      }
    },
    grow: cache.grow,
    apply: (changes: readonly Change[]) => {
      version++;
      for (const change of changes) cache.drop(tagsOfChange(change));
    },
    reset: () => {
      version++;
      cache.clear();
    },
  };
}
