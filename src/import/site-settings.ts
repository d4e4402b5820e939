import { access, type FileHandle, constants as mode, open } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import type { BlockResult } from "../content/block.ts";
import { readJson } from "../content/json.ts";
import { readToml } from "../content/toml.ts";
import type { SourceKind } from "../content/types.ts";
import { readYaml } from "../content/yaml.ts";
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
 * Of the folder itself the kind has been found out or given; a folder above it has to look like the site.
 */
export async function timeZoneOfSite(root: string, kind: SourceKind): Promise<string | null> {
  if (FILES[kind] === undefined) return null;
  let site = root;
  for (let level = 0; level <= LEVELS_UP; level++) {
    const zone = level === 0 || (await isSiteOf(site, root, kind)) ? await zoneIn(site, kind) : null;
    // Above a repository, nothing has to do with the folder.
    if (zone !== null || (await isThere(join(site, ".git"))) || dirname(site) === site) return zone;
    site = dirname(site);
  }
  return null;
}

/** Whether the layout of a folder tells that it is the site which the articles below it are of. */
async function isSiteOf(site: string, root: string, kind: string): Promise<boolean> {
  return kindOfSite(await namesIn(site), relative(site, root).split(sep)[0] ?? "") === kind;
}

async function zoneIn(site: string, kind: string): Promise<string | null> {
  for (const { folder, names } of FILES[kind] ?? []) {
    const path = await firstThere(names.map((name) => join(site, folder, name)));
    const zone = path === null ? null : await readZone(path);
    if (zone !== null) return zone;
  }
  return null;
}

async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await isThere(path)) return path;
  return null;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

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
