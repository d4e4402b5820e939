import { randomBytes } from "node:crypto";
import { InvalidArgumentError, Option } from "commander";
import type { Sql } from "postgres";
import { API_KEY_BYTES, formatApiKey, hashApiKey } from "../src/api-key.ts";
import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import type { ApiKeyRole } from "../src/db/queries/api-keys.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import { createApiKey, type ListedApiKey, listApiKeys, revokeApiKey } from "../src/db/write/api-keys.ts";
import { CallError, command, loadConfig, openDatabase, runScript } from "./cli.ts";

// npm run api-key: makes, lists and revokes the keys of those who may do more over the API than read what is published.

/** What is to be done with the database. */
type Task = (client: Sql) => Promise<void>;

const EXAMPLES = `
Examples:
  npm run api-key -- create ci --expires 90d
  npm run api-key -- create newsroom --role editor
  KEY=$(npm run -s api-key -- create ci)
  npm run api-key -- list
  npm run api-key -- revoke ci

Roles: importer imports, deletes and looks at imports; editor sees articles of every status; admin may do all of it.

A key goes with a request as the header Authorization: Bearer <key>. It is shown once, when it is made: what is
stored is a hash.

Exit codes:
  0  done
  2  the call is wrong, or the database cannot be reached`;

const ROLES = { importer: "IMPORTER", editor: "EDITOR", admin: "ADMIN" } as const satisfies Record<string, ApiKeyRole>;

const HOUR = 3_600_000;
const UNITS: Record<string, number> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };

async function main(args: string[]): Promise<number> {
  let task: Task | undefined;
  const program = command("api-key")
    .description("Keys for importing over the API, and for seeing what is not published.")
    .addHelpText("after", EXAMPLES)
    .helpCommand(false);
  program
    .command("create <name>")
    .description("Makes a key, and prints it.")
    .addOption(new Option("--role <role>", "what it is for").choices(Object.keys(ROLES)).default("importer"))
    .option("--expires <time>", "when it ends, as in 90d (h, d or w); never where left out", parseTime)
    .action((name: string, { role, expires }: { role: keyof typeof ROLES; expires?: number }) => {
      task = create(checkName(name), ROLES[role], expires ?? null);
    });
  program
    .command("list")
    .description("Lists all keys, without what is secret of them.")
    .action(() => {
      task = list;
    });
  program
    .command("revoke <name>")
    .description("Ends a key, at once and for ever.")
    .action((name: string) => {
      task = revoke(name.normalize().trim());
    });
  program.parse(args, { from: "user" });
  if (task !== undefined) await withDatabase(task);
  return 0;
}

async function withDatabase(task: Task): Promise<void> {
  const opened = await openDatabase(loadConfig(), { log: console.error });
  const database = connect(opened.url, { poolSize: 1 });
  try {
    await migrate(opened.url);
    await task(database.client);
  } catch (error) {
    throw asUnreachable(error, opened.url);
  } finally {
    await database.close();
    await opened.close();
  }
}

const create =
  (name: string, role: ApiKeyRole, lifetime: number | null): Task =>
  async (client) => {
    const now = new Date();
    const key = formatApiKey(randomBytes(API_KEY_BYTES));
    const expiresAt = lifetime === null ? null : new Date(now.getTime() + lifetime);
    const made = await createApiKey(client, { name, role, hash: hashApiKey(key), expiresAt }, now);
    if (!made) throw new CallError(`There is a key “${name}” already: revoke it first, or choose another name.`);
    console.error("Keep it where secrets are kept: it is shown only now.");
    console.log(key);
  };

const list: Task = async (client) => {
  const keys = await listApiKeys(client);
  if (keys.length === 0) console.log("There are no keys: npm run api-key -- create <name> makes one.");
  else for (const line of table(keys)) console.log(line);
};

const revoke =
  (name: string): Task =>
  async (client) => {
    if (await revokeApiKey(client, name, new Date())) console.log(`The key “${name}” is revoked.`);
    else throw new CallError(`There is no key “${name}”: npm run api-key -- list shows all.`);
  };

function table(keys: readonly ListedApiKey[]): string[] {
  const rows = keys.map((key) => [
    key.name,
    key.role,
    minute(key.createdAt),
    key.revokedAt === null ? minute(key.expiresAt) : `revoked ${minute(key.revokedAt)}`,
    minute(key.lastUsedAt),
  ]);
  const lines = [["Name", "Role", "Made", "Ends", "Last used"], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const minute = (at: Date | null): string => at?.toISOString().replace(/^(.*)T(.{5}).*$/, "$1 $2 UTC") ?? "never";

function checkName(name: string): string {
  const checked = name.normalize().trim();
  if (checked !== "" && checked.length <= 100 && !/\p{C}/u.test(checked)) return checked;
  throw new CallError("A key's name has 1 to 100 characters, and no control characters.");
}

/** Milliseconds. */
function parseTime(text: string): number {
  const [, count, unit = ""] = /^([1-9]\d{0,3})([hdw])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(milliseconds)) throw new InvalidArgumentError("A time is given as in 90d, 12h or 8w.");
  return milliseconds;
}

await runScript(main);
