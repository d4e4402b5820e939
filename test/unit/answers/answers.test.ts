import { expect, test } from "vitest";
import { type Answers, createAnswers } from "../../../src/answers/answers.ts";
import { Made } from "../../../src/answers/made.ts";
import { createTaggedCache } from "../../../src/answers/tagged-cache.ts";
import type { Change } from "../../../src/changes/change.ts";

/** A memory, and a gateway that is current while a test says so. */
function memory() {
  const state = { isCurrent: true };
  const answers = createAnswers<string>({
    cache: createTaggedCache(1e6),
    currency: { isCurrent: () => state.isCurrent },
    settle: async () => {},
  });
  return { answers, state };
}

const change = (seq: number, ...entities: string[]): Change => ({ seq, entities, lists: [], names: [] });

/** An execution that ends when it is told to. */
function execution(value: string, ...ids: number[]) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const made = new Made();
  made.rows("Article", ids);
  let runs = 0;
  const execute = async () => {
    runs++;
    await ended;
    return { made, finish: () => ({ value, size: value.length }) };
  };
  return { execute, end, made, runs: () => runs };
}

async function keep(answers: Answers<string>, key: string, value: string, ...ids: number[]) {
  const one = execution(value, ...ids);
  one.end();
  return answers.ask(key, one.execute);
}

test("an answer is kept until a change has one of its tags", async () => {
  const { answers } = memory();
  await keep(answers, "q", "one", 1);
  answers.apply([change(1, "Article:2")]);
  expect(answers.find("q")).toBe("one");
  answers.apply([change(2, "Article:1")]);
  expect(answers.find("q")).toBeUndefined();
});

test("an answer that was under way while a change was applied is given and not kept, whatever the change", async () => {
  const { answers } = memory();
  const slow = execution("old", 1);
  const asked = answers.ask("q", slow.execute);
  answers.apply([change(1, "Article:2")]);
  slow.end();
  expect(await asked).toBe("old");
  expect(answers.find("q")).toBeUndefined();
});

test("who asks the same at once shares one execution; who asks after a change does not", async () => {
  const { answers } = memory();
  const before = execution("before", 1);
  const [first, second] = [answers.ask("q", before.execute), answers.ask("q", before.execute)];
  answers.apply([change(1, "Article:1")]);
  const after = execution("after", 1);
  const third = answers.ask("q", after.execute);
  after.end();
  expect(await third).toBe("after");
  before.end();
  expect(await Promise.all([first, second])).toEqual(["before", "before"]);
  expect([before.runs(), after.runs()]).toEqual([1, 1]);
  // What ended last was begun first.
  expect(answers.find("q")).toBe("after");
});

test("an answer that is not to be kept is executed by each who asks", async () => {
  const { answers } = memory();
  let runs = 0;
  const fail = async () => {
    runs++;
    return null;
  };
  expect(await Promise.all([answers.ask("q", fail), answers.ask("q", fail)])).toEqual([null, null]);
  expect(runs).toBe(2);
  const one = execution("secret", 1);
  one.made.keepable = false;
  one.end();
  expect(await answers.ask("q", one.execute)).toBe("secret");
  expect(answers.find("q")).toBeUndefined();
});

test("what fails fails for who asked, and the others ask for themselves", async () => {
  const { answers } = memory();
  let runs = 0;
  const once = async () => {
    if (runs++ === 0) throw new Error("lost");
    return { made: new Made(), finish: () => ({ value: "found", size: 5 }) };
  };
  const [first, second] = await Promise.allSettled([answers.ask("q", once), answers.ask("q", once)]);
  expect(first.status).toBe("rejected");
  expect(second).toEqual({ status: "fulfilled", value: "found" });
});

test("while it is not current, nothing is given from memory, shared or kept; what was kept is there again after", async () => {
  const { answers, state } = memory();
  await keep(answers, "q", "kept", 1);
  state.isCurrent = false;
  expect(answers.find("q")).toBeUndefined();
  const [one, other] = [execution("one", 2), execution("other", 2)];
  const both = [answers.ask("r", one.execute), answers.ask("r", other.execute)];
  one.end();
  other.end();
  expect(await Promise.all(both)).toEqual(["one", "other"]);
  state.isCurrent = true;
  expect(answers.find("r")).toBeUndefined();
  expect(answers.find("q")).toBe("kept");
  answers.reset();
  expect(answers.find("q")).toBeUndefined();
});
