import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Issue } from "../content/types.ts";
import { fileProblem, importIssue } from "./issues.ts";

const EXTENSIONS = new Set([".md", ".markdown", ".html", ".htm", ".txt"]);

/** Whether a file can hold an article, going by its name. */
export const isArticleFile = (name: string): boolean => EXTENSIONS.has(extname(name).toLowerCase());

/** What a folder is recognised as: a Hexo site, or just a folder. */
export type SourceKind = "hexo" | "folder";

// Of a Hexo site these hold templates and what was made from the articles.
const NO_ARTICLES_OF_HEXO = new Set(["themes", "scaffolds", "public"]);

/** What was found in a folder. */
export interface Walk {
  /** Names below the root as the file system spells them, with forward slashes, sorted. */
  names: string[];
  /** Folders that cannot be read. */
  issues: Issue[];
}

/**
 * All files in folders of a source that can hold an article. Leaves out whatever begins with a dot, node_modules, and
 * links to folders (which can lead in circles).
 * @param within - folders below the root, which may hold each other; "" for the root itself.
 */
export async function walk(root: string, kind: SourceKind, within: readonly string[]): Promise<Walk> {
  const found: Walk = { names: [], issues: [] };
  const folders = [...within];
  const seen = new Set<string>();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    for (const entry of await entriesOf(root, folder, found)) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (kind !== "hexo" || !NO_ARTICLES_OF_HEXO.has(name)) folders.push(name);
      } else if (isArticleFile(name) && !(entry.isSymbolicLink() && (await isFolder(join(root, name))))) {
        found.names.push(name);
      }
    }
  }
  found.names.sort();
  return found;
}

async function entriesOf(root: string, folder: string, found: Walk): Promise<Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    const path = folder === "" ? "." : folder;
    found.issues.push(importIssue(path, "FILE_UNREADABLE", `The folder cannot be read: ${fileProblem(error, path)}.`));
    return [];
  }
}

/** What the folder is. Hexo's mark is its settings, or its templates of new posts, beside the folder `source`. */
export async function kindOf(root: string): Promise<SourceKind> {
  if (!(await isFolder(join(root, "source")))) return "folder";
  const marked = (await exists(join(root, "_config.yml"))) || (await isFolder(join(root, "scaffolds")));
  return marked ? "hexo" : "folder";
}

/** Whether there is a folder of that path, or a link to one. */
export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
