import type { TransactionSql } from "postgres";
import { imageFileKey, imageUrlKey } from "../keys.ts";
import type { Id, NewArticle, NewImage } from "./article.ts";
import { drawIds } from "./ids.ts";
import { bytea, json } from "./parameters.ts";

/** What is known of an image apart from its address. */
export interface ImageFacts {
  /** Pixels. */
  width: number | null;
  height: number | null;
  format: NewImage["format"];
}

/** An image that articles use, found or made. */
export interface SharedImage {
  id: Id;
  url: string | null;
  /** Made by this transaction. */
  created: boolean;
  /** Its size or format is other than before. */
  altered: boolean;
}

interface StoredImage extends ImageFacts {
  id: Id;
  key: string;
  status: "UNCHECKED" | "OK" | "BROKEN";
}

/** All images that an article uses. */
export const imagesOf = ({ headImage, thumbnail, images }: NewArticle): NewImage[] =>
  [headImage, thumbnail, ...images].filter((image) => image !== null);

/** What an image is known by in the maps of a batch of one source: an address or, as no address can begin, a path. */
export const imageKey = ({ address }: NewImage): string => address.url ?? `/${address.localPath}`;

const storedKey = (sourceId: number, { address }: NewImage): string =>
  bytea(address.url === null ? imageFileKey(sourceId, address.localPath) : imageUrlKey(address.url));

/**
 * What two articles together know of an image: the size of the larger area (of equal ones the wider), and a format. The
 * order of articles does not matter: the operation is commutative, associative and idempotent.
 */
export function mergeFacts(a: ImageFacts, b: ImageFacts): ImageFacts {
  const { width, height } = isLarger(b, a) ? b : a;
  const formats = [a.format, b.format].filter((format) => format !== null);
  return { width, height, format: formats.sort()[0] ?? null };
}

function isLarger(a: ImageFacts, b: ImageFacts): boolean {
  const [x, y] = [rank(a), rank(b)];
  const decisive = x.findIndex((value, index) => value !== y[index]);
  return decisive >= 0 && (x[decisive] ?? 0) > (y[decisive] ?? 0);
}

const rank = ({ width, height }: ImageFacts): number[] => [(width ?? 0) * (height ?? 0), width ?? 0, height ?? 0];

/**
 * Finds the images of an article's source, makes those that are missing, and adds what is now known to those that are
 * there. A size that has been checked against the file itself (status OK) stays. Keys (of `imageKey`) to rows.
 */
export async function ensureImages(
  tx: TransactionSql,
  sourceId: number,
  uses: Iterable<NewImage>,
): Promise<Map<string, SharedImage>> {
  const byAddress = new Map<string, NewImage>();
  for (const use of uses) {
    const key = imageKey(use);
    const other = byAddress.get(key);
    byAddress.set(key, other ? { ...use, ...mergeFacts(other, use) } : use);
  }
  const found = new Map<string, SharedImage>();
  if (byAddress.size === 0) return found;

  const wanted = new Map([...byAddress.values()].map((image) => [storedKey(sourceId, image), image]));
  const altered: (ImageFacts & { id: Id })[] = [];
  for (const stored of await readImages(tx, wanted.keys())) {
    const image = wanted.get(stored.key);
    if (!image) continue;
    const merged = stored.status === "OK" ? stored : mergeFacts(stored, image);
    const differs = !sameFacts(merged, stored);
    if (differs) altered.push({ ...merged, id: stored.id });
    found.set(imageKey(image), { id: stored.id, url: image.address.url, created: false, altered: differs });
  }
  const missing = [...wanted].filter(([, image]) => !found.has(imageKey(image)));
  const ids = await insertImages(tx, sourceId, missing);
  for (const [index, [, image]] of missing.entries())
    found.set(imageKey(image), { id: ids[index] ?? "", url: image.address.url, created: true, altered: false });
  if (altered.length > 0) await updateImages(tx, altered);
  return found;
}

const sameFacts = (a: ImageFacts, b: ImageFacts): boolean =>
  a.width === b.width && a.height === b.height && a.format === b.format;

const readImages = (tx: TransactionSql, keys: Iterable<string>): Promise<StoredImage[]> =>
  tx<StoredImage[]>`
    select id, key::text as key, width, height, format, status from images
    where key = any(array(select json_array_elements_text(${json(keys)}::text::json)::bytea))`;

/** @returns ids in the order of the images. */
async function insertImages(
  tx: TransactionSql,
  sourceId: number,
  images: readonly (readonly [key: string, image: NewImage])[],
): Promise<Id[]> {
  const ids = await drawIds(tx, "images", images.length);
  if (images.length === 0) return ids;
  const rows = images.map(([key, { address, width, height, format }], index) => ({
    id: ids[index],
    key,
    url: address.url,
    host: address.url === null ? null : hostOf(address.url),
    source: address.url === null ? sourceId : null,
    file: address.localPath,
    width,
    height,
    format,
  }));
  await tx`
    insert into images (id, key, original_url, host, source_id, local_path, width, height, format)
    overriding system value
    select r.id, r.key, r.url, r.host, r.source, r.file, r.width, r.height, r.format
    from json_to_recordset(${json(rows)}::text::json) as r(id bigint, key bytea, url text, host text, source bigint,
      file text, width integer, height integer, format image_format)`;
  return ids;
}

const updateImages = (tx: TransactionSql, rows: (ImageFacts & { id: Id })[]): Promise<unknown> => tx`
  update images set width = r.width, height = r.height, format = r.format
  from json_to_recordset(${json(rows)}::text::json) as r(id bigint, width integer, height integer, format image_format)
  where images.id = r.id`;

// A name of the domain system has 253 characters at the most; whatever is longer only has to fit into the index.
const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host.slice(0, 253) : null);
