import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Binaries } from "./embedded-binaries.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { type Identity, run } from "./embedded-process.ts";

/** Name of the database, and of the role that owns it. */
export const databaseName = "broadsheet";

const majorVersion = "18";

/** Where things lie in the data folder. */
export interface Layout {
  folder: string;
  cluster: string;
  password: string;
  log: string;
  lock: string;
}

/** The places in a data folder. */
export function layoutOf(folder: string): Layout {
  return {
    folder,
    cluster: join(folder, "postgres"),
    password: join(folder, "password"),
    log: join(folder, "postgres.log"),
    lock: join(folder, "lock"),
  };
}

/**
 * Whether the data folder holds a cluster.
 * @throws EmbeddedError where another major version made it.
 */
export async function hasCluster({ folder, cluster }: Layout): Promise<boolean> {
  const version = await readFile(join(cluster, "PG_VERSION"), "utf8").catch((error) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (version !== null && version.trim() !== majorVersion) {
    throw new EmbeddedError(
      `${cluster} was made by PostgreSQL ${version.trim()}, and this is ${majorVersion}: set DATA_DIR to a new folder ` +
        `and import again, or delete ${folder} where the articles are at hand.`,
    );
  }
  return version !== null;
}

/** The password of the role. */
export async function readPassword({ folder, password }: Layout): Promise<string> {
  const text = await readFile(password, "utf8").catch((cause) => {
    if (cause.code !== "ENOENT") throw cause;
    throw new EmbeddedError(
      `${password} is missing, and without it the database cannot be opened: ` +
        `put it back, or delete ${folder} and import again.`,
      { cause },
    );
  });
  return text.trim();
}

/**
 * Makes the cluster, its role and its database. It appears under its name only once it is whole, so that being killed on
 * the way leaves nothing half.
 */
export async function createCluster(layout: Layout, binaries: Binaries, identity: Identity): Promise<void> {
  await removeDrafts(layout);
  const password = randomBytes(24).toString("hex");
  await rm(layout.password, { force: true });
  await writeFile(layout.password, `${password}\n`, { mode: 0o600, flush: true });

  const draft = `${layout.cluster}.new-${process.pid}`;
  await mkdir(draft, { mode: 0o700 });
  if (identity.owner !== null) await chown(draft, identity.owner.uid, identity.owner.gid);
  try {
    await initialise(draft, binaries, identity);
    await createDatabase(draft, password, binaries, identity);
    await rename(draft, layout.cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function removeDrafts({ folder }: Layout): Promise<void> {
  for (const name of await readdir(folder)) {
    // Retried, since the initdb of a killed process may still be writing there.
    if (name.startsWith("postgres.new-"))
      await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

async function initialise(draft: string, binaries: Binaries, identity: Identity): Promise<void> {
  const options = ["--username=postgres", "--encoding=UTF8", "--locale=C", "--no-instructions"];
  const provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  // Nobody but the role below ever logs in; it is made without a server, so that no moment is without a password.
  const { code, output } = await run(identity, binaries.initdb, [
    `--pgdata=${draft}`,
    ...options,
    ...provider,
    "--auth=reject",
  ]);
  if (code !== 0) throw failure("initdb", output);
  const rules = join(draft, "pg_hba.conf");
  await writeFile(rules, `# Written by Broadsheet.\nhost all ${databaseName} 127.0.0.1/32 scram-sha-256\n`);
  await chmod(rules, 0o600);
}

async function createDatabase(draft: string, password: string, binaries: Binaries, identity: Identity): Promise<void> {
  const statements = [
    `create role ${databaseName} login createdb password '${password}';`,
    `create database ${databaseName} owner ${databaseName};`,
  ];
  const args = ["--single", "-j", "-D", draft, "-c", "log_checkpoints=off", "-c", "exit_on_error=on", "postgres"];
  const { code, output } = await run(identity, binaries.postgres, args, `${statements.join("\n\n")}\n`);
  if (code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(output)) throw failure("postgres", output);
}

function failure(program: string, output: string): EmbeddedError {
  const said = `The embedded PostgreSQL could not be set up (${program}).`;
  if (/No space left|quota exceeded/i.test(output)) {
    return new EmbeddedError(`${said} The disk is full: free some space and start again.`);
  }
  return new EmbeddedError(`${said}\n${output.trimEnd().split("\n").slice(-10).join("\n")}`);
}
