import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { expect, test, vi } from "vitest";
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
    });
    child.stderr.once("data", () => onErr?.(() => child.kill("SIGINT")));
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
    "a report without a folder",
    ["import", "samples", "--report", "/nowhere/r.json"],
    {},
    /^The report cannot be written to \/nowhere\/r\.json: its folder is not there\.\n$/,
  ],
  [
    "a report that is a folder",
    ["import", "samples", "--report", "samples"],
    {},
    /^The report cannot be written to samples: it is a folder\.\n$/,
  ],
  ["an address that is not fetched", ["import", "ftp://x.example/*.xml"], {}, /only addresses with http:\/\/ or https/],
  [
    "a file that is no article",
    ["import", "package.json"],
    {},
    /package\.json is neither a feed \(RSS, Atom, JSON Feed\) nor a WordPress export/,
  ],
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

test.each([
  ["a path that is not there", ["./nowhere"], "./nowhere cannot be imported: it is not there.\n"],
  [
    "an empty folder",
    ["EMPTY"],
    "No article file was found in EMPTY: articles end in .md, .markdown, .mdx, .html, .htm or .txt.\n",
  ],
  [
    "a wrong zone",
    ["EMPTY", "--time-zone", "Mars"],
    "“Mars” is no time zone: give an IANA name, as in Asia/Shanghai or UTC.\n",
  ],
  [
    "a wrong base URL",
    ["EMPTY", "--base-url", "example.com"],
    "“example.com” is no base URL: give the site's address, as in https://example.com/blog/.\n",
  ],
  [
    "two folders of one name",
    ["EMPTY", "TWIN"],
    "The source “empty” comes from EMPTY: give this one a name of its own with --source.\n",
  ],
])("%s is told in exactly one line", async (_, args, message) => {
  const empty = await folder({}, "empty");
  const twin = await folder({}, "empty");
  const given = args.map((arg) => arg.replace("EMPTY", empty).replace("TWIN", twin));
  expect(await broadsheet(["import", ...given])).toEqual({ code: 2, out: "", err: message.replace("EMPTY", empty) });
});

test("a report is never written over an article, and what is there stays until there is a new one", async () => {
  const root = await folder({ "a.md": post("A"), "old.json": "old" }, "kept");
  const expanded = await broadsheet(["import", root, "--report", join(root, "a.md")]);
  expect(expanded).toMatchObject({ code: 2, err: expect.stringContaining("would overwrite") });
  expect(await readFile(join(root, "a.md"), "utf8")).toBe(post("A"));
  expect((await broadsheet(["import", "./nowhere", "--report", join(root, "old.json")])).code).toBe(2);
  expect(await readFile(join(root, "old.json"), "utf8")).toBe("old");
  await broadsheet(["import", root, "--report", join(root, "old.json")]);
  expect(JSON.parse(await readFile(join(root, "old.json"), "utf8"))).toMatchObject({ created: 1 });
});

test("a reader that leaves early costs nothing but the output", async () => {
  const root = await folder({ "a.md": post("A") }, "unread");
  const child = spawn(process.execPath, [join(home, "bin/broadsheet.js"), "import", root], {
    cwd: home,
    env: { PATH: process.env.PATH, DATABASE_URL: db.url },
  });
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await db.client`select from sources where name = 'unread'`).toHaveLength(1);
});

