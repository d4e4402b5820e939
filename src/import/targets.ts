import { realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { fileProblem } from "./issues.ts";
import { ImportRefused } from "./refused.ts";
import { isArticleFile } from "./walk.ts";

/** What one of the given paths comes to: files of a folder, or a feed or export. */
export type Target = FolderTarget | FeedTarget;

/** A feed or an export: a file, or an address. */
export interface FeedTarget {
  /** Absolute path with links resolved, or http(s) address. */
  feed: string;
}

/** Files of a folder. */
export interface FolderTarget {
  /** Absolute, with links resolved: what the source remembers. */
  root: string;
  /** Folders below the root that are wanted with all that they hold; "" for the root itself. */
  folders: string[];
  /** Names of single files below the root. */
  names: string[];
  /** Names that were asked for by themselves and are of no kind that is read. */
  refused: string[];
}

// A folder may hold such files for other reasons, so that they are read only where they are named.
const FEED_EXTENSIONS = new Set([".xml", ".rss", ".atom", ".rdf", ".json", ".wxr"]);

/** An address of another kind (ftp:, file:), or a path that looks like one. */
const LIKE_AN_ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

export const isAddress = (given: string): boolean => /^https?:\/\//i.test(given);

/**
 * Resolves a path as it was given: a folder, a file or a glob, or the address of a feed. What lies below the root of a known source belongs to
 * that source; else the folder, or the file's, is the root.
 * @param cwd - what relative paths start from.
 * @param roots - of the known sources that may be meant.
 * @throws ImportRefused where there is nothing of that path.
 */
export async function findTarget(given: string, cwd: string, roots: readonly string[]): Promise<Target> {
  if (isAddress(given)) return { feed: checkAddress(given) };
  const path = resolve(cwd, given);
  // A file may be named like a pattern: what is there comes first.
  const found = await stat(path).catch((error: unknown) => {
    if (LIKE_AN_ADDRESS.test(given)) {
      throw new ImportRefused(`${given} cannot be fetched: only addresses with http:// or https:// can.`);
    }
    if (isDynamicPattern(given)) return null;
    throw new ImportRefused(`${given} cannot be imported: ${fileProblem(error, given)}.`);
  });
  if (found?.isDirectory()) return folderTarget(await realpath(path), roots);
  if (found && FEED_EXTENSIONS.has(extname(path).toLowerCase())) return { feed: await realpath(path) };
  if (found) return fileTarget(path, roots);
  return globTarget(given, cwd, roots);
}

function folderTarget(real: string, roots: readonly string[]): FolderTarget {
  const root = holderOf(real, roots) ?? real;
  return { root, folders: [nameBelow(root, real)], names: [], refused: [] };
}

async function fileTarget(path: string, roots: readonly string[]): Promise<FolderTarget> {
  // The file's own link stays: it is known by the name it has in the folder.
  const real = join(await realpath(dirname(path)), basename(path));
  const root = holderOf(real, roots) ?? dirname(real);
  const name = nameBelow(root, real);
  const isArticle = isArticleFile(name);
  return { root, folders: [], names: isArticle ? [name] : [], refused: isArticle ? [] : [name] };
}

async function globTarget(pattern: string, cwd: string, roots: readonly string[]): Promise<FolderTarget> {
  const matches = await glob(pattern, {
    cwd,
    absolute: true,
    onlyFiles: true,
    expandDirectories: false,
    ignore: "**/node_modules/**",
  });
  if (matches.length === 0) throw new ImportRefused(`No file matches ${pattern}.`);
  const base = await realpath(resolve(cwd, staticPart(pattern)));
  const root = holderOf(base, roots) ?? base;
  // A link to a folder leads to files that the pattern may name another way as well, or that lie outside.
  const names = new Set<string>();
  for (const match of matches) {
    const real = join(await realpath(dirname(match)), basename(match));
    const name = nameBelow(root, real);
    if (isArticleFile(name) && !name.startsWith("../")) names.add(name);
  }
  return { root, folders: [], names: [...names], refused: [] };
}

function checkAddress(given: string): string {
  if (!URL.canParse(given)) throw new ImportRefused(`${given} is no address.`);
  return new URL(given).href;
}

/** The folders that a pattern begins with, before the first that is a pattern. */
function staticPart(pattern: string): string {
  const parts = pattern.split("/");
  const dynamic = parts.findIndex((part) => isDynamicPattern(part));
  return parts.slice(0, dynamic === -1 ? -1 : dynamic).join("/") || (isAbsolute(pattern) ? "/" : ".");
}

/** Whether a path is the folder, or lies in it. */
export const holds = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The innermost of the roots that holds the path. */
function holderOf(path: string, roots: readonly string[]): string | null {
  const holders = roots.filter((root) => holds(root, path));
  return holders.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

const nameBelow = (root: string, file: string): string => relative(root, file).split(sep).join("/");
