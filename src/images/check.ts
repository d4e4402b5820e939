import type { Sql } from "postgres";
import { acknowledged } from "../db/write/acknowledged.ts";
import {
  type CheckScope,
  countImagesToCheck,
  type ImageCheck,
  type ImageToCheck,
  imagesToCheck,
  saveImageChecks,
} from "../db/write/image-checks.ts";
import { FetchRefused } from "../fetch/fetch-refused.ts";
import type { ImageFetcher } from "./fetch-image.ts";
import { noSuchFile, readLocalImage } from "./local-image.ts";
import { ImageRefused } from "./refused.ts";
import { drawPlaceholder, inspectImage } from "./render.ts";
import { type Politeness, type Visit, visitPolitely } from "./visits.ts";

/** How far a check is, and in the end what came of it: numbers of images. */
export interface CheckCounts {
  total: number;
  ok: number;
  broken: number;
  /** Not to be had this time. */
  unreachable: number;
}

/** What a check came to. */
export interface CheckReport extends CheckCounts {
  /** The first hundred that are broken or could not be had, and why. */
  problems: { place: string; broken: boolean; why: string }[];
  /** Hosts that were left, for silence or because they asked for it. */
  hostsLeft: string[];
}

/** What a check is made with. */
export interface CheckDeps {
  client: Sql;
  fetcher: Pick<ImageFetcher, "fetchImage">;
  now: () => Date;
  onProgress: (counts: CheckCounts) => void;
  /** Stops it after what is under way; what was found is kept. */
  signal: AbortSignal;
  politeness: Politeness;
}

/** Two at a time from a host, ten in a second at the most, and half a minute's wait where it asks for one. */
export const USUAL_POLITENESS: Politeness = { atOnce: 8, perHost: 2, pause: 100, patience: 30_000 };

const PAGE = 500;
/** What a kill may lose: images, and milliseconds. */
const MOST_UNSAVED = 50;
const SAVE_EVERY = 2_000;
const MOST_PROBLEMS = 100;
/** Milliseconds, for a host that asks to be left alone and does not say for how long. */
const USUAL_WAIT = 10_000;

/** Looks at images, and writes down what they are. An image that cannot be had is no failure of the check. */
export async function checkImages(deps: CheckDeps, scope: CheckScope): Promise<CheckReport> {
  const { client, now, onProgress, signal, politeness } = deps;
  const total = await countImagesToCheck(client, scope);
  const report: CheckReport = { total, ok: 0, broken: 0, unreachable: 0, problems: [], hostsLeft: [] };
  const saver = createSaver((checks) => saveImageChecks(client, checks, now()));
  let last = 0;

  const note = (image: ImageToCheck, found: ImageCheck["found"], why: string): void => {
    const counted = found === null ? "unreachable" : found === "BROKEN" ? "broken" : "ok";
    report[counted]++;
    const place = image.url ?? image.path ?? "";
    const isProblem = counted !== "ok" && report.problems.length < MOST_PROBLEMS;
    if (isProblem) report.problems.push({ place, broken: counted === "broken", why });
    onProgress(report);
  };

  await visitPolitely<ImageToCheck>(
    {
      next: async () => {
        const images = await imagesToCheck(client, scope, { after: last, limit: PAGE });
        last = images.at(-1)?.id ?? last;
        return images;
      },
      hostOf: ({ host }) => host,
      visit: async (image, isLastTry) => {
        const { found, why, visit } = await lookAt(image, deps.fetcher);
        if (typeof visit === "object" && !isLastTry) return visit;
        note(image, found, why);
        await saver.add({ id: image.id, found });
        return visit;
      },
      onLeft: (image, host) => {
        if (!report.hostsLeft.includes(host)) report.hostsLeft.push(host);
        note(image, null, "Its host was left for this time.");
      },
    },
    politeness,
    signal,
  );
  await saver.flush();
  await acknowledged(client);
  return report;
}

/** Saves in groups, one at a time. */
function createSaver(save: (checks: ImageCheck[]) => Promise<void>) {
  let unsaved: ImageCheck[] = [];
  let savedAt = performance.now();
  let saving: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    const group = unsaved;
    unsaved = [];
    savedAt = performance.now();
    saving = saving.then(() => (group.length > 0 ? save(group) : undefined));
    return saving;
  };
  return {
    flush,
    async add(check: ImageCheck): Promise<void> {
      unsaved.push(check);
      if (unsaved.length >= MOST_UNSAVED || performance.now() - savedAt > SAVE_EVERY) await flush();
    },
  };
}

interface Look extends Pick<ImageCheck, "found"> {
  /** Empty where there is nothing to say. */
  why: string;
  visit: Visit;
}

async function lookAt(image: ImageToCheck, fetcher: CheckDeps["fetcher"]): Promise<Look> {
  try {
    const bytes = image.url === null ? await readLocal(image) : await fetcher.fetchImage(image.url);
    // All of it, as the placeholder takes its pixels.
    const inspected = await inspectImage(bytes);
    const placeholder = await drawPlaceholder(bytes, inspected);
    const { width, height, format } = inspected;
    return { found: { width, height, format, placeholder }, why: "", visit: "done" };
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    return { found: isBroken(error) ? "BROKEN" : null, why: whyOf(error), visit: visitOf(error) };
  }
}

/** Unlike a client, whoever checks may know what this network says. */
const whyOf = ({ cause, message }: ImageRefused): string => (cause instanceof FetchRefused ? `${cause.why}.` : message);

const readLocal = async ({ root, path }: ImageToCheck): Promise<Uint8Array> => {
  if (root === null || path === null) throw noSuchFile();
  return readLocalImage({ root, path });
};

const GONE = new Set([404, 410]);

/** Whether it will be so the next time too, as far as anybody can tell. */
function isBroken({ code, upstream }: ImageRefused): boolean {
  if (code === "UPSTREAM_FAILED") return upstream !== null && GONE.has(upstream.status);
  // What this gateway's own setting forbids says nothing of the image.
  return code !== "UPSTREAM_TIMEOUT" && code !== "HOST_NOT_ALLOWED" && code !== "BUSY";
}

function visitOf({ code, upstream }: ImageRefused): Visit {
  if (upstream?.status === 429 || upstream?.status === 503) return { comeBackAfter: upstream.retryAfter ?? USUAL_WAIT };
  return code === "UPSTREAM_TIMEOUT" || (code === "UPSTREAM_FAILED" && upstream === null) ? "silent" : "done";
}
