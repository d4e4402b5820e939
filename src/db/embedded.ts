import { existsSync } from "node:fs";
import { mkdir, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Binaries, findBinaries } from "./embedded-binaries.ts";
import { createCluster, databaseName, hasCluster, type Layout, layoutOf, readPassword } from "./embedded-cluster.ts";
import { asEmbeddedError, EmbeddedError } from "./embedded-error.ts";
import { withLock } from "./embedded-lock.ts";
import { becomeMember, type Membership } from "./embedded-member.ts";
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster } from "./embedded-postmaster.ts";
import { chooseIdentity, giveTo, type Identity } from "./embedded-process.ts";
import { endBy, Interrupted, uninterrupted } from "./embedded-signals.ts";

export { EmbeddedError };

/** A PostgreSQL server inside the project, as one of the processes that use it sees it. */
export interface EmbeddedServer {
  /** Address of the database, with the password: postgres://broadsheet:…@127.0.0.1:…/broadsheet */
  url: string;
  /** Whether the database was made by this start. */
  fresh: boolean;
  /**
   * Ends this process's use of the server; the last process to leave stops it and waits until it is down. Close your
   * own connections first.
   * @throws EmbeddedError when the server does not stop or the lock is held.
   */
  leave(): Promise<void>;
}

/** What to start. */
export interface EmbeddedOptions {
  /** Folder of the data, made where it is missing. One server runs on it, shared by all processes that start it. */
  dataDir: string;
  /** Told, in a line, of what takes a moment. */
  log?: (line: string) => void;
}

/**
 * Starts the PostgreSQL server of a data folder, or joins it where another process has started it. It listens on
 * 127.0.0.1 only, at a port of its own choice, and lets nobody in without the password that lies in the folder.
 * @throws EmbeddedError whose first line says why not and what to do.
 */
export async function startEmbedded({ dataDir, log = () => {} }: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    await makeFolder(resolve(dataDir));
    const layout = layoutOf(await realpath(dataDir));
    return await withLock(layout.lock, async () => startOrJoin(layout, await findBinaries(), log));
  } catch (error) {
    if (error instanceof Interrupted) return endBy(error.signal);
    throw asEmbeddedError(error, dataDir);
  }
}

/** Makes a folder and its parents. Node's own `recursive` never ends where a file system refuses with ENOENT, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) await makeFolder(parent);
  await mkdir(folder).catch(async (error) => {
    const present = await stat(folder).catch(() => null);
    if (!present?.isDirectory()) throw error;
  });
}

async function startOrJoin(layout: Layout, binaries: Binaries, log: (line: string) => void): Promise<EmbeddedServer> {
  const identify = () => chooseIdentity(layout, binaries.postgres);
  const fresh = !(await hasCluster(layout));
  if (fresh) {
    log(`Making a database in ${layout.folder}`);
    const identity = await identify();
    // The programs are not told of a signal; killed halfway, we would leave them behind with what they have made.
    await uninterrupted(() => createCluster(layout, binaries, identity));
  }
  const password = await readPassword(layout);
  const running = await findPostmaster(layout);
  const server = running ?? (await start(layout, binaries, await identify()));
  const url = `postgres://${databaseName}:${password}@127.0.0.1:${server.port}/${databaseName}`;
  const membership = await becomeMember(url).catch(async (cause) => {
    if (running === null) await stopPostmaster(server, layout, binaries);
    throw new EmbeddedError(
      `The embedded PostgreSQL does not let us in (${cause.message}): put back the password that ${layout.password} ` +
        `held, or delete ${layout.folder} and import again.`,
      { cause },
    );
  });
  return { url, fresh, leave: () => leave(membership, server, layout, binaries) };
}

async function start(layout: Layout, binaries: Binaries, identity: Identity): Promise<Postmaster> {
  await giveTo(identity, layout.cluster);
  return startPostmaster(layout, binaries, identity);
}

async function leave(membership: Membership, server: Postmaster, layout: Layout, binaries: Binaries): Promise<void> {
  try {
    await withLock(layout.lock, async () => {
      if (await membership.end()) await stopPostmaster(server, layout, binaries);
    });
  } catch (error) {
    // Without the lock nobody may be stopped, but this process is to end.
    await membership.end();
    throw asEmbeddedError(error, layout.folder);
  }
}
