import { createFindName } from "./find-name.ts";
import { importIssue } from "./issues.ts";
import { inBatches, pathOf, readFiles } from "./read.ts";
import type { Reading } from "./reading.ts";
import { findLeftOut } from "./site-folders.ts";
import type { FolderPlan } from "./sources.ts";
import { isArticleFile, type Walk, walk } from "./walk.ts";

/** Finds the files of a folder that are wanted. */
export async function readFolder({ wanted, target }: FolderPlan): Promise<Reading> {
  const { root } = target;
  const isLeftOut = await findLeftOut(root, wanted.kind);
  const names = target.names.filter((name) => !isLeftOut(name));
  const walked = await walk(root, wanted.kind, target.folders, names);
  const leftOut = target.names.filter(isLeftOut);
  const found = [
    ...foundBy(walked),
    ...target.refused.map((name) => notAnArticle(name, "The file is of a kind that holds no article.")),
    ...walked.feeds.map((name) => notAnArticle(name, "The file is a feed or an export, which is no part of a folder.")),
    ...leftOut.map((name) => notAnArticle(name, "A site of this kind keeps no articles there.")),
  ];
  const folders = target.folders.map(pathOf);
  const findName = createFindName(root);
  async function* filesAt(paths: ReadonlySet<string>) {
    const spelled = await Promise.all([...paths].sort().map(findName));
    yield* readFiles(
      root,
      spelled.filter((name) => name !== null),
    );
  }
  return {
    total: walked.count + found.length,
    found,
    batches: () => inBatches(readFiles(root, walked.names())),
    reread: (paths) => inBatches(filesAt(paths)),
    hasFile: async (path) => walked.has(path) || (await findName(path)) !== null,
    covers: (path) => isArticleFile(path) && folders.some((folder) => folder === "" || path.startsWith(`${folder}/`)),
  };
}

function foundBy({ issues, twins }: Walk): Reading["found"] {
  const taken = (twin: string) =>
    importIssue(pathOf(twin), "NAME_TAKEN", "Another file of the folder has the same name.");
  return [...issues, ...twins.map(taken)].map((issue) => ({ issue, outcome: "failed" }));
}

const notAnArticle = (name: string, message: string): Reading["found"][number] => ({
  issue: importIssue(pathOf(name), "NOT_AN_ARTICLE", message),
  outcome: "skipped",
});
