import { join } from "node:path";
import { listSources } from "../db/write/sources.ts";
import { type ImportDeps, importSource } from "./import-source.ts";
import { importIssue } from "./issues.ts";
import { pathOf } from "./read.ts";
import { ImportRefused } from "./refused.ts";
import { createTally, type ImportReport, type Progress, type Tally } from "./report.ts";
import { checkOptions, type GivenOptions, type Plan, planSources } from "./sources.ts";
import { findTarget } from "./targets.ts";
import { type Walk, walk } from "./walk.ts";

/** What is to be imported, and how. */
export interface ImportOptions extends GivenOptions {
  /** Folders, files and globs. */
  paths: readonly string[];
  /** What relative paths start from. */
  cwd: string;
  /** Address prefixes of images to undo. */
  imageProxies: readonly string[];
  /** Told how far the run is: once at the beginning and after each batch. */
  onProgress?: (progress: Progress) => void;
  /** Asks to stop: the batch under way is finished, and the report says INTERRUPTED. */
  signal?: AbortSignal | undefined;
}

/** A source of the run, and the files that were found for it. */
interface Found extends Walk {
  plan: Plan;
  /** Names whose path another name has already. */
  twins: string[];
}

/**
 * Imports articles into the database. What is wrong with a file is an issue of the report and costs no other file.
 * @throws ImportRefused where the call is wrong or there is no article file at all: nothing has been written then.
 * @throws what the database throws where it cannot be reached or used.
 */
export async function runImport(deps: ImportDeps, options: ImportOptions): Promise<ImportReport> {
  const startedAt = deps.now();
  const given = checkOptions(options);
  const known = await listSources(deps.client);
  // A path that is given a source's name is no part of another source.
  const candidates = known.filter(({ name }) => given.source === undefined || name === given.source);
  const roots = candidates.map(({ root }) => root).filter((root) => root !== null);
  const targets = [];
  for (const path of options.paths) targets.push(await findTarget(path, options.cwd, roots));
  const plans = await planSources(targets, known, given);
  const found = await Promise.all(plans.map(findFiles));
  refuseNothing(found);

  const tally = createTally(
    startedAt,
    plans.map(describe),
    found.reduce((sum, source) => sum + filesOf(source), 0),
  );
  const onProgress = options.onProgress ?? (() => {});
  for (const source of found) tallyFound(tally, source);
  onProgress(tally.progress());
  for (const { plan, names } of found) {
    if (options.signal?.aborted) break;
    await importSource({
      ...deps,
      plan,
      names,
      imageProxies: options.imageProxies,
      tally,
      onProgress,
      signal: options.signal,
    });
  }
  const { filesDone, filesTotal } = tally.progress();
  return tally.finish({ interrupted: filesDone < filesTotal }, deps.now());
}

async function findFiles(plan: Plan): Promise<Found> {
  const { root, kind } = plan.wanted;
  const walked = await walk(root, kind, plan.folders);
  const kept = new Map<string, string>();
  const twins: string[] = [];
  for (const name of [...new Set([...walked.names, ...plan.names])].sort()) {
    const path = pathOf(name);
    if (kept.has(path)) twins.push(name);
    else kept.set(path, name);
  }
  return { plan, names: [...kept.values()], twins, issues: walked.issues };
}

const filesOf = ({ names, twins, issues, plan }: Found): number =>
  names.length + twins.length + issues.length + plan.refused.length;

/** Without one file that can hold an article, the path is most likely not the one that was meant. */
function refuseNothing(found: readonly Found[]): void {
  if (found.some(({ names }) => names.length > 0)) return;
  const kinds = "articles end in .md, .markdown, .html, .htm or .txt";
  const unreadable = found.find(({ issues }) => issues.length > 0);
  if (unreadable) throw new ImportRefused(`${unreadable.plan.wanted.root}: ${unreadable.issues[0]?.message}`);
  const lone = found.find(({ plan }) => plan.refused.length > 0)?.plan;
  if (lone) throw new ImportRefused(`${lone.refused.join(", ")} is no article file: ${kinds}.`);
  const folders = found.flatMap(({ plan }) => plan.folders.map((folder) => join(plan.wanted.root, folder))).join(", ");
  throw new ImportRefused(`No article file was found in ${folders}: ${kinds}.`);
}

const describe = ({ wanted: { name, root, kind }, movedFrom, within }: Plan) => ({
  name,
  root,
  kind,
  movedFrom,
  within,
});

/** Counts what is settled before any file has been read. */
function tallyFound(tally: Tally, { plan, twins, issues }: Found): void {
  const { name } = plan.wanted;
  tally.report(name, issues);
  for (const _ of issues) tally.count("failed");
  for (const twin of twins) {
    tally.report(name, [importIssue(pathOf(twin), "NAME_TAKEN", "Another file of the folder has the same name.")]);
    tally.count("failed");
  }
  for (const refused of plan.refused) {
    tally.report(name, [importIssue(refused, "NOT_AN_ARTICLE", "The file is of a kind that holds no article.")]);
    tally.count("skipped");
  }
}
