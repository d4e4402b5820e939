import { hash } from "node:crypto";

// What a row is known by where the thing itself is unbounded: SHA-256 over its parts, told apart by U+0000, which no
// stored text can hold.
const sha256 = (...parts: string[]): Buffer =>
  // By way of text: a buffer straight from the hash has memory of its own, which costs more than the hash.
  Buffer.from(hash("sha256", parts.map((part) => part.replaceAll("\0", "\ufffd")).join("\0")), "hex");

/** articles.path_key and article_paths.path_key: of the path below the source's root. */
export const articlePathKey = (path: string): Buffer => sha256(path);

/** articles.url_key: of the canonical page's address. */
export const articleUrlKey = (url: string): Buffer => sha256(url);

/** articles.guid_key: of the id that the source itself gives the article. */
export const articleGuidKey = (guid: string): Buffer => sha256(guid);

/** categories.path_key: of the names from the root down. */
export const categoryPathKey = (names: readonly string[]): Buffer => sha256(...names);

/** images.key of an image with an address of its own. */
export const imageUrlKey = (url: string): Buffer => sha256(url);

/** images.key of a file below a source's root. */
export const imageFileKey = (sourceId: number, localPath: string): Buffer => sha256(String(sourceId), localPath);
