import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmbeddedError, startEmbedded } from "../../src/db/embedded.ts";
import { findBinaries, restoreLinks } from "../../src/db/embedded-binaries.ts";
import { withLock } from "../../src/db/embedded-lock.ts";
import { isAlive } from "../../src/db/embedded-process.ts";
import { makeScratch } from "../support/scratch.ts";

const isRoot = process.getuid?.() === 0;

let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await makeScratch();
  dataDir = join(folder, "data");
  await startEmbedded({ dataDir }).then((server) => server.leave());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs one statement on a connection of its own. */
async function ask(url: string, statement: string): Promise<unknown> {
  const client = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    const [row] = await client.unsafe(statement).values();
    return row?.[0];
  } finally {
    await client.end();
  }
}

const isUp = (url: string) =>
  ask(url, "select true").catch((error) => {
    if (error.code === "ECONNREFUSED") return false;
    throw error;
  });

/** Another process on the folder, and what it got. */
async function spawnUser(dir: string): Promise<{ child: ChildProcess; url: string; fresh: boolean }> {
  const script = fileURLToPath(new URL("../support/embedded-user.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, dir], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout as NodeJS.ReadableStream), "line");
  return { child, ...JSON.parse(line) };
}

async function end({ child }: { child: ChildProcess }, how: "leave" | "SIGKILL"): Promise<void> {
  const exited = once(child, "exit");
  if (how === "leave") child.stdin?.end();
  else child.kill(how);
  await exited;
}

const postmasterPid = async () =>
  Number((await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);

/** Does something as a user without rights where we are root, whom no file mode stops. */
async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

test("a fresh folder gets a database in UTF-8, owned by a role that is no superuser", async () => {
  const lines: string[] = [];
  const fresh = join(folder, "fresh");
  const server = await startEmbedded({ dataDir: fresh, log: (line) => lines.push(line) });
  expect(server.fresh).toBe(true);
  expect(lines).toEqual([`Making a database in ${fresh}`]);
  expect(server.url).toMatch(/^postgres:\/\/broadsheet:[0-9a-f]{48}@127\.0\.0\.1:\d+\/broadsheet$/);
  expect(
    await ask(
      server.url,
      `select concat_ws(' ', datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datlocale, rolsuper)
       from pg_database join pg_roles on rolname = current_user where datname = current_database()`,
    ),
  ).toBe("broadsheet broadsheet UTF8 C.UTF-8 f");
  await server.leave();
  expect(await isUp(server.url)).toBe(false);
  expect((await readdir(fresh)).sort()).toEqual(["password", "postgres", "postgres.log"]);
});

test("a second start finds the data of the first", async () => {
  const first = await startEmbedded({ dataDir });
  await ask(first.url, "create table kept as select 42 as answer");
  await first.leave();
  const second = await startEmbedded({ dataDir });
  expect(second.fresh).toBe(false);
  expect(await ask(second.url, "select answer from kept")).toBe(42);
  await second.leave();
});

test("nobody gets in without the password, which only the owner can read", async () => {
  const server = await startEmbedded({ dataDir });
  const wrong = server.url.replace(/:[0-9a-f]{48}@/, ":wrong@");
  await expect(ask(wrong, "select 1")).rejects.toMatchObject({ code: "28P01" });
  await expect(ask(wrong.replace("broadsheet:", "postgres:"), "select 1")).rejects.toMatchObject({ code: "28000" });
  expect((await stat(join(dataDir, "password"))).mode & 0o777).toBe(0o600);
  expect(await ask(server.url, "show listen_addresses")).toBe("127.0.0.1");
  await server.leave();
});

test("a second process shares the server, and the last to leave stops it", async () => {
  const [first, second] = await Promise.all([spawnUser(dataDir), spawnUser(dataDir)]);
  expect(second.url).toBe(first.url);
  await end(first, "leave");
  expect(await isUp(second.url)).toBe(true);
  await end(second, "leave");
  expect(await isUp(second.url)).toBe(false);
});

test("of several that start at once on a fresh folder, one makes the database", async () => {
  const servers = await Promise.all([1, 2, 3].map(() => startEmbedded({ dataDir: join(folder, "raced") })));
  expect(servers.map(({ fresh }) => fresh).sort()).toEqual([false, false, true]);
  expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
  await Promise.all(servers.map((server) => server.leave()));
  expect(await isUp(servers[0]!.url)).toBe(false);
});

test("after a process was killed the next one takes its server over, with what was written", async () => {
  const killed = await spawnUser(dataDir);
  await ask(killed.url, "create table written as select 7 as number");
  await end(killed, "SIGKILL");
  expect(await isUp(killed.url)).toBe(true);
  const next = await startEmbedded({ dataDir });
  expect(next.url).toBe(killed.url);
  expect(await ask(next.url, "select number from written")).toBe(7);
  await next.leave();
  expect(await isUp(next.url)).toBe(false);
});

test.each(["at once", "when it is gone"])("a killed server is left %s, and the next start recovers", async (when) => {
  const before = await startEmbedded({ dataDir });
  await ask(before.url, "create table if not exists committed as select generate_series(1, 1000)");
  const pid = await postmasterPid();
  process.kill(pid, "SIGKILL");
  if (when === "when it is gone") await expect.poll(() => isAlive(pid)).toBe(false);
  await before.leave();
  const after = await startEmbedded({ dataDir });
  expect(await ask(after.url, "select count(*)::int from committed")).toBe(1000);
  await after.leave();
});

test("a process stays a member when PostgreSQL ends all connections and recovers", async () => {
  const server = await startEmbedded({ dataDir });
  const members = "select count(*)::int from pg_stat_activity where application_name = 'broadsheet member'";
  await ask(
    server.url,
    "select pg_terminate_backend(pid, 1000) from pg_stat_activity where application_name = 'broadsheet member'",
  );
  expect(await ask(server.url, members)).toBe(0);
  await expect.poll(() => ask(server.url, members), { timeout: 5000 }).toBe(1);
  await server.leave();
  expect(await isUp(server.url)).toBe(false);
});

test("a number in postmaster.pid that now belongs to another process does no harm", async () => {
  const stale = [process.pid, join(dataDir, "postgres"), 1, 1, "", "127.0.0.1", "", "ready"];
  await writeFile(join(dataDir, "postgres/postmaster.pid"), stale.join("\n"));
  const server = await startEmbedded({ dataDir });
  expect(await isUp(server.url)).toBe(true);
  await server.leave();
});

test("what a killed first start left behind is cleared away", async () => {
  const half = join(folder, "half");
  await mkdir(join(half, "postgres.new-1/base"), { recursive: true });
  await writeFile(join(half, "password"), "of a cluster that never was\n");
  const server = await startEmbedded({ dataDir: half });
  expect(server.fresh).toBe(true);
  await server.leave();
  expect(await readdir(half)).not.toContain("postgres.new-1");
});

test("the lock of a process that is gone is taken over", async () => {
  const gone = spawn(process.execPath, ["--version"]);
  await once(gone, "exit");
  for (const owner of [`${gone.pid}`, `${process.pid} of-an-earlier-life`]) {
    await writeFile(join(dataDir, "lock"), `${owner}\n`);
    await startEmbedded({ dataDir }).then((server) => server.leave());
    expect(await readdir(dataDir)).toEqual(["password", "postgres", "postgres.log"]);
  }
});

test("a lock that stays held is an error that names the file and its owner", async () => {
  const file = join(folder, "held");
  await writeFile(file, `${process.ppid} another\n`);
  await expect(withLock(file, async () => {}, 50)).rejects.toThrow(
    expect.objectContaining({ message: expect.stringMatching(`Process ${process.ppid} .*delete ${file}`) }),
  );
});

test("one holds the lock at a time", async () => {
  let holders = 0;
  let most = 0;
  const turn = () =>
    withLock(join(folder, "turns"), async () => {
      most = Math.max(most, ++holders);
      await new Promise(setImmediate);
      holders--;
    });
  await Promise.all(Array.from({ length: 20 }, turn));
  expect(most).toBe(1);
});

test("a cluster of another major version is refused with what to do", async () => {
  const old = join(folder, "old");
  await mkdir(join(old, "postgres"), { recursive: true });
  await writeFile(join(old, "postgres/PG_VERSION"), "17\n");
  await expect(startEmbedded({ dataDir: old })).rejects.toThrow(/made by PostgreSQL 17, and this is 18: set DATA_DIR/);
  await expect(startEmbedded({ dataDir: old })).rejects.toBeInstanceOf(EmbeddedError);
});

test("a folder that cannot be written to is refused with what to do", async () => {
  const closed = join(folder, "closed");
  await mkdir(closed, { mode: 0o555 });
  for (const dir of [closed, join(closed, "data")]) {
    const error = await unprivileged(() => startEmbedded({ dataDir: dir }).catch((thrown) => thrown));
    expect(error).toBeInstanceOf(EmbeddedError);
    expect(error.message).toMatch(`The data folder ${dir} cannot be used: permission denied; run as the user`);
  }
});

test("a data folder that is a file is refused", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(startEmbedded({ dataDir: file })).rejects.toThrow(/a file stands where the folder should be/);
  await expect(startEmbedded({ dataDir: join(file, "data") })).rejects.toThrow(/a part of the path is a file/);
});

test("a data folder that the file system refuses to make is told of at once", async () => {
  // Its error is ENOENT though its parent is there.
  await expect(startEmbedded({ dataDir: "/proc/x/y" })).rejects.toThrow(
    "The data folder /proc/x/y cannot be used: it is not there and cannot be made",
  );
  const deep = join(folder, "made/of/parts");
  await startEmbedded({ dataDir: deep }).then((server) => server.leave());
  expect(await readdir(deep)).toContain("postgres");
});

test("Ctrl+C while the database is made ends the process in silence and leaves nothing half", async () => {
  const dir = join(folder, "interrupted");
  const script = fileURLToPath(new URL("../support/embedded-user.ts", import.meta.url));
  // A group of its own, all of which a terminal would tell.
  const child = spawn(process.execPath, ["--import", "tsx", script, dir], { detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const exited = once(child, "exit");
  const names = () => readdir(dir).catch(() => []);
  await expect.poll(names, { interval: 5, timeout: 20_000 }).toContain(`postgres.new-${child.pid}`);
  process.kill(-(child.pid ?? 0), "SIGINT");
  expect(await exited).toEqual([null, "SIGINT"]);
  expect(output).toBe("");
  // Whole or not there at all, and no lock.
  expect(["password", "postgres"]).toEqual(expect.arrayContaining(await names()));
  await startEmbedded({ dataDir: dir }).then((server) => server.leave());
});

test("a database whose password is lost is refused, and left as it is", async () => {
  const password = join(dataDir, "password");
  await rename(password, `${password}.away`);
  await expect(startEmbedded({ dataDir })).rejects.toThrow(`${password} is missing`);
  await rename(`${password}.away`, password);
  await startEmbedded({ dataDir }).then((server) => server.leave());
});

test("a database whose password was changed is refused, and no server is left running", async () => {
  const password = join(dataDir, "password");
  const good = await readFile(password);
  await writeFile(password, "another\n");
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/does not let us in \(password authentication failed/);
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
  await writeFile(password, good);
  await startEmbedded({ dataDir }).then((server) => server.leave());
});

test("a server that does not come up is told of with the end of its log", async () => {
  const settings = join(dataDir, "postgres/postgresql.auto.conf");
  const good = await readFile(settings);
  await writeFile(settings, "shared_buffers = 'plenty'\n");
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/did not come up.*postgres\.log:\n.*shared_buffers/s);
  await writeFile(settings, good);
  await startEmbedded({ dataDir }).then((server) => server.leave());
});

test.runIf(isRoot)("root can use a folder that only root may enter", async () => {
  const hidden = join(folder, "hidden");
  await mkdir(hidden, { mode: 0o700 });
  const server = await startEmbedded({ dataDir: join(hidden, "data") });
  expect(await isUp(server.url)).toBe(true);
  await server.leave();
});

test("a platform without a package is told to set DATABASE_URL", async () => {
  await expect(findBinaries("sunos", "sparc")).rejects.toThrow(/sunos-sparc .*set DATABASE_URL/);
});

test("links that npm left out of the package are made, once", async () => {
  const copy = join(folder, "package");
  await mkdir(join(copy, "native/lib"), { recursive: true });
  await writeFile(join(copy, "native/lib/libx.so.1.2"), "library");
  const links = [{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }];
  await writeFile(join(copy, "native/pg-symlinks.json"), JSON.stringify(links));

  await chmod(join(copy, "native/lib"), 0o555);
  await expect(unprivileged(() => restoreLinks(copy))).rejects.toThrow(`${copy} cannot be written to (EACCES)`);

  await chmod(join(copy, "native/lib"), 0o755);
  await restoreLinks(copy);
  await restoreLinks(copy);
  expect((await lstat(join(copy, "native/lib/libx.so.1"))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(copy, "native/lib/libx.so.1"), "utf8")).toBe("library");
});
