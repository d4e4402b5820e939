import { realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { fileProblem } from "./issues.ts";
import { ImportRefused } from "./refused.ts";
import { isArticleFile } from "./walk.ts";

/** What one of the given paths comes to. */
export interface Target {
  /** Absolute, with links resolved: what the source remembers. */
  root: string;
  /** Names of files below the root; null for all that the folder holds. */
  names: string[] | null;
  /** Names that were asked for by themselves and are of no kind that is read. */
  refused: string[];
}

/**
 * Resolves a path as it was given: a folder, a file or a glob. A file belongs to the known source whose root holds it,
 * else its folder is the root.
 * @param cwd - what relative paths start from.
 * @param roots - of the known sources.
 * @throws ImportRefused where there is nothing of that path.
 */
export async function findTarget(given: string, cwd: string, roots: readonly string[]): Promise<Target> {
  const path = resolve(cwd, given);
  // A file may be named like a pattern: what is there comes first.
  const found = await stat(path).catch((error: unknown) => {
    if (isDynamicPattern(given)) return null;
    throw new ImportRefused(`${given} cannot be imported: ${fileProblem(error)}.`);
  });
  if (found?.isDirectory()) return { root: await realpath(path), names: null, refused: [] };
  if (found) return fileTarget(path, roots);
  return globTarget(given, cwd, roots);
}

async function fileTarget(path: string, roots: readonly string[]): Promise<Target> {
  // The file's own link stays: it is known by the name it has in the folder.
  const real = join(await realpath(dirname(path)), basename(path));
  const root = holderOf(real, roots) ?? dirname(real);
  const name = nameBelow(root, real);
  return isArticleFile(name) ? { root, names: [name], refused: [] } : { root, names: [], refused: [name] };
}

async function globTarget(pattern: string, cwd: string, roots: readonly string[]): Promise<Target> {
  const matches = await glob(pattern, { cwd, absolute: true, onlyFiles: true, expandDirectories: false });
  if (matches.length === 0) throw new ImportRefused(`No file matches ${pattern}.`);
  const base = await realpath(resolve(cwd, staticPart(pattern)));
  const root = holderOf(join(base, "_"), roots) ?? base;
  const names: string[] = [];
  for (const match of matches) {
    const real = join(await realpath(dirname(match)), basename(match));
    const name = nameBelow(root, real);
    if (isArticleFile(name) && !name.startsWith("../")) names.push(name);
  }
  return { root, names: names.sort(), refused: [] };
}

/** The folders that a pattern begins with, before the first that is a pattern. */
function staticPart(pattern: string): string {
  const parts = pattern.split("/");
  const dynamic = parts.findIndex((part) => isDynamicPattern(part));
  return parts.slice(0, dynamic === -1 ? -1 : dynamic).join("/") || (isAbsolute(pattern) ? "/" : ".");
}

/** The innermost of the roots that holds the file. */
function holderOf(file: string, roots: readonly string[]): string | null {
  const holders = roots.filter((root) => file.startsWith(root.endsWith(sep) ? root : root + sep));
  return holders.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

const nameBelow = (root: string, file: string): string => relative(root, file).split(sep).join("/");
