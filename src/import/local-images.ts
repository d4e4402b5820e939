import { stat } from "node:fs/promises";
import { join } from "node:path";
import { shownAddress } from "../content/images.ts";
import { relocateImages } from "../content/relocate.ts";
import type { Article, ImageInfo, Issue, SourceKind } from "../content/types.ts";
import { importIssue } from "./issues.ts";

/** Where an image lies below a source's root, and whether there is a file. */
interface Place {
  localPath: string;
  found: boolean;
}

/** Looks for files of a source. */
export type FindFile = (localPath: string) => Promise<Place>;

// A generated page can hold as many images as fit into a file.
const LOOKED_FOR_AT_ONCE = 32;
const MOST_MISSING = 20;

/** Where a site keeps what its pages name by addresses from the root. */
const PUBLISHED: Partial<Record<SourceKind, string>> = { hexo: "source/", hugo: "static/", astro: "public/" };

/**
 * Finds images below a source's root, and, where its kind has one, in the folder that its site's root is made from.
 * Remembers what it has looked for: make one for each batch.
 * @param root - null for a source that has no folder, and hence no files.
 */
export function createFindFile(root: string | null, kind: SourceKind): FindFile {
  const places = new Map<string, Promise<Place>>();
  const published = PUBLISHED[kind] ?? "";
  return (localPath) => {
    if (root === null) return Promise.resolve({ localPath, found: false });
    const known = places.get(localPath);
    if (known) return known;
    const other = localPath.startsWith(published) ? localPath : published + localPath;
    const place = findPlace(root, localPath, other);
    places.set(localPath, place);
    return place;
  };
}

/** The path itself where there is a file; else the other, which is where the file belongs. */
async function findPlace(root: string, itself: string, other: string): Promise<Place> {
  if (await isFile(join(root, itself))) return { localPath: itself, found: true };
  return { localPath: other, found: other !== itself && (await isFile(join(root, other))) };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

/**
 * Points an article's images of its own source to the files that are there. One that is not there is given the path
 * that it would have, so that it is found when it arrives; the first twenty of them are reported, each once.
 */
export async function locateImages(
  article: Article,
  findFile: FindFile,
): Promise<{ article: Article; issues: Issue[] }> {
  const { headImage, thumbnail, images } = article;
  const isLocal = (image: ImageInfo | null) => image !== null && image.address.localPath !== null;
  if (!isLocal(headImage) && !isLocal(thumbnail) && !images.some(isLocal)) return { article, issues: [] };
  const missing = new Set<string>();
  const moved = new Map<string, string>();
  const locate = async <Image extends ImageInfo>(image: Image): Promise<Image> => {
    if (image.address.localPath === null) return image;
    const { localPath, found } = await findFile(image.address.localPath);
    if (!found) missing.add(image.address.localPath);
    if (localPath !== image.address.localPath) {
      moved.set(shownAddress(image.address), shownAddress({ url: null, localPath }));
    }
    return { ...image, address: { url: null, localPath } };
  };
  const located: Article = {
    ...article,
    headImage: headImage && (await locate(headImage)),
    thumbnail: thumbnail && (await locate(thumbnail)),
    images: [],
  };
  for (let start = 0; start < images.length; start += LOOKED_FOR_AT_ONCE) {
    const group = images.slice(start, start + LOOKED_FOR_AT_ONCE);
    located.images.push(...(await Promise.all(group.map(locate))));
  }
  if (moved.size > 0) Object.assign(located, relocateImages(article.html, article.layout, moved));
  const messages = [...missing]
    .slice(0, MOST_MISSING)
    .map((localPath) => `The image ${localPath} is not in the source's folder.`);
  const others = missing.size - messages.length;
  if (others > 0) messages.push(`So it is with ${others} other images of the article.`);
  return { article: located, issues: messages.map((message) => importIssue(article.path, "IMAGE_MISSING", message)) };
}
