import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { runAsDocumented } from "../support/operations.ts";
import { findInstalledPrograms, startOwnPostgres } from "../support/own-postgres.ts";
import { makeScratch } from "../support/scratch.ts";
import { startScript } from "../support/start-script.ts";

// docs/operations.md: what it says of backups is done here, by its own commands, and the restored answers as the backed up.

const samples = fileURLToPath(new URL("../../samples", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await makeScratch();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ALL = `{
  articles(first: 100) { totalCount edges { cursor node { id slug title publishedAt author { id } categories { id path }
    tags { id } body { html } images { nodes { id url src(width: 640) } } } } }
  search(query: "moon") { edges { title snippets } }
  categories(first: 100) { nodes { id articleCount } }
}`;

/** Starts Broadsheet in the folder, asks for everything, and stops it. */
async function askAll(settings: Record<string, string>, ...args: string[]): Promise<string> {
  const started = startScript(folder, { LOG_LEVEL: "error", ...settings }, ...args);
  onTestFinished(() => void started.child.kill("SIGKILL"));
  const url = await started.url;
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: ALL }),
  });
  // The port is another one each time.
  const text = (await response.text()).replaceAll(url, "https://example.com");
  started.child.kill("SIGTERM");
  expect(await started.exit).toBe(0);
  const { data, errors } = JSON.parse(text);
  expect(errors).toBeUndefined();
  expect(data.articles.totalCount).toBeGreaterThan(20);
  return text;
}

test("an embedded database, copied while it is stopped", async () => {
  const before = await askAll({});
  await runAsDocumented("back up the embedded database", folder, {});
  await rm(join(folder, ".broadsheet/postgres/base"), { recursive: true });
  await runAsDocumented("restore the embedded database", folder, {});
  expect(await askAll({})).toBe(before);
}, 120_000);

test("an embedded database that is in use is not copied", async () => {
  const started = startScript(folder, { LOG_LEVEL: "error" });
  onTestFinished(() => void started.child.kill("SIGKILL"));
  await started.url;
  await expect(runAsDocumented("back up the embedded database", folder, {})).rejects.toThrow();
  expect(existsSync(join(folder, "broadsheet-backup"))).toBe(false);
  started.child.kill("SIGTERM");
  await started.exit;
}, 60_000);

// The embedded server's package has neither program, and other versions' do not fit it.
const installed = findInstalledPrograms();
const missing = installed === null ? " (no PostgreSQL with pg_dump is installed here)" : "";

test.skipIf(installed === null)(
  `another database, by pg_dump and pg_restore of its version${missing}`,
  async () => {
    const programs = installed ?? "";
    const server = await startOwnPostgres(
      { initdb: join(programs, "initdb"), postgres: join(programs, "postgres") },
      folder,
    );
    onTestFinished(() => server.stop());
    const admin = postgres(server.url, { max: 1 });
    await admin`create database one`;
    await admin`create database other`;
    await admin.end();
    const PATH = `${programs}:${process.env.PATH}`;
    const [one, other] = [server.as("postgres", "one"), server.as("postgres", "other")];
    const before = await askAll({ DATABASE_URL: one }, samples);
    await runAsDocumented("back up a database", folder, { PATH, DATABASE_URL: one });
    await runAsDocumented("restore a database", folder, { PATH, DATABASE_URL: other });
    expect(await askAll({ DATABASE_URL: other })).toBe(before);
  },
  120_000,
);
