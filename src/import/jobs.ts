import { join } from "node:path";
import type { Sql } from "postgres";
import { listSources, type Source, saveValidators } from "../db/write/sources.ts";
import type { FetchFeed } from "./fetch.ts";
import { readFolder } from "./folder-reading.ts";
import { ARTICLE_FILES } from "./issues.ts";
import type { Prune } from "./prune.ts";
import type { Reading } from "./reading.ts";
import { ImportRefused } from "./refused.ts";
import { timeZoneOfSite } from "./site-settings.ts";
import { checkOptions, type FolderPlan, type GivenOptions, type Plan, planFolders, taken } from "./sources.ts";
import { findTarget, type Target } from "./targets.ts";

/** What is to be imported. */
export interface Wish extends GivenOptions {
  /** Folders, files and globs, feeds and exports. */
  paths: readonly string[];
  /** What relative paths start from. */
  cwd: string;
  /** Deletes articles whose files are gone from the folders given. */
  prune?: boolean | undefined;
}

/** A source of a run, and what is to be read for it. */
export interface Job {
  plan: Plan;
  reading: Reading;
  prune: Prune;
  /** Called when all of it has been imported and nothing has failed. */
  onSuccess: (source: Source) => Promise<void>;
}

interface JobDeps {
  client: Sql;
  fetchFeed: FetchFeed;
}

/**
 * Resolves what is wished for into sources and their files.
 * @throws ImportRefused where the call is wrong, or there is no article file at all.
 * @throws FetchRefused where a feed cannot be had.
 */
export async function findJobs({ client, fetchFeed }: JobDeps, wish: Wish): Promise<Job[]> {
  const given = checkOptions(wish);
  const known = await listSources(client);
  // A path that is given a source's name is no part of another source.
  const candidates = known.filter(({ name }) => given.source === undefined || name === given.source);
  const roots = candidates.map(({ root }) => root).filter((root) => root !== null);
  const targets: Target[] = [];
  for (const path of wish.paths) targets.push(await findTarget(path, wish.cwd, roots));
  const feeds = targets.filter((target) => "feed" in target);
  const folders = targets.filter((target) => "root" in target);
  const plans = await Promise.all((await planFolders(folders, known, given)).map(withZoneOfSite));
  checkPrune(wish, plans, feeds.length);
  const jobs = await Promise.all(plans.map((plan) => folderJob(plan, wish.prune === true)));
  if (feeds.length === 0) refuseNothing(plans, jobs);
  for (const target of feeds) {
    // Loaded only here: most imports are of folders.
    const { openFeedTarget } = await import("./feed-reading.ts");
    const { plan, reading, validators } = await openFeedTarget(target, known, given, fetchFeed);
    const other = jobs.find((job) => job.plan.wanted.name === plan.wanted.name);
    if (other) throw taken(other.plan.wanted.name, other.plan.wanted.root);
    const onSuccess = async ({ id }: Source) => {
      if (validators) await saveValidators(client, id, validators);
    };
    jobs.push({ plan, reading, prune: [], onSuccess });
  }
  return jobs;
}

/** A zone that is neither given nor remembered is as the site of the folder has it, and is remembered from then on. */
async function withZoneOfSite(plan: FolderPlan): Promise<FolderPlan> {
  const { wanted, target } = plan;
  const timeZone = wanted.timeZone ?? (await timeZoneOfSite(target.root, wanted.kind));
  return { ...plan, wanted: { ...wanted, timeZone } };
}

async function folderJob(plan: FolderPlan, prune: boolean): Promise<Job> {
  // Of a part, all articles of the source would be gone through for a few.
  const whole = plan.target.folders.includes("");
  return {
    plan,
    reading: await readFolder(plan),
    prune: prune ? "all" : whole ? "none" : [],
    onSuccess: async () => {},
  };
}

/** What is gone can be told from a whole folder alone. */
function checkPrune({ prune }: Wish, plans: readonly FolderPlan[], feeds: number): void {
  if (!prune) return;
  if (feeds > 0) {
    throw new ImportRefused(
      "--prune is for folders: a feed names its latest entries only, and the others are not gone.",
    );
  }
  if (plans.some(({ target }) => target.folders.length === 0)) {
    throw new ImportRefused("--prune needs a whole folder: which files are gone cannot be told from single files.");
  }
}

/** Without one file that can hold an article, the path is most likely not the one that was meant. */
function refuseNothing(plans: readonly FolderPlan[], jobs: readonly Job[]): void {
  const files = jobs.reduce((sum, { reading }) => sum + (reading.total ?? 0) - reading.found.length, 0);
  if (files > 0) return;
  const found = jobs.flatMap(({ reading }) => reading.found);
  const unreadable = found.find(({ outcome }) => outcome === "failed");
  if (unreadable) throw new ImportRefused(`${plans[0]?.target.root}: ${unreadable.issue.message}`);
  const lone = plans.find(({ target }) => target.refused.length > 0);
  if (lone) throw new ImportRefused(`${lone.target.refused.join(", ")} is no article file: ${ARTICLE_FILES}.`);
  const leftOut = found.find(({ outcome }) => outcome === "skipped");
  if (leftOut) throw new ImportRefused(`${leftOut.issue.path}: ${leftOut.issue.message}`);
  const folders = plans.flatMap(({ target }) => target.folders.map((folder) => join(target.root, folder)));
  throw new ImportRefused(`No article file was found in ${folders.join(", ")}: ${ARTICLE_FILES}.`);
}
