import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { isStorable } from "../content/characters.ts";
import type { ContentOptions, SourceKind } from "../content/types.ts";
import type { KnownSource, WantedSource } from "../db/write/sources.ts";
import { kindOf } from "./kind.ts";
import { ImportRefused } from "./refused.ts";
import { type FolderTarget, holds } from "./targets.ts";

/** The kinds of folders that can be given in place of what is found out. */
export const FORMATS = ["hexo", "jekyll", "hugo", "astro"] as const;
export type Format = (typeof FORMATS)[number];

/** Options of a source as they are given; what is left out stays as the source remembers it. */
export interface GivenOptions {
  /** Name of the source; else the known name of the folder, else its base name. */
  source?: string | undefined;
  format?: Format | undefined;
  /** IANA zone. */
  timeZone?: string | undefined;
  baseUrl?: string | undefined;
  categoryMode?: "chain" | "flat" | undefined;
}

/** What is to be imported into one source. */
export interface Plan {
  wanted: WantedSource & { kind: SourceKind };
  /** The source as it is stored; null for a new one. */
  known: KnownSource | null;
  /** Where the source was before, if it has moved. */
  movedFrom: string | null;
  /** Names of other sources whose folder this one is, or lies in. */
  within: string[];
  /** Names of other sources whose folder lies in this one. */
  holds: string[];
  /** The files that are wanted; null where they are no files of a folder. */
  target: FolderTarget | null;
}

/** A plan for files of one folder. */
export type FolderPlan = Plan & { target: FolderTarget };

/**
 * Puts targets of one folder together, and decides the name and options of each source.
 * @param given - as checkOptions gives them back.
 */
export async function planFolders(
  targets: readonly FolderTarget[],
  known: readonly KnownSource[],
  given: GivenOptions,
): Promise<FolderPlan[]> {
  const plans = new Map<string, FolderPlan>();
  for (const target of targets) {
    const name = given.source ?? nameOf(target.root, basename(target.root), known);
    const other = plans.get(name);
    if (other && other.target.root !== target.root) throw taken(name, other.target.root);
    if (other) {
      plans.set(name, { ...other, target: join(other.target, target) });
    } else {
      const kind = async (source: KnownSource | null) => given.format ?? (await rememberedKind(source, target.root));
      const plan = await planSource({ name, root: target.root, kind }, known, given);
      plans.set(name, { ...plan, target });
    }
  }
  return [...plans.values()];
}

/**
 * Decides the options of a source: what is given, else what it remembers.
 * @param origin - its name, where it is now, and what it is read as.
 * @throws ImportRefused where the name belongs to articles from elsewhere.
 */
export async function planSource(
  origin: { name: string; root: string | null; kind: (source: KnownSource | null) => Promise<SourceKind> },
  known: readonly KnownSource[],
  given: GivenOptions,
): Promise<Plan> {
  const { name, root } = origin;
  const stored = known.find((source) => source.name === name) ?? null;
  const moved = stored !== null && stored.root !== root;
  // Articles from elsewhere may have been read otherwise; a source that has none starts anew.
  const remembered = moved && stored.empty ? null : stored;
  const kind = await origin.kind(remembered);
  if (moved && !stored.empty && !(await mayMove(stored, kind))) throw taken(name, stored.root);
  const others = known.filter((other) => other.name !== name && !other.empty);
  return {
    wanted: {
      name,
      root,
      kind,
      format: given.format ?? remembered?.format ?? null,
      timeZone: given.timeZone ?? remembered?.timeZone ?? null,
      baseUrl: given.baseUrl ?? remembered?.baseUrl ?? null,
      categoryMode: given.categoryMode ?? remembered?.categoryMode ?? null,
    },
    known: stored,
    movedFrom: moved && !stored.empty ? stored.root : null,
    within: others.filter((other) => isWithin(root, other.root)).map((other) => other.name),
    holds: others.filter((other) => other.root !== root && isWithin(other.root, root)).map((other) => other.name),
    target: null,
  };
}

