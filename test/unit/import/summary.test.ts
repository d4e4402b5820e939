import { expect, test } from "vitest";
import { createTally, type ImportReport } from "../../../src/import/report.ts";
import { describeFailures, summarise } from "../../../src/import/summary.ts";

const same = (text: string) => text;
const wording = { colors: { bold: same, dim: same, red: same, yellow: same, green: same }, cwd: "/home/ann" };
const sources = [
  {
    name: "posts",
    root: "/home/ann/posts",
    kind: "folder",
    movedFrom: null,
    within: [] as string[],
    holds: [] as string[],
    runId: 1,
  },
];
const issue = (path: string, code: string, severity: "WARNING" | "ERROR" = "WARNING", line: number | null = null) => ({
  path,
  code,
  severity,
  line,
  message: `About ${path}.`,
  hint: "Do this.",
});

function report(
  change: (tally: ReturnType<typeof createTally>) => void,
  interrupted = false,
  from = sources,
): ImportReport {
  const tally = createTally(new Date(0), 4);
  for (const source of from) tally.add(source);
  change(tally);
  return tally.finish({ interrupted, dryRun: false }, new Date(2000));
}

test("warnings come by code, the most frequent first, with one example each", () => {
  const done = report((tally) => {
    tally.report("posts", [
      issue("c.md", "RARE"),
      issue("b.md", "OFTEN", "WARNING", 3),
      issue("a.md", "OFTEN", "WARNING", 9),
    ]);
    for (const _ of "1234") tally.count("created");
  });
  expect(summarise(done, wording)).toEqual([
    "Warnings",
    "  OFTEN × 2  posts/a.md:9",
    "      About a.md.",
    "      Do this.",
    "  RARE × 1  posts/c.md",
    "      About c.md.",
    "      Do this.",
    "posts: 4 files in 2.0 s (2 a second): 4 created.",
  ]);
});

test("of a million issues a thousand are told, and all are counted", () => {
  const done = report((tally) => {
    for (let at = 0; at < 3000; at++)
      tally.report("posts", [issue(`${at}.md`, "BAD", "ERROR"), issue(`${at}.md`, "FINE")]);
    tally.report("posts", [issue("z.md", "LATE")]);
    tally.count("failed");
  });
  expect(done.issues.length).toBe(2001);
  expect(done.issueCounts).toEqual(
    new Map([
      ["BAD", 3000],
      ["FINE", 3000],
      ["LATE", 1],
    ]),
  );
  expect(summarise(done, wording)).toContain("  FINE × 3,000  posts/0.md");
  expect(summarise(done, wording)).toContain("  LATE × 1  posts/z.md");
  const failures = describeFailures(done, wording);
  expect(failures[0]).toBe("3,000 failures");
  expect(failures.at(-1)).toBe("  … and 2,000 more; --report writes all of them to a file.");
});

test("every failure is told, in the order of files", () => {
  const done = report((tally) => {
    tally.report("posts", [issue("b.md", "BAD", "ERROR", 2), issue("a.md", "BAD", "ERROR"), issue("c.md", "FINE")]);
    tally.count("failed");
  });
  expect(done.status).toBe("FAILED");
  expect(describeFailures(done, wording)).toEqual([
    "2 failures",
    "  BAD  posts/a.md",
    "      About a.md.",
    "      Do this.",
    "  BAD  posts/b.md:2",
    "      About b.md.",
    "      Do this.",
  ]);
});

test("a name that would act on the terminal does not", () => {
  const done = report((tally) => tally.report("posts", [issue("a\u001b[2J\nb.md", "BAD", "ERROR")]));
  const told = describeFailures(done, wording).join("");
  expect(["\u001b", "\n"].filter((character) => told.includes(character))).toEqual([]);
});

test("a run that stopped says how far it came", () => {
  const done = report((tally) => tally.count("created"), true);
  expect(summarise(done, wording).at(-1)).toMatch(/^Stopped after 1 of 4 files/);
});

test("a run that stopped before it began says so", () => {
  const done = report(() => {}, true, []);
  expect(summarise(done, wording)).toEqual(["Stopped before the first file; nothing was written."]);
});

test("a folder that shares files with that of another source is told of", () => {
  const source = { name: "mine", kind: "folder", movedFrom: null, within: [], holds: [], runId: 1 };
  const inner = report(() => {}, false, [{ ...source, root: "/home/ann/posts/a", within: ["posts"] }]);
  expect(summarise(inner, wording)[0]).toBe("/home/ann/posts/a is also part of the source “posts”.");
  const outer = report(() => {}, false, [{ ...source, root: "/home/ann", holds: ["posts", "notes"] }]);
  expect(summarise(outer, wording)[0]).toBe(
    "/home/ann holds that of the source “posts”, “notes” too: what lies there is two articles.",
  );
});

test("only the slowest files are remembered, and only those worth a word are told", () => {
  const done = report((tally) => {
    for (const milliseconds of [100, 3000, 200, 1000, 50, 400, 1600])
      tally.time("posts", `${milliseconds}.md`, milliseconds);
  });
  expect(done.slowest.map(({ milliseconds }) => milliseconds)).toEqual([3000, 1600, 1000, 400, 200]);
  expect(summarise(done, wording).filter((line) => line.includes(" ms "))).toHaveLength(3);
});

test("what was renamed and deleted is named, and what has no file any more is counted", () => {
  const done = report((tally) => {
    for (const path of ["a.md", "b.md"]) {
      tally.gone({ source: "posts", path, renamedTo: `new-${path}` });
      tally.count("renamed");
    }
    for (const path of "123456") {
      tally.gone({ source: "posts", path, renamedTo: null });
      tally.also("deleted");
    }
    tally.leave(1);
  });
  expect(summarise(done, wording)).toEqual([
    "Renamed",
    "  posts/a.md → posts/new-a.md",
    "  posts/b.md → posts/new-b.md",
    "Deleted",
    ...["1", "2", "3", "4", "5"].map((path) => `  posts/${path}`),
    "  … and 1 more; --report names the first thousand.",
    "posts: 2 files in 2.0 s (1 a second): 2 renamed, 6 deleted.",
    "1 article has no file any more: --prune deletes such articles.",
  ]);
});

test("what is in one file is counted in entries, and the rest is imported only where there is one", () => {
  const [source] = sources;
  const done = report((tally) => tally.count("failed"), false, source ? [{ ...source, kind: "feed" }] : []);
  expect(summarise(done, wording)).toEqual([
    "posts (feed): 1 entry in 2.0 s: 1 failed.",
    "What failed has changed nothing.",
  ]);
});
