import { type FileHandle, constants as mode, open } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import type { BlockResult } from "../content/block.ts";
import { readJson } from "../content/json.ts";
import { readToml } from "../content/toml.ts";
import { readYaml } from "../content/yaml.ts";
import type { WantedSource } from "../db/write/sources.ts";
import { kindOfSite, LEVELS_UP, namesIn } from "./kind.ts";
import { canonicalZone } from "./sources.ts";

const JEKYLL_FILES = ["_config.yml", "_config.yaml", "_config.toml"];
const HUGO_FILES = ["hugo", "config"].flatMap((name) =>
  ["toml", "yaml", "yml", "json"].map((type) => `${name}.${type}`),
);

/**
 * Folders of a site that have settings, what overrides before what is overridden, and the names of the files: of each
 * folder, the first that is there. Astro's and Gatsby's settings are programs, which are never run.
 */
const FILES: Readonly<Record<string, readonly { folder: string; names: readonly string[] }[]>> = {
  // https://hexo.io/docs/configuration
  hexo: [{ folder: "", names: ["_config.yml", "_config.yaml"] }],
  // https://jekyllrb.com/docs/configuration/options/
  jekyll: [{ folder: "", names: JEKYLL_FILES }],
  // https://gohugo.io/configuration/introduction/
  hugo: [
    { folder: join("config", "_default"), names: HUGO_FILES },
    { folder: "", names: HUGO_FILES },
  ],
};

const READERS: Readonly<Record<string, (text: string) => BlockResult>> = {
  ".toml": readToml,
  ".json": readJson,
  ".yaml": readYaml,
  ".yml": readYaml,
};

/** Settings of real sites have a tenth of it. */
const MOST_BYTES = 64 * 1024;

/**
 * The time zone in the settings of the site that a folder is, or lies in: the one that its generator reads dates in. Null
 * where none is set, or what is there cannot be used: nobody asked for it to be read.
 * @param source - its kind, and the format where one was given.
 */
export async function timeZoneOfSite(
  root: string,
  { kind, format }: Pick<WantedSource, "kind" | "format">,
): Promise<string | null> {
  for (const path of await findSettings(root, kind, format !== null)) {
    const zone = await readZone(path);
    if (zone !== null) return zone;
  }
  return null;
}

/** The settings files of the innermost site that has any. Above a repository, nothing has to do with the folder. */
async function findSettings(root: string, kind: string, isGiven: boolean): Promise<string[]> {
  let site = root;
  for (let level = 0; level <= LEVELS_UP; level++) {
    const names = await namesIn(site);
    // Of what only lies above, its layout has to tell that it is the site of these articles, unless it has been said.
    const isSite = level === 0 || isGiven || kindOfSite(names, relative(site, root).split(sep)[0] ?? "") === kind;
    const paths = isSite ? await settingsIn(site, kind) : [];
    if (paths.length > 0) return paths;
    if (names.has(".git") || dirname(site) === site) break;
    site = dirname(site);
  }
  return [];
}

async function settingsIn(site: string, kind: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { folder, names } of FILES[kind] ?? []) {
    const there = await namesIn(join(site, folder));
    const name = names.find((one) => there.has(one));
    if (name !== undefined) paths.push(join(site, folder, name));
  }
  return paths;
}

async function readZone(path: string): Promise<string | null> {
  try {
    const result = READERS[extname(path)]?.(await readText(path));
    const top = result?.ok ? result.value : null;
    if (typeof top !== "object" || top === null) return null;
    // Hugo does not distinguish capitals: the key is timeZone there, and timezone elsewhere.
    const [, zone] = Object.entries(top).find(([key]) => key.toLowerCase() === "timezone") ?? [];
    // Intl takes distances from UTC for zones too, which no generator does.
    return typeof zone === "string" && /^[a-z]/i.test(zone.trim()) ? canonicalZone(zone.trim()) : null;
  } catch {
    return null;
  }
}

async function readText(path: string): Promise<string> {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  const file = await open(path, mode.O_RDONLY | (mode.O_NONBLOCK ?? 0));
  try {
    return (await isSmallFile(file)) ? (await file.readFile("utf8")).replace(/^\uFEFF/, "") : "";
  } finally {
    await file.close();
  }
}

async function isSmallFile(file: FileHandle): Promise<boolean> {
  const found = await file.stat();
  return found.isFile() && found.size <= MOST_BYTES;
}
