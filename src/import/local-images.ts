import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Article, ImageInfo, Issue } from "../content/types.ts";
import { importIssue } from "./issues.ts";
import type { SourceKind } from "./walk.ts";

/** Looks for files of a source. */
export type FindFile = (localPath: string) => Promise<string | null>;

/**
 * Finds images below a source's root; for Hexo, whose pages are made from the folder `source`, also there.
 * @returns the path that there is a file of; null where there is none. Remembers what it has looked for: make one for
 * each batch.
 */
export function createFindFile(root: string, kind: SourceKind): FindFile {
  const found = new Map<string, Promise<string | null>>();
  return (localPath) => {
    const known = found.get(localPath);
    if (known) return known;
    const candidates = kind === "hexo" ? [localPath, `source/${localPath}`] : [localPath];
    const search = firstFile(root, candidates);
    found.set(localPath, search);
    return search;
  };
}

async function firstFile(root: string, candidates: string[]): Promise<string | null> {
  for (const candidate of candidates) {
    const isFile = await stat(join(root, candidate)).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (isFile) return candidate;
  }
  return null;
}

/**
 * Points an article's images of its own source to the files that are there. One that is not there keeps its path and is
 * reported, once.
 */
export async function locateImages(
  article: Article,
  findFile: FindFile,
): Promise<{ article: Article; issues: Issue[] }> {
  const missing = new Set<string>();
  const locate = async <Image extends ImageInfo>(image: Image): Promise<Image> => {
    const { localPath } = image.address;
    if (localPath === null) return image;
    const there = await findFile(localPath);
    if (there === null) missing.add(localPath);
    return there === null ? image : { ...image, address: { url: null, localPath: there } };
  };
  const located: Article = {
    ...article,
    headImage: article.headImage && (await locate(article.headImage)),
    thumbnail: article.thumbnail && (await locate(article.thumbnail)),
    images: await Promise.all(article.images.map(locate)),
  };
  const issues = [...missing].map((localPath) =>
    importIssue(article.path, "IMAGE_MISSING", `The image ${localPath} is not in the source's folder.`),
  );
  return { article: located, issues };
}
