import { stat } from "node:fs/promises";
import { join } from "node:path";
import { importIssue } from "./issues.ts";
import { inBatches, pathOf, readFiles } from "./read.ts";
import type { Reading } from "./reading.ts";
import type { FolderPlan } from "./sources.ts";
import { isArticleFile, type Walk, walk } from "./walk.ts";

/** Finds the files of a folder that are wanted. */
export async function readFolder({ wanted, target }: FolderPlan): Promise<Reading> {
  const { root, folders } = target;
  const walked = await walk(root, wanted.kind, folders, target.names);
  const found = [...foundBy(walked), ...target.refused.map(refused)];
  return {
    total: walked.count + found.length,
    found,
    batches: () => inBatches(readFiles(root, walked.names())),
    reread: (paths) => inBatches(readFiles(root, [...paths].sort())),
    hasFile: async (path) => walked.has(path) || (await mayBeFile(join(root, path))),
    covers: (path) => isArticleFile(path) && folders.some((folder) => folder === "" || path.startsWith(`${folder}/`)),
  };
}

function foundBy({ issues, twins }: Walk): Reading["found"] {
  const taken = (twin: string) =>
    importIssue(pathOf(twin), "NAME_TAKEN", "Another file of the folder has the same name.");
  return [...issues, ...twins.map(taken)].map((issue) => ({ issue, outcome: "failed" }));
}

const refused = (name: string): Reading["found"][number] => ({
  issue: importIssue(name, "NOT_AN_ARTICLE", "The file is of a kind that holds no article."),
  outcome: "skipped",
});

/** What cannot be looked at may be there: an article is not to be taken for gone because a disk is. */
const mayBeFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );
