import { basename } from "node:path";
import { isStorable } from "../content/characters.ts";
import type { Source, WantedSource } from "../db/write/sources.ts";
import { ImportRefused } from "./refused.ts";
import { holds, type Target } from "./targets.ts";
import { isFolder, kindOf } from "./walk.ts";

/** Options of a source as they are given; what is left out stays as the source remembers it. */
export interface GivenOptions {
  /** Name of the source; else the known name of the folder, else its base name. */
  source?: string | undefined;
  /** IANA zone. */
  timeZone?: string | undefined;
  baseUrl?: string | undefined;
  categoryMode?: "chain" | "flat" | undefined;
}

/** What is to be imported into one source. */
export interface Plan {
  wanted: WantedSource & { root: string; kind: "hexo" | "folder" };
  /** The source as it is stored; null for a new one. */
  known: Source | null;
  /** Where the source was before, if it has moved. */
  movedFrom: string | null;
  /** Names of other sources whose folder this one is, or lies in. */
  within: string[];
  /** Folders below the root that are wanted with all that they hold; "" for the root itself. */
  folders: string[];
  /** Names of single files below the root. */
  names: string[];
  /** Names that were asked for by themselves and are of no kind that is read. */
  refused: string[];
}

/**
 * Puts targets of one folder together, and decides the name and options of each source.
 * @param given - as checkOptions gives them back.
 */
export async function planSources(
  targets: readonly Target[],
  known: readonly Source[],
  given: GivenOptions,
): Promise<Plan[]> {
  const plans = new Map<string, Plan>();
  for (const target of targets) {
    const plan = await planSource(target, known, given);
    const other = plans.get(plan.wanted.name);
    if (other && other.wanted.root !== target.root) throw taken(plan.wanted.name, other.wanted.root);
    plans.set(plan.wanted.name, other ? join(other, target) : plan);
  }
  return [...plans.values()];
}

async function planSource(target: Target, known: readonly Source[], given: GivenOptions): Promise<Plan> {
  const name = given.source ?? nameOf(target.root, known);
  const stored = known.find((source) => source.name === name) ?? null;
  const moved = stored !== null && stored.root !== target.root;
  if (moved && (stored.root === null || (await isFolder(stored.root)))) throw taken(name, stored.root);
  return {
    wanted: {
      name,
      root: target.root,
      kind: await kindOf(target.root),
      timeZone: given.timeZone ?? stored?.timeZone ?? null,
      baseUrl: given.baseUrl ?? stored?.baseUrl ?? null,
      categoryMode: given.categoryMode ?? stored?.categoryMode ?? "chain",
    },
    known: stored,
    movedFrom: moved ? stored.root : null,
    within: known.filter((other) => other.name !== name && isWithin(target, other)).map((other) => other.name),
    folders: target.folders,
    names: target.names,
    refused: target.refused,
  };
}

const isWithin = (target: Target, { root }: Source): boolean => root !== null && holds(root, target.root);

/** The name that the folder goes by already, else its own. */
function nameOf(root: string, known: readonly Source[]): string {
  const names = known.filter((source) => source.root === root).map((source) => source.name);
  const own = basename(root).normalize("NFC");
  return names.includes(own) ? own : (names[0] ?? checkName(own));
}

const join = (plan: Plan, { folders, names, refused }: Target): Plan => ({
  ...plan,
  folders: [...plan.folders, ...folders],
  names: [...plan.names, ...names],
  refused: [...plan.refused, ...refused],
});

/** The refusal of a name that another folder has. */
export const taken = (name: string, root: string | null): ImportRefused =>
  new ImportRefused(
    `The source “${name}” is ${root === null ? "no folder" : `the folder ${root}`}: ` +
      "give this one a name of its own with --source.",
  );

/**
 * Options in the form that is remembered.
 * @throws ImportRefused for the first that cannot be used.
 */
export function checkOptions({ source, timeZone, baseUrl, categoryMode }: GivenOptions): GivenOptions {
  return {
    source: source === undefined ? undefined : checkName(source.normalize("NFC").trim()),
    timeZone: timeZone === undefined ? undefined : checkZone(timeZone),
    baseUrl: baseUrl === undefined ? undefined : checkBaseUrl(baseUrl),
    categoryMode,
  };
}

function checkName(name: string): string {
  const problem =
    name === "" || name === "." || name === ".."
      ? "needs a name"
      : name.length > 200
        ? "has a name of more than 200 characters"
        : /[/\\\p{Cc}]/u.test(name) || !isStorable(name)
          ? "has a name with characters that it cannot have (slashes, control characters)"
          : null;
  if (problem !== null) throw new ImportRefused(`The source ${problem}: give it another with --source.`);
  return name;
}

function checkZone(timeZone: string): string {
  try {
    const { timeZone: canonical } = new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions();
    // The canonical name of a zone can be an old one (Asia/Calcutta): only its capitals are taken over.
    return canonical.toLowerCase() === timeZone.toLowerCase() ? canonical : timeZone;
  } catch {
    throw new ImportRefused(`“${timeZone}” is no time zone: give an IANA name, as in Asia/Shanghai or UTC.`);
  }
}

function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ImportRefused(`“${text}” is no base URL: give the site's address, as in https://example.com/blog/.`);
  }
  // Addresses below the site's root are resolved against it, so it has to end like a folder.
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  url.search = "";
  url.hash = "";
  return url.href;
}
