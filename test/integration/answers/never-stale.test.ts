import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acknowledged } from "../../../src/db/write/acknowledged.ts";
import { aQuestion } from "./questions.ts";
import { type Remembering, startRemembering } from "./remembering.ts";
import { aWrite, createWriter } from "./writes.ts";

// Random imports, and random queries of a gateway that keeps its answers: after each import, each answer that it still
// keeps is compared with what the database says.

let gateway: Remembering;

beforeAll(async () => {
  gateway = await startRemembering();
});

afterAll(() => gateway.close());

const SECONDS = Number(process.env.NEVER_STALE_SECONDS ?? 20);

test(
  "after an import has returned, no answer that is kept differs from what the database says",
  async () => {
    const { database, kept: keptOf, remember, execute } = gateway;
    const write = createWriter(database);
    const asked = new Set<string>();
    const counts = { writes: 0, kept: 0, dropped: 0 };
    await fc.assert(
      fc.asyncProperty(aWrite, fc.array(aQuestion, { minLength: 12, maxLength: 12 }), async (one, questions) => {
        for (const question of questions) {
          asked.add(question);
          await remember(question);
        }
        const before = [...asked].filter((question) => keptOf(question) !== undefined);
        await write(one);
        await acknowledged(database.client);
        counts.writes++;
        for (const question of before) {
          const kept = keptOf(question);
          if (kept === undefined) {
            counts.dropped++;
            continue;
          }
          counts.kept++;
          const said = await execute(question);
          if (kept !== said)
            throw new Error(`${question}\nwas kept: ${kept}\nis now: ${said}\nafter ${JSON.stringify(one)}`);
        }
        for (const question of asked) if (keptOf(question) === undefined) asked.delete(question);
      }),
      {
        seed: 5,
        numRuns: 100_000,
        interruptAfterTimeLimit: SECONDS * 1_000,
        markInterruptAsFailure: false,
        endOnFailure: true,
      },
    );
    // Both were seen: answers that went, and answers that stayed.
    expect(counts.writes).toBeGreaterThan(3);
    expect(counts.kept).toBeGreaterThan(counts.writes);
    expect(counts.dropped).toBeGreaterThan(counts.writes);
  },
  (SECONDS + 60) * 1_000,
);
