import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CallError } from "../../scripts/cli.ts";
import { PIPELINE_VERSION } from "../../src/content/version.ts";
import { multiply } from "../copies/multiply.ts";
import { writeSeed } from "../copies/seed.ts";
import { writeCorpus } from "../import/corpus.ts";
import { measure } from "../import/process.ts";
import { type Server, startServer } from "../import/server.ts";
import { shown } from "../import/table.ts";

/** Which articles a database holds. The same values make the same rows. */
export interface DatasetOptions {
  articles: number;
  seed: number;
  /** Bytes of an article, about. */
  size: number;
  /** Copied from so many, for which see bench/copies, rather than imported one by one: null where all are imported. */
  copiedFrom: number | null;
  /** Folder that databases are kept in from run to run. */
  cache: string;
  /** Make it anew, even where one is kept. */
  fresh: boolean;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** So many articles are imported where more are to be copied of them. */
export const COPIED = 10_000;

// So many files lie on the disk at a time, however many articles there are.
const PORTION = 20_000;

const broadsheet = fileURLToPath(new URL("../../bin/broadsheet.js", import.meta.url));

/**
 * A running database of made-up articles: as an earlier run has left it or, where there is none of these articles, this
 * generator, these tables and this pipeline, filled by the project's own import. Who starts it stops it.
 */
export async function openDataset(options: DatasetOptions): Promise<Server> {
  const { articles, size, copiedFrom, cache, fresh, log } = options;
  const family = `${articles}-${copiedFrom === null ? "" : "copied-"}${size}-`;
  const folder = join(cache, `${family}${keyOf(options)}`);
  if (fresh || !existsSync(doneMark(folder))) {
    await mkdir(cache, { recursive: true });
    // Of the same articles under other tables: nobody asks for it again.
    for (const name of await readdir(cache)) {
      if (name.startsWith(family)) await rm(join(cache, name), { recursive: true });
    }
    const started = performance.now();
    await fill(folder, options);
    log(
      `Made and ${copiedFrom === null ? "imported" : "copied"} ${shown(articles)} articles in ${seconds(started)} s, kept in ${folder}`,
    );
  }
  return startServer(join(folder, "data"));
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(0);

const doneMark = (folder: string): string => join(folder, "done");

async function fill(folder: string, options: DatasetOptions): Promise<void> {
  await mkdir(folder);
  const server = await startServer(join(folder, "data"));
  const scratch = await mkdtemp(join(tmpdir(), "broadsheet-bench-"));
  try {
    await chmod(scratch, 0o755);
    if (options.copiedFrom === null) await importAll({ server, scratch }, options);
    else await copyAll({ server, scratch }, options, options.copiedFrom);
    const [row] = await server.client<{ n: number }[]>`select count(*)::int as n from articles`;
    if (row?.n !== options.articles) throw new Error(`${row?.n} of ${options.articles} articles have been imported.`);
    // What autovacuum would do sooner or later, and then in the middle of a measurement.
    await server.client`vacuum (freeze, analyze)`;
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
  await writeFile(doneMark(folder), "");
}

interface Place {
  server: Server;
  scratch: string;
}

async function importAll({ server, scratch }: Place, options: DatasetOptions): Promise<void> {
  const { articles, seed, size, log } = options;
  const folder = join(scratch, "articles");
  for (let first = 0; first < articles; first += PORTION) {
    await writeCorpus(folder, { first, articles: Math.min(PORTION, articles - first), seed, size });
    await importFolders([folder], { server, scratch }, options);
    await rm(folder, { recursive: true });
    const done = Math.min(first + PORTION, articles);
    if (done < articles) log(`${shown(done)} of ${shown(articles)} articles imported`);
  }
}

async function copyAll({ server, scratch }: Place, options: DatasetOptions, copiedFrom: number): Promise<void> {
  const { articles, seed, size, log } = options;
  const copies = articles / copiedFrom;
  if (!Number.isInteger(copies)) throw new CallError(`Articles are copied ${shown(copiedFrom)} at a time.`);
  // Each copy is two of them, one below the other.
  const folders = await writeSeed(join(scratch, "articles"), { articles: copiedFrom, seed, size: size / 2 });
  await importFolders(folders, { server, scratch }, options);
  log(`${shown(copiedFrom)} articles imported, to be copied`);
  await multiply(server.client, copies, log);
}

async function importFolders(folders: readonly string[], { server, scratch }: Place, { signal }: DatasetOptions) {
  const args = [broadsheet, "import", ...folders, "--quiet"];
  const env = { PATH: process.env.PATH, DATABASE_URL: server.url, LOG_LEVEL: "warn" };
  await measure({ args, cwd: scratch, env, signal }, server.pid);
}

/** Of all that decides the rows: the generator, the migrations, the pipeline, and the options. */
function keyOf({ articles, seed, size, copiedFrom }: DatasetOptions): string {
  const hash = createHash("sha256").update(JSON.stringify({ articles, seed, size, PIPELINE_VERSION }));
  const add = (url: URL) => hash.update(readFileSync(url));
  for (const name of ["article.ts", "corpus.ts", "random.ts", "words.ts"]) {
    add(new URL(`../import/${name}`, import.meta.url));
  }
  if (copiedFrom !== null) {
    hash.update(String(copiedFrom));
    for (const name of ["articles.ts", "multiply.ts", "seed.ts", "shared.ts"]) {
      add(new URL(`../copies/${name}`, import.meta.url));
    }
  }
  const drizzle = new URL("../../drizzle/", import.meta.url);
  for (const name of readdirSync(drizzle).sort()) if (name.endsWith(".sql")) add(new URL(name, drizzle));
  return hash.digest("hex").slice(0, 12);
}
