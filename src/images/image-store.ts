import { join } from "node:path";
import { type CachedFile, createDiskCache } from "./disk-cache.ts";
import { createFailures } from "./failures.ts";
import { createImageFetcher, type ImageFetcherOptions } from "./fetch-image.ts";
import { type ImageFile, openInside } from "./local-file.ts";
import { MOST_LOCAL_BYTES, noSuchFile, readLocalImage } from "./local-image.ts";
import { createFlights, createNamedQueues, createQueue } from "./queue.ts";
import { ImageRefused } from "./refused.ts";
import { defaultRenders, type ImageBytes, inspectImage, renderVariant } from "./render.ts";
import { ORIGINAL } from "./signed-address.ts";
import { type Variant, variantName } from "./variants.ts";

/** Where an image comes from. */
export type ImageOrigin = { url: string } | ImageFile;

/** An image to be sent: out of the cache, whose file is to be closed then, or just made. */
export type ServedImage = CachedFile | ImageBytes;

/** Fetches, draws and keeps what signed addresses lead to. */
export interface ImageStore {
  /**
   * Finds an image, whose key names its bytes, and which `open` fetches and draws where that has not been done.
   * @throws ImageRefused, as `open` does, where it cannot be had.
   */
  find(
    origin: ImageOrigin,
    variant: Variant | typeof ORIGINAL,
  ): Promise<{ key: string; open: () => Promise<ServedImage> }>;
  /** Ends what is still open. */
  close(): Promise<void>;
}

/** What an image store is made with. */
export interface ImageStoreOptions extends ImageFetcherOptions {
  /** Where images are kept. */
  folder: string;
  /** Bytes that the folder may hold. */
  cacheSize: number;
  /** That serve images out of the folder, this one among them. */
  processes: number;
  /** Hears of images that could not be kept, and why. */
  onCacheFailure: (error: unknown) => void;
  /** Hears of each image that is opened, and whether it was in the cache. */
  onOpened?: ((cached: boolean) => void) | undefined;
}

/** To be raised whenever drawing gives other bytes than before for the same variant. */
const RENDER_VERSION = 2;
const FETCHES = { running: 8, waiting: 128 };
/** Of these, one host's: it may be slow, and has the others' images wait no more than this. */
const FETCHES_OF_A_HOST = { running: 3, waiting: 64 };
const WAITING_RENDERS = 128;

/** An image's file, told apart from what it was before. */
interface Source {
  /** Names the bytes: an address, or a file and its state. */
  version: string;
  /** Has it at hand, so that reading waits for nobody. Gives what could not be kept, which is to be used then. */
  fetch: () => Promise<ImageBytes | null>;
  /** After fetching that gave nothing. */
  read: () => Promise<ImageBytes>;
}

/** A store over a folder, which other processes may use as well. */
export function createImageStore(options: ImageStoreOptions): ImageStore {
  const { folder, cacheSize, processes, onCacheFailure, onOpened = () => {} } = options;
  const cache = createDiskCache({ folder, mostBytes: cacheSize, processes });
  const fetcher = createImageFetcher(options);
  const fetches = createQueue(FETCHES);
  const fetchesOfHosts = createNamedQueues(FETCHES_OF_A_HOST);
  const renders = createQueue({ running: defaultRenders(), waiting: WAITING_RENDERS });
  const fetching = createFlights<ImageBytes | null>();
  const drawing = createFlights<ImageBytes>();
  const failures = createFailures();

  /** Says whether it could be kept. */
  async function keep(key: string, image: ImageBytes): Promise<boolean> {
    try {
      await cache.put(key, image);
    } catch (error) {
      onCacheFailure(error);
      return false;
    }
    cache.makeRoom().catch(onCacheFailure);
    return true;
  }

  /** Out of the cache into memory, to draw from. */
  async function readCached(key: string): Promise<ImageBytes | null> {
    const file = await cache.open(key);
    if (file === null) return null;
    try {
      const bytes = Buffer.alloc(file.size);
      await file.handle.read(bytes, 0, file.size, file.start);
      return { format: file.format, bytes };
    } finally {
      await file.handle.close();
    }
  }

  async function isCached(key: string): Promise<boolean> {
    const file = await cache.open(key);
    await file?.handle.close();
    return file !== null;
  }

  function remoteSource(url: string): Source {
    const version = `url ${url}`;
    const key = `${ORIGINAL} ${version}`;
    const fetchOne = () => fetches.run(() => fetcher.fetchImage(url));
    return {
      version,
      fetch: () =>
        fetching.join(key, async () => {
          if (await isCached(key)) return null;
          const image = await failures.remembering(key, async () => {
            const bytes = await fetchesOfHosts.run(new URL(url).host, fetchOne);
            return { bytes, format: (await inspectImage(bytes)).format };
          });
          return (await keep(key, image)) ? null : image;
        }),
      read: async () => {
        const image = await readCached(key);
        if (image === null) throw new ImageRefused("BUSY", "The cache has just dropped the image: try again.");
        return image;
      },
    };
  }

  const draw = (key: string, variant: Variant, { fetch, read }: Source): Promise<ImageBytes> =>
    drawing.join(key, async () => {
      const image = await failures.remembering(key, async () => {
        const unkept = await fetch();
        // Read when its turn has come: a hundred that wait would hold a hundred originals in memory.
        return renders.run(async () => renderVariant((unkept ?? (await read())).bytes, variant));
      });
      await keep(key, image);
      return image;
    });

  return {
    async find(origin, variant) {
      // Also of what is in the cache: the setting may have changed since.
      if ("url" in origin) fetcher.checkHost(origin.url);
      const source = "url" in origin ? remoteSource(origin.url) : await localSource(origin);
      const name = variant === ORIGINAL ? ORIGINAL : `${RENDER_VERSION} ${variantName(variant)}`;
      const key = `${name} ${source.version}`;
      // Out of the cache where it could be kept: a reader may be slow, and is not to hold all of it in memory.
      const readOriginal = async () => (await source.fetch()) ?? (await cache.open(key)) ?? (await source.read());
      const make = () => (variant === ORIGINAL ? readOriginal() : draw(key, variant, source));
      return {
        key,
        open: async () => {
          const kept = await cache.open(key);
          const image = kept ?? (await make());
          onOpened(kept !== null);
          return image;
        },
      };
    },
    close: () => fetcher.close(),
  };
}

async function localSource(file: ImageFile): Promise<Source> {
  const opened = await openInside(file, MOST_LOCAL_BYTES);
  await opened?.handle.close();
  if (opened === null) throw noSuchFile();
  const { size, modifiedAt } = opened;
  return {
    version: `file ${join(file.root, file.path)} ${size} ${modifiedAt}`,
    fetch: async () => null,
    read: async () => {
      const bytes = await readLocalImage(file);
      return { bytes, format: (await inspectImage(bytes)).format };
    },
  };
}
