import { spawnSync } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../test/support/own-postgres.ts";
import type { Row, Stage } from "../row.ts";
import { post, writeFiles } from "../world/articles.ts";
import { listed, questionsAbout, startLoad } from "../world/load.ts";
import { runCommand, start } from "../world/process.ts";

/** Starts PgBouncer in transaction mode before the server; says on which port, or why it could not. */
async function startPgBouncer({ postgres, scratch, after }: Stage, prepared: number | null): Promise<number | string> {
  const port = await freePort();
  const users = join(scratch, "users.txt");
  await writeFile(users, '"postgres" ""\n');
  const file = join(scratch, `pgbouncer-${prepared}.ini`);
  const settings = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "any",
    auth_file: users,
    pool_mode: "transaction",
    default_pool_size: 3,
    max_client_conn: 200,
    ...(prepared !== null && { max_prepared_statements: prepared }),
    ignore_startup_parameters: "extra_float_digits",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const databases = `[databases]\n* = host=127.0.0.1 port=${postgres.port} user=postgres\n`;
  await writeFile(file, `${databases}[pgbouncer]\n${lines.join("\n")}\n`);
  await chmod(file, 0o644);
  // It refuses to be root.
  const asNobody = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const running = start(["pgbouncer", ...asNobody, file], { PATH: `${process.env.PATH}:/usr/sbin` });
  after(async () => {
    running.child.kill("SIGKILL");
    await running.exit;
  });
  for (let tries = 0; tries < 50; tries++) {
    if (await isOpen(port)) return port;
    if (running.child.exitCode !== null || running.child.pid === undefined) break;
    await sleep(100);
  }
  return running.stderr().slice(-200) || "it does not listen";
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

async function through(stage: Stage, prepared: number | null, parameters: string): Promise<void> {
  const { expect } = stage;
  const what = parameters === "" ? `prepared statements on, and ${prepared} in PgBouncer` : "prepare off";
  const port = await startPgBouncer(stage, prepared);
  expect(`${what}: PgBouncer can be started (apt-get install pgbouncer)`, typeof port === "number", port);
  if (typeof port !== "number") return;
  const direct = await stage.newDatabase("samples");
  const pooled = `${direct.replace(`:${stage.postgres.port}/`, `:${port}/`)}${parameters}`;
  const gateway = await stage.ownGateway({ RATE_LIMIT: "0", DATABASE_DIRECT_URL: direct }, pooled);
  const load = startLoad({ endpoint: gateway.endpoint, concurrency: 12, next: await questionsAbout(gateway.endpoint) });
  await sleep(1500);
  const title = '{ articles(filter: {sources: ["bounced"]}) { totalCount } }';
  const before = await gateway.ask(title);
  expect(`${what}: nothing is there before`, before.data?.articles.totalCount === 0, before.text);
  const root = join(stage.scratch, `bounced-${prepared}`, "bounced");
  const files = Array.from({ length: 250 }, (_, n) => [`${n}.md`, post({ title: `Bounced ${n}` }, "Up.")]);
  await writeFiles(root, Object.fromEntries(files));
  const { code, stderr } = await runCommand(["import", root], { DATABASE_URL: pooled });
  expect(`${what}: imports go through it`, code === 0, stderr.slice(-300));
  const after = await gateway.ask(title);
  expect(`${what}: news of them arrives`, after.data?.articles.totalCount === 250, after.text);
  const { answered, failures, refused, wrong } = await load.stop();
  expect(`${what}: queries are answered`, answered.length > 50, answered.length);
  expect(`${what}: none fails`, failures.size === 0 && refused.length === 0 && wrong.length === 0, listed(failures));
}

/** From 1.21 on PgBouncer keeps prepared statements itself, and they may be left on. */
function keepsStatements(): boolean {
  const { stdout } = spawnSync("pgbouncer", ["--version"], {
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
    encoding: "utf8",
  });
  const [, major, minor] = /PgBouncer (\d+)\.(\d+)/.exec(stdout ?? "") ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

export const pgBouncer: Row = {
  row: 26,
  title: "PgBouncer in transaction mode between",
  must: "works with prepare off",
  async attack(stage) {
    await through(stage, null, "?prepare=false");
    if (keepsStatements()) await through(stage, 200, "");
  },
};
