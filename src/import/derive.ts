import { createHash } from "node:crypto";
import { essenceOf } from "../content/essence.ts";
import { slugify } from "../content/slug.ts";
import type { ContentOptions, Json, SourceFile, SourceKind } from "../content/types.ts";
import { PIPELINE_VERSION } from "../content/version.ts";
import { acknowledged } from "../db/write/acknowledged.ts";
import type { NewArticle } from "../db/write/article.ts";
import { countOutdated, type Outdated, readOutdated, writeDerived } from "../db/write/derived.ts";
import { settleSearch } from "../db/write/search.ts";
import { listSources, type Source } from "../db/write/sources.ts";
import { type ImportDeps, toNewArticle } from "./import-source.ts";
import { createFindFile, locateImages } from "./local-images.ts";
import { contentOptionsOf } from "./sources.ts";

/** What became of the bodies that were to be derived. */
export interface Derived {
  /** How many there were to be derived. */
  total: number;
  derived: number;
  /** Paths of articles that cannot be derived any more, with their sources' names and why; they stay as they were. */
  failed: { source: string; path: string; reason: string }[];
}

/** How bodies are derived. */
export interface DeriveOptions {
  /** Address prefixes of images to undo. */
  imageProxies: readonly string[];
  /** Told at the beginning and after each batch; not where there is nothing to do. */
  onProgress: (done: number, total: number) => void;
  /** Asks to stop once the batch under way is written. */
  signal?: AbortSignal | undefined;
}

// A body may have megabytes, and a batch is in memory as a whole.
const BATCH = 50;

/**
 * Derives every body anew that an older pipeline derived, from its stored source and front matter: no file is read. What
 * is written is what an import of the same files would write. To be stopped and begun again loses nothing: what has been
 * written is not outdated any more.
 */
export async function deriveBodies(deps: ImportDeps, options: DeriveOptions): Promise<Derived> {
  const { client } = deps;
  const sources = new Map((await listSources(client)).map((source) => [source.id, source]));
  const result: Derived = { total: await countOutdated(client, PIPELINE_VERSION), derived: 0, failed: [] };
  let done = 0;
  let after = "0";
  if (result.total > 0) options.onProgress(0, result.total);
  while (!options.signal?.aborted) {
    const rows = await readOutdated(client, PIPELINE_VERSION, after, BATCH);
    for (const [sourceId, ofSource] of bySource(rows)) {
      const source = sources.get(sourceId);
      if (source) await deriveSome(deps, source, ofSource, options, result);
    }
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    done += rows.length;
    options.onProgress(done, Math.max(done, result.total));
  }
  if (result.derived > 0) {
    await settleSearch(client);
    await acknowledged(client);
  }
  return result;
}

function bySource(rows: readonly Outdated[]): Map<number, Outdated[]> {
  const groups = new Map<number, Outdated[]>();
  for (const row of rows) groups.set(row.sourceId, [...(groups.get(row.sourceId) ?? []), row]);
  return groups;
}

async function deriveSome(
  { client, pool, now }: ImportDeps,
  source: Source,
  rows: readonly Outdated[],
  { imageProxies }: DeriveOptions,
  result: Derived,
): Promise<void> {
  const kind = source.kind as SourceKind;
  const contentOptions = contentOptionsOf({ ...source, kind }, imageProxies);
  const isFolder = kind !== "feed" && kind !== "wordpress";
  const findFile = createFindFile(isFolder ? source.root : null, kind);
  const parsed = await pool.parse(
    rows.map((row) => fileOf(row, contentOptions)),
    contentOptions,
  );
  const articles: NewArticle[] = [];
  for (const [index, { article, search, issues }] of parsed.entries()) {
    const row = rows[index] as Outdated;
    const reason = issues.find(({ severity }) => severity === "ERROR")?.message ?? "it holds no article";
    if (article === null || search === null) {
      result.failed.push({ source: source.name, path: row.path, reason });
    } else {
      const located = (await locateImages(article, findFile)).article;
      articles.push(toNewArticle(located, search, fingerprintOf(row), now()));
    }
  }
  const deps = { client, slugify, hasFile: async () => true, dryRun: false };
  const from = new Map(rows.map(({ path, fingerprint }) => [path, fingerprint]));
  for (const outcome of await writeDerived(deps, source, articles, from, now())) {
    if (outcome.outcome !== "failed") result.derived++;
    else result.failed.push({ source: source.name, path: outcome.path, reason: outcome.reason });
  }
}

const fileOf = (row: Outdated, options: ContentOptions): SourceFile => {
  const frontMatter = row.frontMatter as { [key: string]: Json };
  return {
    path: row.path,
    bytes: new TextEncoder().encode(row.raw),
    format: row.format,
    known: { frontMatter, crawled: wasCrawled(row, frontMatter, options) },
  };
};

/** Whether a feed script wrote the file is not stored: the essence tells it, which was made with it in mind. */
function wasCrawled(
  { raw, essence, pipelineVersion, format }: Outdated,
  front: SourceFileFront,
  options: ContentOptions,
) {
  const wouldBe = (crawled: boolean) =>
    `\\x${essenceOf({ front, raw, crawled }, options, pipelineVersion).toString("hex")}` === essence;
  return format === "HTML" && (wouldBe(true) || !wouldBe(false));
}

type SourceFileFront = NonNullable<SourceFile["known"]>["frontMatter"];

/** Neither the old one, which stands for what is stored, nor the file's, which is not at hand: the next import compares. */
const fingerprintOf = ({ fingerprint }: Outdated): Buffer =>
  createHash("sha256").update(`derived by ${PIPELINE_VERSION} from ${fingerprint}`).digest();
