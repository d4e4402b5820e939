import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { generateDrizzleJson } from "drizzle-kit/api";
import { readMigrationFiles } from "drizzle-orm/migrator";
import drizzleConfig from "../drizzle.config.ts";
import * as tables from "../src/db/tables.ts";

// npm run db:check: fails where src/db/tables.ts and drizzle/ disagree. Compares what drizzle-kit would remember of the
// tables with what it remembered of the last migration, since `drizzle-kit generate` writes files, asks questions, and
// ends well where it cannot ask them.

type Snapshot = Record<string, unknown>;

const folder = fileURLToPath(new URL("../drizzle", import.meta.url));
const ownOfEach = ["id", "prevId"];

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${folder}/meta/${path}`, "utf8"));
}

function complaints(): string[] {
  // Throws where a migration of the journal has no file.
  readMigrationFiles({ migrationsFolder: folder });
  const { entries } = readJson("_journal.json") as { entries: { tag: string }[] };
  const snapshots = entries.map(({ tag }) => readJson(`${tag.split("_")[0]}_snapshot.json`) as Snapshot);
  const broken = entries.filter((_, i) => i > 0 && snapshots[i]?.prevId !== snapshots[i - 1]?.id);
  const last = snapshots.at(-1) ?? {};
  // Through JSON, as the other was: what is undefined is left out.
  const now: Snapshot = JSON.parse(
    JSON.stringify(generateDrizzleJson(tables, undefined, undefined, drizzleConfig.casing)),
  );
  return [
    ...broken.map(({ tag }) => `Migration ${tag} was not generated on top of the one before it.`),
    ...differences(last, now).map((what) => `The migrations do not say of ${what} what src/db/tables.ts says.`),
  ];
}

/** Names of what differs: tables and enums by their own, everything else by its kind. */
function differences(before: Snapshot, after: Snapshot): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !ownOfEach.includes(key) && !isDeepStrictEqual(before[key], after[key]))
    .flatMap((key) =>
      key === "tables" || key === "enums" ? differences(before[key] as Snapshot, after[key] as Snapshot) : [key],
    );
}

const found = complaints();
for (const complaint of found) console.error(complaint);
if (found.length > 0) {
  console.error("Run `npm run db:generate` and commit what it writes.");
  process.exitCode = 1;
}
