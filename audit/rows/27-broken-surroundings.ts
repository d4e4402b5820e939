import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import postgres from "postgres";
import type { Row, Stage } from "../row.ts";
import { post, writeFiles } from "../world/articles.ts";
import { commandLine, type Ended, ending, runCommand, start } from "../world/process.ts";

/** Milliseconds after which a command is taken to hang. */
const HANGS = 60_000;

/** One clear line, which says what to do, and an exit code that is not 0. */
function expectLine({ expect }: Stage, what: string, { code, stderr, stdout }: Ended, says: RegExp) {
  expect(`${what}: the exit code is not 0`, code !== 0 && code !== null, code);
  // What is said before, of what goes well, is no part of it.
  const lines = `${stdout}${stderr}`
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^(Making a database|\d)/.test(line));
  expect(`${what}: it is said in one line`, lines.length === 1, lines.slice(-8).join(" / "));
  const line = lines.at(-1) ?? "";
  expect(`${what}: which says what to do`, says.test(line), line);
  expect(
    `${what}: and no stack`,
    !/^\s+at |This should not have happened/m.test(`${stdout}${stderr}`),
    stderr.slice(0, 300),
  );
}

/** Runs a command in mounts of its own, so that nothing has to be taken away afterwards. */
async function inMounts({ after }: Stage, prepare: string, args: readonly string[], settings: Record<string, string>) {
  const isRoot = process.getuid?.() === 0;
  const own = isRoot ? ["unshare", "--mount"] : ["unshare", "--user", "--map-root-user", "--mount"];
  const line = [...own, "sh", "-ec", `${prepare}; exec "$@"`, "sh", ...commandLine(...args)];
  const running = start(line, settings);
  after(() => running.child.kill("SIGKILL"));
  const hanging = setTimeout(() => running.child.kill("SIGTERM"), HANGS);
  const ended = await ending(running);
  clearTimeout(hanging);
  return ended;
}

async function disks(stage: Stage): Promise<void> {
  const folder = join(stage.scratch, "disk");
  await mkdir(folder);
  const settings = { DATA_DIR: join(folder, "data"), PORT: "0" };
  const tmpfs = (megabytes: number) => `mount -t tmpfs -o size=${megabytes}m,mode=755 none ${folder}`;
  const full = /disk is full|free some space|No space left/i;
  const started = await inMounts(stage, tmpfs(12), ["start"], settings);
  expectLine(stage, "disk full at the start", started, full);

  const articles = join(stage.scratch, "large");
  const text = Array.from({ length: 20_000 }, (_, n) => (n * 2654435761).toString(36)).join(" ");
  await writeFiles(
    articles,
    Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`${n}.md`, post({ title: `Large ${n}` }, `${n} ${text}`)]),
    ),
  );
  const imported = await inMounts(stage, tmpfs(110), ["import", articles, "--quiet"], settings);
  // PostgreSQL may go down over it, and then that is what is known.
  expectLine(stage, "disk full in the middle of an import", imported, /free some space|once PostgreSQL is up again/);

  const readOnly = `mount -t tmpfs none ${folder} && mkdir ${folder}/data && mount -o remount,ro ${folder}`;
  const refused = await inMounts(stage, readOnly, ["start"], settings);
  expectLine(stage, "read-only data folder", refused, /read-only|DATA_DIR|may not write|cannot be written/i);
}

async function ports(stage: Stage): Promise<void> {
  const url = await stage.newDatabase("empty");
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as { port: number };
  const ended = await runCommand(["serve"], { DATABASE_URL: url, PORT: String(port) });
  await new Promise((resolve) => taken.close(resolve));
  expectLine(stage, "port taken", ended, /PORT/);
}

async function databases(stage: Stage): Promise<void> {
  const url = await stage.newDatabase("empty");
  const nobody = new URL(url);
  nobody.port = "1";
  const wrong: [what: string, url: string, says: RegExp][] = [
    ["DATABASE_URL with a wrong port", nobody.href, /DATABASE_URL/],
    ["DATABASE_URL of no host", "postgres://me:s3cret@no-such-host.invalid/x", /DATABASE_URL/],
    ["DATABASE_URL of no database", stage.postgres.urlOf("no_such_database"), /DATABASE_URL|create it/],
    ["DATABASE_URL of nobody", url.replace("postgres@", "nobody_at_all@"), /DATABASE_URL|role/],
    ["DATABASE_URL that is no address", "localhost:5432/articles", /DATABASE_URL/],
  ];
  for (const [what, address, says] of wrong) {
    const ended = await runCommand(["serve"], { DATABASE_URL: address, PORT: "0" });
    expectLine(stage, what, ended, says);
    stage.expect(`${what}: no password is repeated`, !`${ended.stderr}${ended.stdout}`.includes("s3cret"));
  }
}

/** Who serves by a role that may not alter tables starts only where they are up to date. */
async function migrations(stage: Stage): Promise<void> {
  const url = await stage.newDatabase("empty");
  const client = postgres(url, { max: 1, onnotice: () => {} });
  const role = `reader_${new URL(url).pathname.slice(7)}`;
  await client`create role ${client(role)} login`;
  await client`grant usage on schema public, drizzle to ${client(role)}`;
  await client`grant select on all tables in schema public, drizzle to ${client(role)}`;
  await client`delete from drizzle.__drizzle_migrations
    where id > (select id from drizzle.__drizzle_migrations order by created_at desc offset 3 limit 1)`;
  await client.end();
  const reader = url.replace("postgres@", `${role}@`);
  const ended = await runCommand(["serve"], { DATABASE_URL: reader, PORT: "0" });
  expectLine(stage, "a migration is missing, and may not be applied", ended, /migrat|up to date/);
}

export const brokenSurroundings: Row = {
  row: 27,
  title: "disk full, read-only data folder, port taken, DATABASE_URL wrong, migration missing",
  must: "one clear line that says what to do, exit code not 0",
  async attack(stage) {
    // Whoever serves on the same machine goes on.
    await stage.gateway();
    await ports(stage);
    await databases(stage);
    await migrations(stage);
    const canMount =
      process.platform === "linux" && succeeds("unshare", ["--user", "--map-root-user", "--mount", "true"]);
    const tried = canMount || process.getuid?.() === 0;
    stage.expect("a disk can be filled here: Linux, as root or with user namespaces", tried);
    if (tried) await disks(stage);
  },
};

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
