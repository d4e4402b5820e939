import { stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type KnownSource, listSources } from "../db/write/sources.ts";
import { findStored } from "../db/write/unchanged.ts";
import { watchFiles } from "./file-watch.ts";
import { readFolder } from "./folder-reading.ts";
import { findJobs, type Job } from "./jobs.ts";
import { pathOf } from "./read.ts";
import { ImportRefused } from "./refused.ts";
import type { ImportReport } from "./report.ts";
import { type ImportOptions, type RunDeps, runJobs } from "./run.ts";
import { findLeftOut, type IsLeftOut } from "./site-folders.ts";
import { type FolderPlan, toFormat } from "./sources.ts";
import { type FolderTarget, holds } from "./targets.ts";
import { isArticleFile } from "./walk.ts";

/** A folder that is followed. */
interface Followed {
  plan: FolderPlan;
  isLeftOut: IsLeftOut;
  /** Paths of files that have gone. Their articles are deleted once it is quiet: by then they may be elsewhere. */
  gone: Set<string>;
}

/**
 * Imports folders, and then whatever changes in them, until the signal asks to stop.
 * @param onReport - told what each run came to, the first one first; runs in which nothing was to be done are left out.
 * @throws ImportRefused where something else than whole folders is given, and as runImport does.
 */
export async function followFolders(
  deps: RunDeps,
  options: ImportOptions & { signal: AbortSignal },
  onReport: (report: ImportReport) => void,
): Promise<void> {
  const jobs = await findJobs(deps, options);
  const followed = await Promise.all(jobs.map(follow));
  const watch = await watchFiles(followed.flatMap(foldersOf), (path) => followed.every((one) => isIgnored(one, path)));
  const stop = () => watch.close();
  options.signal.addEventListener("abort", stop);
  deps.pool.warm();
  try {
    // What changes meanwhile is in the watch's first burst.
    onReport(await runJobs(deps, jobs, options));
    if (options.signal.aborted) return;
    for await (const burst of watch.bursts()) {
      const known = await listSources(deps.client);
      const found = await Promise.all(
        followed.map((one) => (burst.length > 0 ? jobOf(one, burst, known) : pruningOf(deps, one, known))),
      );
      const work = found.filter((job) => job !== null).filter((job) => options.prune || job.prune.length === 0);
      if (work.length > 0) onReport(await runJobs(deps, work, { ...options, onProgress: undefined }));
    }
  } finally {
    options.signal.removeEventListener("abort", stop);
    await watch.close();
  }
}

async function follow({ plan }: Job): Promise<Followed> {
  if (!plan.target || plan.target.folders.length === 0) {
    throw new ImportRefused("--watch is for whole folders, not for single files, globs and feeds.");
  }
  const isLeftOut = await findLeftOut(plan.target.root, plan.wanted.kind);
  return { plan: { ...plan, target: plan.target }, isLeftOut, gone: new Set() };
}

const foldersOf = ({ plan: { target } }: Followed): string[] =>
  target.folders.map((folder) => join(target.root, folder));

/** What the walk of a folder leaves out is not watched either; nor is what editors write beside a file. */
function isIgnored({ plan, isLeftOut }: Followed, path: string): boolean {
  const name = nameBelow(plan, path);
  const isHidden = name.split("/").some((part) => part.startsWith(".") || part === "node_modules");
  return name !== "" && (isHidden || isLeftOut(name));
}

/** A run over a part of a folder, which deletes what has gone from there. */
type Part = Job & { prune: readonly string[] };

/** The run over a folder's part of a burst; null where it has none. */
async function jobOf(
  followed: Followed,
  burst: readonly string[],
  known: readonly KnownSource[],
): Promise<Part | null> {
  const { plan, gone } = followed;
  const folders = foldersOf(followed);
  const names = burst
    .filter((path) => isArticleFile(path) && folders.some((folder) => holds(folder, path)))
    .filter((path) => !isIgnored(followed, path))
    .map((path) => nameBelow(plan, path));
  const there = { folders: [] as string[], names: [] as string[] };
  for (const name of names) {
    const found = await stat(join(plan.target.root, name)).catch(() => null);
    if (found?.isFile()) there.names.push(name);
    else gone.add(pathOf(name));
    if (found?.isDirectory()) there.folders.push(name);
  }
  const isNone = there.names.length === 0 && there.folders.length === 0;
  return isNone ? null : partOf(upToDate(plan, known), there, []);
}

/** The run that deletes the articles whose files have gone; null where there are none. */
async function pruningOf(
  { client }: RunDeps,
  { plan, gone }: Followed,
  known: readonly KnownSource[],
): Promise<Part | null> {
  const current = upToDate(plan, known);
  const stored = current.known ? await findStored(client, current.known.id, [...gone]) : new Set<string>();
  gone.clear();
  return stored.size === 0 ? null : partOf(current, { folders: [], names: [] }, [...stored]);
}

async function partOf(
  plan: FolderPlan,
  part: Pick<FolderTarget, "folders" | "names">,
  prune: readonly string[],
): Promise<Part> {
  const reading = await readFolder({ ...plan, target: { root: plan.target.root, ...part, refused: [] } });
  return { plan, reading, prune, onSuccess: async () => {} };
}

/** The plan as another run has left its source meanwhile, which may have been given other options. */
function upToDate(plan: FolderPlan, known: readonly KnownSource[]): FolderPlan {
  const stored = known.find(({ name }) => name === plan.wanted.name);
  if (!stored || stored.root !== plan.wanted.root) return plan;
  const { format, timeZone, baseUrl, categoryMode } = stored;
  const kind = toFormat(format) ?? plan.wanted.kind;
  const wanted = { ...plan.wanted, kind, format, timeZone, baseUrl, categoryMode };
  // That it has moved, or lies in another source, has been said.
  return { ...plan, wanted, known: stored, movedFrom: null, within: [], holds: [] };
}

const nameBelow = ({ target }: FolderPlan, path: string): string => relative(target.root, path).split(sep).join("/");
