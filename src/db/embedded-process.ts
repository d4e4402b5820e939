import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { chown, lchown, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.ts";

/** As whom PostgreSQL's programs run, since they refuse to be root. */
export interface Identity {
  /** Owner of the cluster's files as the file system sees it; null where everything is the user's who runs us. */
  owner: { uid: number; gid: number } | null;
  /** Starts a program under this identity. */
  spawn(program: string, args: readonly string[], options: SpawnOptions): ChildProcess;
}

const nobody = 65_534;

/** Whether a process with this number exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Chooses as whom to run: as ourselves, unless we are root. Then as the cluster's owner, or as nobody. Where these cannot
 * reach the folder or the program (a parent of mode 0700, such as /root), as root that looks like nobody in a user
 * namespace; and where these are forbidden (as they are in most containers), as nobody that may pass any folder.
 * @throws EmbeddedError where none of these will do.
 */
export async function chooseIdentity(
  { folder, cluster }: { folder: string; cluster: string },
  program: string,
): Promise<Identity> {
  if (process.getuid?.() !== 0) return { owner: null, spawn: (name, args, options) => spawn(name, args, options) };

  const root = { uid: 0, gid: 0 };
  const present = await stat(cluster).catch(() => root);
  const user = present.uid === 0 ? { uid: nobody, gid: nobody } : { uid: present.uid, gid: present.gid };
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  const identities: Identity[] = [
    { owner: user, spawn: (name, args, options) => spawn(name, args, { ...options, ...user }) },
    through(root, "unshare", ["--user", `--map-user=${nobody}`, `--map-group=${nobody}`, "--"]),
    through(user, "setpriv", [...ids, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]),
  ];
  for (const identity of identities) {
    if (await reaches(identity, folder, program)) return identity;
  }
  throw new EmbeddedError(
    `PostgreSQL does not run as root, and an ordinary user cannot get at ${folder} and ${program}: start as an ` +
      "ordinary user, move the project out of folders that only root may enter, or set DATABASE_URL.",
  );
}

/** Programs are started by another, which changes who it is and then becomes them. */
function through(owner: Identity["owner"], wrapper: string, wrapperArgs: readonly string[]): Identity {
  return { owner, spawn: (name, args, options) => spawn(wrapper, [...wrapperArgs, name, ...args], options) };
}

async function reaches(identity: Identity, folder: string, program: string): Promise<boolean> {
  const probe = ["-c", 'cd "$1" && exec "$2" --version', "sh", folder, program];
  return (await run(identity, "/bin/sh", probe)).code === 0;
}

/** Gives the files below `root` to the identity, where they are somebody else's. */
export async function giveTo(identity: Identity, root: string): Promise<void> {
  const { owner } = identity;
  if (owner === null || (await stat(root)).uid === owner.uid) return;
  for (const entry of await readdir(root, { recursive: true })) await lchown(join(root, entry), owner.uid, owner.gid);
  // Last, so that a run that was ended half-way is seen and done again.
  await chown(root, owner.uid, owner.gid);
}

/** Runs a program to its end, apart from our group of processes; `code` is null where it did not start or was killed, and `output` is all that it said. */
export function run(
  identity: Identity,
  program: string,
  args: readonly string[],
  input = "",
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = identity.spawn(program, args, {
      stdio: "pipe",
      // Ctrl+C in a terminal is meant for us, who know what is half done.
      detached: true,
      windowsHide: true,
      // Spares initdb a search for the machine's time zone, and makes messages readable to us.
      env: { ...process.env, TZ: "UTC", LC_ALL: "C" },
    });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.on("close", (code) => resolve({ code, output }));
    // A program that ended without reading is told of by its exit code.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
