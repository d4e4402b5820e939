import { stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { watchFiles } from "./file-watch.ts";
import { readFolder } from "./folder-reading.ts";
import { findJobs, type Job } from "./jobs.ts";
import { pathOf } from "./read.ts";
import { ImportRefused } from "./refused.ts";
import type { ImportReport } from "./report.ts";
import { type ImportOptions, type RunDeps, runJobs } from "./run.ts";
import { hasNoArticles, isOfSite } from "./site-folders.ts";
import type { FolderPlan } from "./sources.ts";
import { holds } from "./targets.ts";
import { isArticleFile } from "./walk.ts";

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
  const plans = jobs.map(folderPlanOf);
  const watch = await watchFiles(plans.flatMap(foldersOf), await ignoredBy(plans));
  const stop = () => watch.close();
  options.signal.addEventListener("abort", stop);
  try {
    // What changes meanwhile is in the watch's first burst.
    onReport(await runJobs(deps, jobs, options));
    if (options.signal.aborted) return;
    for await (const burst of watch.bursts()) {
      const found = await Promise.all(plans.map((plan) => jobOf(plan, burst, options.prune === true)));
      const work = found.filter((job) => job !== null);
      if (work.length > 0) onReport(await runJobs(deps, work, { ...options, onProgress: undefined }));
    }
  } finally {
    options.signal.removeEventListener("abort", stop);
    await watch.close();
  }
}

function folderPlanOf({ plan }: Job): FolderPlan {
  if (plan.target && plan.target.folders.length > 0) return { ...plan, target: plan.target };
  throw new ImportRefused("--watch is for whole folders, not for single files, globs and feeds.");
}

const foldersOf = ({ target: { root, folders } }: FolderPlan): string[] => folders.map((folder) => join(root, folder));

/** What the walk of a folder leaves out is not watched either; nor is what editors write beside a file. */
async function ignoredBy(plans: readonly FolderPlan[]): Promise<(path: string) => boolean> {
  const sites = new Set<FolderPlan>();
  for (const plan of plans) if (await isOfSite(plan.target.root, plan.wanted.kind)) sites.add(plan);
  return (path) =>
    plans.every((plan) => {
      const name = nameBelow(plan, path);
      const parts = name.split("/");
      const hidden = parts.some((part) => part.startsWith(".") || part === "node_modules");
      return name !== "" && (hidden || (sites.has(plan) && hasNoArticles(plan.wanted.kind, parts[0] ?? "")));
    });
}

/** The run over a plan's part of a burst; null where it has none. */
async function jobOf(plan: FolderPlan, burst: readonly string[], prune: boolean): Promise<Job | null> {
  const folders = foldersOf(plan);
  const names = burst
    .filter((path) => isArticleFile(path) && folders.some((folder) => holds(folder, path)))
    .map((path) => nameBelow(plan, path));
  const there: string[] = [];
  for (const name of names) if (await isFile(join(plan.target.root, name))) there.push(name);
  const gone = names.filter((name) => !there.includes(name));
  if (there.length === 0 && (gone.length === 0 || !prune)) return null;
  const reading = await readFolder({ ...plan, target: { ...plan.target, folders: [], names: there, refused: [] } });
  return { plan, reading, prune: prune ? gone.map(pathOf) : [], onSuccess: async () => {} };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

const nameBelow = ({ target }: FolderPlan, path: string): string => relative(target.root, path).split(sep).join("/");
