import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, post, put } from "./folder.ts";
import { useDatabase } from "./writing.ts";

const db = useDatabase();

const home = fileURLToPath(new URL("../../../", import.meta.url));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the real command line to its end. */
function broadsheet(args: string[], environment: Record<string, string> = {}, onErr?: (kill: () => void) => void) {
  return new Promise<Ended>((resolve) => {
    const child = spawn(process.execPath, [join(home, "bin/broadsheet.js"), ...args], {
      cwd: home,
      env: { PATH: process.env.PATH, DATABASE_URL: db.url, ...environment },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
      onErr?.(() => child.kill("SIGINT"));
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

const noStackTrace = ({ out, err }: Ended) => expect(out + err).not.toMatch(/^\s+at /m);

test("an import says what it did, and a second one that nothing has changed", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": "---\ntitle: B\ndate: never\n---\nx" }, "said");
  const first = await broadsheet(["import", root, "--time-zone", "UTC"]);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/said: 2 files in .*: 2 created\./);
  expect(first.out).toMatch(/DATE_UNREADABLE × 1 .*b\.md/);
  expect(first.err).toBe("Importing 2 files\n");
  const second = await broadsheet(["import", root]);
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining("Nothing has changed.") });
});

test("failed files are listed, also when quiet, and end with code 1", async () => {
  const root = await folder({ "a.md": post("A"), "bad.md": "---\ntitle: x\n" }, "failing");
  const report = join(root, "..", "report.json");
  const ended = await broadsheet(["import", root, "--quiet", "--report", report]);
  expect(ended).toMatchObject({ code: 1, out: "" });
  expect(ended.err).toMatch(/^1 failure\n {2}FRONT_MATTER_UNCLOSED .*bad\.md/);
  expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({
    status: "FAILED",
    filesTotal: 2,
    filesRead: 2,
    created: 1,
    failed: 1,
    issues: [{ source: "failing", path: "bad.md", code: "FRONT_MATTER_UNCLOSED", severity: "ERROR" }],
  });
  noStackTrace(ended);
});

test.each([
  ["an unknown option", ["import", "x", "--nonsense"], {}, /unknown option '--nonsense'/],
  ["a path that does not exist", ["import", "./nowhere"], {}, /\.\/nowhere cannot be imported: it is not there/],
  ["a bad zone", ["import", "samples", "--time-zone", "Mars"], {}, /“Mars” is no time zone/],
  [
    "a report that cannot be written",
    ["import", "samples", "--report", "/nowhere/r.json"],
    {},
    /report cannot be written/,
  ],
  ["a file that is no article", ["import", "package.json"], {}, /package\.json is no article file/],
  ["a wrong DATABASE_URL", ["import", "samples"], { DATABASE_URL: "mysql://x" }, /^DATABASE_URL has a value/],
  [
    "a database that is not there",
    ["import", "samples"],
    { DATABASE_URL: "postgres://u:secret@127.0.0.1:1/x" },
    /^The database cannot be reached: nothing listens at 127\.0\.0\.1:1/,
  ],
  ["an unknown command", ["imprt"], {}, /There is no command imprt/],
])("%s ends with code 2 and one clear line", async (_, args, environment, message) => {
  const ended = await broadsheet(args, environment);
  expect(ended.code).toBe(2);
  expect(ended.err).toMatch(message);
  expect(ended.err).not.toContain("secret");
  noStackTrace(ended);
});

test("files that are no articles, and nothing else, end with code 2", async () => {
  const root = await folder({ "readme.md": "# Hello\n" }, "no-articles");
  const ended = await broadsheet(["import", root]);
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining("No article was found") });
  expect(await db.client`select from sources where name = 'no-articles'`).toHaveLength(0);
});

test("help and version are there", async () => {
  expect(await broadsheet(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("broadsheet <command>") });
  const help = await broadsheet(["import", "--help"]);
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining("Exit codes:") });
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  expect(await broadsheet(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
});

test("SIGINT ends with code 130 after the batch under way, and says where it stopped", async () => {
  const root = await folder({}, "stopped");
  const body = "Some *text* with `code`.\n\n".repeat(150);
  await Promise.all(Array.from({ length: 600 }, (_, n) => put(root, `${n}.md`, post(`T${n}`) + body)));
  const ended = await broadsheet(["import", root], {}, (kill) => kill());
  expect(ended.code).toBe(130);
  expect(ended.out).toMatch(/Stopped after \d+ of 600 files/);
  const [row] = await db.client`
    select count(*)::int as n, count(b.article_id)::int as bodies from articles a join sources s on s.id = a.source_id
    left join article_bodies b on b.article_id = a.id where s.root = ${root}`;
  expect(row?.n).toBe(row?.bodies);
  expect(row?.n).toBeLessThan(600);
});
