import { open, readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { SourceKind } from "../content/types.ts";
import { isArticleFile } from "./walk.ts";

/** A kind that is found out from a folder. */
type FolderKind = Exclude<SourceKind, "feed" | "wordpress">;

/** How far above the folder its site is looked for. */
export const LEVELS_UP = 6;

/** Where the site itself has no mark: how much is looked at. The first in order, so that each run finds the same. */
const MOST_FOLDERS = 200;
const FILES_OF_FOLDER = 20;
const MOST_FILES = 200;
const BEGINNING = 4096;

const HUGO_SETTINGS = /^(?:hugo|config)\.(?:toml|ya?ml|json)$/;
const JEKYLL_FOLDERS = ["_posts", "_layouts", "_includes", "_sass", "_site"];
const ASTRO_SETTINGS = /^(?:astro\.config|gatsby-config|next\.config|contentlayer\.config)\.[cm]?[jt]s$/;

const HUGO_SECTION = /(?:^|\/)_index\.\w+$/;
const HUGO_NAME = /\/content\/posts?\//;
const HUGO_TEXT = /^\s*\+\+\+\s*$|\{\{[<%] /m;
const ASTRO_TEXT = /^(?:pubDate|heroImage):/m;
const JEKYLL_NAME = /(?<!\/source)\/_posts\/(?:.+\/)?\d{4}-\d{1,2}-\d{1,2}-[^/]+$/;

/**
 * What a folder is recognised as: by the settings and folders that a site of each kind has, in it or above it; else by
 * what its files look like. A plain folder where nothing tells.
 */
export async function kindOf(root: string): Promise<FolderKind> {
  let site = root;
  for (let level = 0; level <= LEVELS_UP; level++) {
    const names = await namesIn(site);
    const kind = kindOfSite(names, relative(site, root).split(sep)[0] ?? "");
    if (kind) return kind;
    // Above a repository, nothing has to do with the folder.
    if (names.has(".git") || dirname(site) === site) break;
    site = dirname(site);
  }
  return kindOfFiles(root.split(sep).join("/"), await sample(root));
}

/**
 * The kind of the site whose own folder holds these names; null for what is none.
 * @param towards - the name that leads from there to the articles; "" where they are all that it holds.
 */
export function kindOfSite(names: ReadonlySet<string>, towards: string): FolderKind | null {
  // Only Hugo has such a file, at the top of its content and of each section.
  if (names.has("_index.md")) return "hugo";
  const any = (pattern: RegExp) => [...names].some((name) => pattern.test(name));
  const leads = (...folders: string[]) => towards === "" || folders.includes(towards);
  if (any(ASTRO_SETTINGS)) return "astro";
  if (names.has("source") && leads("source") && (any(/^_config(\..+)?\.ya?ml$/) || names.has("scaffolds")))
    return "hexo";
  if (names.has("content") && leads("content")) {
    if (any(HUGO_SETTINGS) || ["archetypes", "layouts", "themes", "config", "static"].some((name) => names.has(name))) {
      return "hugo";
    }
  }
  const settled = any(/^_config\.(?:ya?ml|toml)$/) || names.has("Gemfile");
  const laidOut = JEKYLL_FOLDERS.some((name) => names.has(name));
  return settled && laidOut && !names.has("source") && !names.has("scaffolds") ? "jekyll" : null;
}

/** The beginning of a file that can hold an article. */
export interface Sampled {
  /** Below the folder in question, with forward slashes. */
  name: string;
  text: string;
}

/**
 * The kind that files look like, where a tenth of them show something that only that kind has: TOML, shortcodes or
 * the folder `content/post` (Hugo), components (MDX), dated names below `_posts` (Jekyll; Hexo's own are not dated).
 * @param folder - path of the folder that they are in, with forward slashes.
 */
export function kindOfFiles(folder: string, files: readonly Sampled[]): FolderKind {
  if (files.some(({ name }) => HUGO_SECTION.test(name))) return "hugo";
  const whole = files.map(({ name, text }) => ({ name: `${folder}/${name}`, text }));
  const share = (shows: (file: Sampled) => boolean) => whole.filter(shows).length / Math.max(whole.length, 1);
  const shares: [FolderKind, number][] = [
    ["hugo", share(({ name, text }) => HUGO_NAME.test(name) || HUGO_TEXT.test(text))],
    ["astro", share(({ name, text }) => name.endsWith(".mdx") || ASTRO_TEXT.test(text))],
    ["jekyll", share(({ name }) => JEKYLL_NAME.test(name))],
  ];
  const [kind, most] = shares.reduce((best, next) => (next[1] > best[1] ? next : best));
  return most >= 0.1 ? kind : "folder";
}

export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  return new Set(await readdir(folder).catch(() => []));
}

async function sample(root: string): Promise<Sampled[]> {
  const files: Sampled[] = [];
  const folders = [""];
  for (let at = 0; at < folders.length && at < MOST_FOLDERS && files.length < MOST_FILES; at++) {
    const folder = folders[at] ?? "";
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const seen = entries.filter(({ name }) => !name.startsWith(".") && name !== "node_modules");
    const named = (name: string) => (folder === "" ? name : `${folder}/${name}`);
    // No more than are looked at: a folder can hold a hundred thousand.
    const below = seen.filter((entry) => entry.isDirectory()).slice(0, MOST_FOLDERS);
    folders.push(...below.map(({ name }) => named(name)));
    const articles = seen.filter((entry) => entry.isFile() && isArticleFile(entry.name)).slice(0, FILES_OF_FOLDER);
    for (const { name } of articles)
      files.push({ name: named(name), text: await beginningOf(join(root, named(name))) });
  }
  return files;
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (!file) return "";
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  } finally {
    await file.close();
  }
}