/** How the files of a source are read. */
export function contentOptionsOf(
  { kind, timeZone, baseUrl, categoryMode }: Pick<Plan["wanted"], "kind" | "timeZone" | "baseUrl" | "categoryMode">,
  imageProxies: readonly string[],
): ContentOptions {
  return {
    kind,
    timeZone: timeZone ?? "UTC",
    timeZoneAssumed: timeZone === null,
    baseUrl,
    categoryMode: categoryMode ?? (CHAINED.has(kind) ? "chain" : "flat"),
    imageProxies,
  };
}

/** Hexo's lists of categories are chains, a plain folder is read as Hexo does, and an export writes its tree as chains. */
const CHAINED: ReadonlySet<SourceKind> = new Set<SourceKind>(["hexo", "folder", "wordpress"]);

export const toFormat = (name: string | null): Format | null => FORMATS.find((format) => format === name) ?? null;

/**
 * What a source with articles was read as, else what its folder looks like: a file that arrives is not to change how
 * all others are read.
 */
async function rememberedKind(source: KnownSource | null, root: string): Promise<SourceKind> {
  const kind = toFormat(source?.format ?? null) ?? (source?.empty === false ? source.kind : null);
  return toFormat(kind) ?? (kind === "folder" ? "folder" : kindOf(root));
}

/** A folder that is gone may be elsewhere now, and each export of a site is a file of its own. */
async function mayMove({ root, kind }: KnownSource, wanted: SourceKind): Promise<boolean> {
  if (root === null || /^https?:/.test(root)) return false;
  return (kind === "wordpress" && wanted === "wordpress") || !(await exists(root));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const isWithin = (inner: string | null, outer: string | null): boolean =>
  inner !== null && outer !== null && holds(outer, inner);

/** The name that the place goes by already, else its own. */
export function nameOf(root: string, ownName: string, known: readonly KnownSource[]): string {
  const names = known.filter((source) => source.root === root).map((source) => source.name);
  const own = ownName.normalize("NFC");
  return names.includes(own) ? own : (names[0] ?? checkName(own));
}

const join = (one: FolderTarget, { folders, names, refused }: FolderTarget): FolderTarget => ({
  ...one,
  folders: [...one.folders, ...folders],
  names: [...one.names, ...names],
  refused: [...one.refused, ...refused],
});

/** The refusal of a name that articles from elsewhere have. */
export const taken = (name: string, root: string | null): ImportRefused =>
  new ImportRefused(
    `The source “${name}” ${root === null ? "is sent over the API" : `comes from ${root}`}: ` +
      "give this one a name of its own with --source.",
  );

/**
 * Options in the form that is remembered.
 * @throws ImportRefused for the first that cannot be used.
 */
export function checkOptions({ source, format, timeZone, baseUrl, categoryMode }: GivenOptions): GivenOptions {
  return {
    format,
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
  const zone = canonicalZone(timeZone);
  if (zone !== null) return zone;
  throw new ImportRefused(`“${timeZone}” is no time zone: give an IANA name, as in Asia/Shanghai or UTC.`);
}

/** A time zone in the form that is remembered; null for what is none. */
export function canonicalZone(timeZone: string): string | null {
  try {
    const { timeZone: canonical } = new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions();
    // The canonical name of a zone can be an old one (Asia/Calcutta): only its capitals are taken over.
    return canonical.toLowerCase() === timeZone.toLowerCase() ? canonical : timeZone;
  } catch {
    return null;
  }
}

const MOST_BASE_URL = 2_000;

function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) && text.length <= MOST_BASE_URL ? new URL(text) : null;
  if (url?.username || url?.password)
    throw new ImportRefused("A base URL holds no user name or password: everybody can read it.");
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ImportRefused(
      `“${text.slice(0, 100)}” is no base URL: give the site's address, as in https://example.com/blog/.`,
    );
  }
  // Addresses below the site's root are resolved against it, so it has to end like a folder.
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  url.search = "";
  url.hash = "";
  return url.href;
}