test("connections that are ended under way are told of in one line, and the same command goes on", async () => {
  const root = await folder({}, "lost");
  const body = "Some *text* with `code`.\n\n".repeat(20);
  await Promise.all(Array.from({ length: 400 }, (_, n) => put(root, `${n}.md`, post(`T${n}`) + body)));
  // A connection of its own, open before any is ended: one that the pool would open meanwhile could be ended as well.
  const sql = postgres(db.url, { max: 1, fetch_types: false });
  const before = await sql`select pid from pg_stat_activity where datname = current_database()`;
  const ours = `{${before.map(({ pid }) => pid).join()}}`;
  const ending = new AbortController();
  // An idle connection is replaced without a word, so one has to be met at work.
  const endConnections = async () => {
    while (!ending.signal.aborted) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> all(${ours}::text::int[]) and state = 'active'`.catch(() => {});
      await sleep(5);
    }
  };
  const ended = await broadsheet(["import", root], {}, () => void endConnections());
  ending.abort();
  await sql.end();
  expect(ended.code).toBe(2);
  expect(ended.err).toBe(
    "Importing 400 files\n" +
      "The connection to the database is lost: once PostgreSQL is up again, the same command goes on from there.\n",
  );
  expect(await broadsheet(["import", root, "--quiet"])).toMatchObject({ code: 0, err: "" });
});

test("migrate says what it has done, and has help", async () => {
  expect(await broadsheet(["migrate"])).toEqual({ code: 0, out: "The database is up to date.\n", err: "" });
  expect(await broadsheet(["migrate", "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Usage:") });
  const wrong = await broadsheet(["migrate"], { DATABASE_URL: "postgres://a:b%zz@127.0.0.1/x" });
  expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/^DATABASE_URL has a value.*\n$/) });
});

test("files that are no articles, and nothing else, end with code 2", async () => {
  const root = await folder({ "readme.md": "# Hello\n" }, "no-articles");
  const ended = await broadsheet(["import", root]);
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining("No article was found") });
  const again = await folder({ "a.md": post("A") }, "no-articles");
  expect(await broadsheet(["import", again, "--quiet"])).toMatchObject({ code: 0 });
});

test("a lone file that holds another one's article again is no mistake", async () => {
  const text = `${post("A")}${"A went on. ".repeat(60)}`;
  const root = await folder({ "a.md": text, "b.md": text }, "again");
  await broadsheet(["import", join(root, "a.md")]);
  const ended = await broadsheet(["import", join(root, "b.md")]);
  expect(ended).toMatchObject({
    code: 0,
    out: expect.stringContaining("DUPLICATE_ARTICLE"),
    err: "Importing 1 file\n",
  });
});

test("help and version are there", async () => {
  expect(await broadsheet(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("broadsheet <command>") });
  const help = await broadsheet(["import", "--help"]);
  expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/Exit codes:.*130, 143/s) });
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  expect(await broadsheet(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
});

test("SIGINT ends at once what waits for another process to start the database", async () => {
  const data = await folder({ lock: `${process.pid} another\n` }, "data");
  const report = join(data, "report.json");
  const child = spawn(process.execPath, [join(home, "bin/broadsheet.js"), "import", "samples", "--report", report], {
    cwd: home,
    env: { PATH: process.env.PATH, DATA_DIR: data },
  });
  // It is tried out just before the database is asked for.
  await vi.waitFor(() => access(report), { timeout: 10_000 });
  await sleep(300);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
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

test("a second SIGINT stops at once, and says so", async () => {
  const root = await folder({}, "at-once");
  const body = "Some *text* with `code`.\n\n".repeat(150);
  await Promise.all(Array.from({ length: 600 }, (_, n) => put(root, `${n}.md`, post(`T${n}`) + body)));
  const ended = await broadsheet(["import", root], {}, (kill) => {
    kill();
    setTimeout(kill, 20);
  });
  expect(ended).toEqual({
    code: 130,
    out: "",
    err: "Importing 600 files\nStopped at once. The same command goes on from there.\n",
  });
});

test("derive says how far it is, ends well when stopped, and goes on from there", async () => {
  const posts = Array.from({ length: 300 }, (_, at) => [`${at}.md`, post(`Derived ${at}`)]);
  const root = await folder(Object.fromEntries(posts), "derived");
  await broadsheet(["import", root, "--quiet"]);
  await db.client`update article_bodies set pipeline_version = pipeline_version - 1`;
  await db.client`update articles set essence = null`;
  const stopped = await broadsheet(["derive"], {}, (kill) => kill());
  expect(stopped).toMatchObject({ code: 130, err: expect.stringMatching(/^0 of \d+ bodies\n/) });
  expect(stopped.out).toMatch(/^Derived \d+ of \d+ bodies anew\.\n$/);
  const ended = await broadsheet(["derive"]);
  expect(ended).toMatchObject({ code: 0, out: expect.stringMatching(/^Derived (\d+) of \1 bodies anew\.\n$/) });
  expect(await broadsheet(["derive"])).toEqual({ code: 0, out: "All bodies are up to date.\n", err: "" });
});

test("derive has a help, and takes nothing else", async () => {
  expect(await broadsheet(["derive", "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Ctrl-C") });
  expect(await broadsheet(["derive", "--all"])).toMatchObject({ code: 2, err: expect.stringContaining("--all") });
  expect(await broadsheet(["derive", "posts"])).toMatchObject({ code: 2, err: expect.stringContaining("See --help.") });
});
