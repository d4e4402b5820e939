import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PIPELINE_VERSION } from "../../src/content/version.ts";
import { writeCorpus } from "../import/corpus.ts";
import { measure } from "../import/process.ts";
import { type Server, startServer } from "../import/server.ts";

/** Which articles a database holds. The same values make the same rows. */
export interface DatasetOptions {
  articles: number;
  seed: number;
  /** Bytes of an article, about. */
  size: number;
  /** Folder that databases are kept in from run to run. */
  cache: string;
  /** Make it anew, even where one is kept. */
  fresh: boolean;
  signal: AbortSignal;
  log: (line: string) => void;
}

// So many files lie on the disk at a time, however many articles there are.
const PORTION = 20_000;

const broadsheet = fileURLToPath(new URL("../../bin/broadsheet.js", import.meta.url));

/**
 * A running database of made-up articles: as an earlier run has left it or, where there is none of these articles, this
 * generator, these tables and this pipeline, filled by the project's own import. Who starts it stops it.
 */
export async function openDataset(options: DatasetOptions): Promise<Server> {
  const { articles, size, cache, fresh, log } = options;
  const family = `${articles}-${size}-`;
  const folder = join(cache, `${family}${keyOf(options)}`);
  if (fresh || !existsSync(doneMark(folder))) {
    await mkdir(cache, { recursive: true });
    // Of the same articles under other tables: nobody asks for it again.
    for (const name of await readdir(cache)) {
      if (name.startsWith(family)) await rm(join(cache, name), { recursive: true });
    }
    const started = performance.now();
    await fill(folder, options);
    log(`Made and imported ${articles.toLocaleString("en")} articles in ${seconds(started)} s, kept in ${folder}`);
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
    for (let first = 0; first < options.articles; first += PORTION) {
      await importPortion({ server, scratch, first }, options);
    }
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

interface Portion {
  server: Server;
  scratch: string;
  first: number;
}

async function importPortion({ server, scratch, first }: Portion, options: DatasetOptions): Promise<void> {
  const { articles, seed, size, signal, log } = options;
  const folder = join(scratch, "articles");
  await writeCorpus(folder, { first, articles: Math.min(PORTION, articles - first), seed, size });
  const args = [broadsheet, "import", folder, "--quiet"];
  const env = { PATH: process.env.PATH, DATABASE_URL: server.url, LOG_LEVEL: "warn" };
  await measure({ args, cwd: scratch, env, signal }, server.pid);
  await rm(folder, { recursive: true });
  const done = Math.min(first + PORTION, articles);
  if (done < articles) log(`${done.toLocaleString("en")} of ${articles.toLocaleString("en")} articles imported`);
}

/** Of all that decides the rows: the generator, the migrations, the pipeline, and the options. */
function keyOf({ articles, seed, size }: DatasetOptions): string {
  const hash = createHash("sha256").update(JSON.stringify({ articles, seed, size, PIPELINE_VERSION }));
  const add = (url: URL) => hash.update(readFileSync(url));
  for (const name of ["article.ts", "corpus.ts", "random.ts", "words.ts"]) {
    add(new URL(`../import/${name}`, import.meta.url));
  }
  const drizzle = new URL("../../drizzle/", import.meta.url);
  for (const name of readdirSync(drizzle).sort()) if (name.endsWith(".sql")) add(new URL(name, drizzle));
  return hash.digest("hex").slice(0, 12);
}
