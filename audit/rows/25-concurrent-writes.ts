import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { Row } from "../row.ts";
import { post, writeFiles } from "../world/articles.ts";
import { listed, questionsAbout, startLoad } from "../world/load.ts";
import { type Ended, ending, runCommand, start } from "../world/process.ts";

const files = (name: string, count: number, version: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `${n}.md`,
      post(
        {
          title: `${name} ${n}`,
          date: "2024-01-01T00:00:00Z",
          more: `categories: [Both, ${n % 5}]\ntags: [t${(n + version) % 7}]\nauthor: A${n % 3}\n`,
        },
        `Version ${version} of ${n}.`,
      ),
    ]),
  );

const ROUNDS = 2;
const FILES = 250;

const project = new URL("../../", import.meta.url);

/** Migrates by a version to come: this one as it was compiled, with one migration more. */
async function migrateFurther(folder: string, url: string): Promise<Ended> {
  await mkdir(folder);
  for (const name of ["dist", "drizzle", "package.json"])
    await cp(new URL(name, project), join(folder, name), { recursive: true });
  await symlink(fileURLToPath(new URL("node_modules", project)), join(folder, "node_modules"));
  const journalFile = join(folder, "drizzle/meta/_journal.json");
  const journal = JSON.parse(await readFile(journalFile, "utf8"));
  const next = { idx: journal.entries.length, version: "7", when: Date.now(), tag: "9999_audit", breakpoints: true };
  await writeFile(journalFile, JSON.stringify({ ...journal, entries: [...journal.entries, next] }));
  const statements = [
    "alter table articles add column audit_later integer",
    "create index audit_later on articles (audit_later)",
  ];
  await writeFile(join(folder, "drizzle/9999_audit.sql"), statements.join(";--> statement-breakpoint\n"));
  return ending(start([process.execPath, join(folder, "dist/migrate.js")], { DATABASE_URL: url }));
}

export const concurrentWrites: Row = {
  row: 25,
  title: "import while queries run; import while another import runs; migration while serving",
  must: "no error to readers, no deadlock",
  async attack({ ownGateway, scratch, expect, postgres: server, after }) {
    const gateway = await ownGateway({ RATE_LIMIT: "0" });
    const { databaseUrl: url } = gateway;
    const mark = await server.logMark();
    const load = startLoad({
      endpoint: gateway.endpoint,
      concurrency: 4,
      next: await questionsAbout(gateway.endpoint),
    });
    for (let round = 0; round < ROUNDS; round++) {
      const roots = ["one", "two"].map((name) => join(scratch, name));
      for (const root of roots) await writeFiles(root, files(root === roots[0] ? "One" : "Two", FILES, round));
      const one = roots[0] ?? "";
      const runs = await Promise.all([
        ...roots.map((root) => runCommand(["import", root], { DATABASE_URL: url })),
        // The same folder by two at once.
        runCommand(["import", one], { DATABASE_URL: url }),
        runCommand(["migrate"], { DATABASE_URL: url }),
      ]);
      for (const { code, stderr, stdout } of runs)
        expect(
          "imports at the same time, and migrate, end well",
          code === 0,
          `${stdout.slice(-200)} ${stderr.slice(-200)}`,
        );
    }

    // A migration to come, as drizzle writes them, beside a reader who takes his time.
    const client = postgres(url, { max: 2, onnotice: () => {} });
    after(() => client.end({ timeout: 2 }));
    const reading = client`select count(*), pg_sleep(2) from articles`;
    await sleep(100);
    const migrated = await migrateFurther(join(scratch, "next"), url);
    expect("a migration while serving ends well", migrated.code === 0, migrated.stderr.slice(-300));
    const [added] = await client`select count(*)::int as count from information_schema.columns
      where table_name = 'articles' and column_name = 'audit_later'`;
    expect("it was applied", added?.count === 1, added);
    await reading;

    const { answered, failures, refused, wrong } = await load.stop();
    expect("readers were answered all the while", answered.length > 50, answered.length);
    expect("no error to readers", failures.size === 0 && refused.length === 0, `${listed(failures)} ${refused.length}`);
    expect("no wrong answer", wrong.length === 0, wrong[0]);
    const deadlocks = (await server.errorsSince(mark)).filter((line) => /deadlock/.test(line));
    expect("no deadlock", deadlocks.length === 0, deadlocks[0]);
    const [count] = await client`select count(*)::int as count from articles where path ~ '^[0-9]+\\.md$'`;
    expect("all that was imported is there once", count?.count === 2 * FILES, count?.count);
  },
};
