import { opendir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Issue, SourceKind } from "../content/types.ts";
import { isFeedFile, isFeedName } from "./feed-files.ts";
import { fileProblem, importIssue } from "./issues.ts";
import { NameList } from "./name-list.ts";
import { findLeftOut } from "./site-folders.ts";

const EXTENSIONS = new Set([".md", ".markdown", ".mdx", ".html", ".htm", ".txt"]);

/** As many are looked into. */
const MOST_FEEDS = 100;

/** Whether a file can hold an article, going by its name. */
export const isArticleFile = (name: string): boolean => EXTENSIONS.has(extname(name).toLowerCase());

/** What was found in a folder. It holds the names and little else: there may be a million. */
export interface Walk {
  /** How many files there are, those among `twins` left out. */
  count: number;
  /** Names below the root as the file system spells them, with forward slashes; always in the same order. */
  names(): Iterable<string>;
  /**
   * Whether there is a file of that path (in Unicode NFC). What lies in a folder that could not be read counts as
   * there: nobody knows that it is gone.
   */
  has(path: string): boolean;
  /** Names whose path in NFC another name has already. */
  twins: string[];
  /** Names of feeds and exports, which are no part of a source of files: those among the first hundred that are called like some. */
  feeds: string[];
  /** Folders that cannot be read. */
  issues: Issue[];
}

/**
 * All files in folders of a source that can hold an article. Leaves out whatever begins with a dot, node_modules, links
 * to folders (which can lead in circles), and what a site of that kind keeps no articles in.
 * @param within - folders below the root, which may hold each other; "" for the root itself.
 * @param single - names of files below the root that are wanted besides.
 */
export async function walk(
  root: string,
  kind: SourceKind,
  within: readonly string[],
  single: readonly string[] = [],
): Promise<Walk> {
  const finds = new Finds();
  const isLeftOut = await findLeftOut(root, kind);
  const folders = [...within];
  const seen = new Set<string>();
  const likeFeeds: string[] = [];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    try {
      for await (const entry of await opendir(join(root, folder), { bufferSize: 256 })) {
        const name = joined(folder, entry.name);
        if (entry.name.startsWith(".") || entry.name === "node_modules" || isLeftOut(name)) continue;
        if (entry.isDirectory()) {
          folders.push(name);
        } else if (isArticleFile(name) && !(entry.isSymbolicLink() && (await isFolder(join(root, name))))) {
          finds.add(folder, entry.name);
        } else if (entry.isFile() && isFeedName(name) && likeFeeds.length < MOST_FEEDS) {
          likeFeeds.push(name);
        }
      }
    } catch (error) {
      finds.refuse(folder, error);
    }
  }
  for (const name of likeFeeds) if (await isFeedFile(root, name)) finds.feeds.push(name);
  for (const name of single) finds.add(...split(name));
  return finds.settle();
}

/** Gathers names by their folders; a walk once settled. */
class Finds implements Walk {
  readonly twins: string[] = [];
  readonly feeds: string[] = [];
  readonly issues: Issue[] = [];
  count = 0;
  /** Names of files by the path of their folder; all in NFC. */
  readonly #folders = new Map<string, NameList>();
  /** Whole names by their path, of the few that the file system spells otherwise. */
  readonly #spelled = new Map<string, string>();
  readonly #otherwise: string[] = [];
  readonly #unread: string[] = [];

  add(folder: string, own: string): void {
    const name = joined(folder, own);
    if (name.normalize("NFC") === name) this.#put(folder, own);
    else this.#otherwise.push(name);
  }

  refuse(folder: string, error: unknown): void {
    const path = folder === "" ? "." : folder;
    this.issues.push(importIssue(path, "FILE_UNREADABLE", `The folder cannot be read: ${fileProblem(error, path)}.`));
    this.#unread.push(folder === "" ? "" : `${folder.normalize("NFC")}/`);
  }

  settle(): Walk {
    for (const name of [...new Set(this.#otherwise)].sort()) {
      const path = name.normalize("NFC");
      if (this.#holds(path) || this.#spelled.has(path)) this.twins.push(name);
      else this.#spelled.set(path, name);
    }
    for (const path of this.#spelled.keys()) this.#put(...split(path));
    for (const names of this.#folders.values()) this.count += names.count;
    this.issues.sort((a, b) => (a.path < b.path ? -1 : 1));
    return this;
  }

  *names(): Iterable<string> {
    for (const folder of [...this.#folders.keys()].sort()) {
      for (const own of this.#folders.get(folder)?.all() ?? []) {
        const path = joined(folder, own);
        yield this.#spelled.get(path) ?? path;
      }
    }
  }

  has(path: string): boolean {
    return this.#holds(path) || this.#unread.some((folder) => path.startsWith(folder));
  }

  #put(folder: string, own: string): void {
    const names = this.#folders.get(folder) ?? new NameList();
    names.add(own);
    this.#folders.set(folder, names);
  }

  #holds(path: string): boolean {
    const [folder, own] = split(path);
    return this.#folders.get(folder)?.has(own) === true;
  }
}

const joined = (folder: string, own: string): string => (folder === "" ? own : `${folder}/${own}`);

function split(path: string): [folder: string, own: string] {
  const end = path.lastIndexOf("/");
  return [path.slice(0, Math.max(end, 0)), path.slice(end + 1)];
}

/** Whether there is a folder of that path, or a link to one. */
const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
