import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { Issue, SourceFile } from "../content/types.ts";
import type { KnownSource } from "../db/write/sources.ts";
import { type Feed, openFeed } from "./feeds/open-feed.ts";
import type { FetchFeed } from "./fetch.ts";
import { inBatches } from "./read.ts";
import type { Reading } from "./reading.ts";
import { ImportRefused } from "./refused.ts";
import { type GivenOptions, nameOf, type Plan, planSource } from "./sources.ts";
import { type FeedTarget, isAddress } from "./targets.ts";

/** What a feed's last answer was marked with. */
type Validators = Pick<KnownSource, "etag" | "lastModified">;

/** A feed or an export that is there to be read. */
export interface OpenedFeed {
  plan: Plan;
  reading: Reading;
  /** To be remembered once all of it has been imported; null where it is a file, or has not changed. */
  validators: Validators | null;
}

/** What comes of asking for a feed; a null feed has not changed since the last time. */
interface Answer {
  feed: Feed | null;
  validators: Validators | null;
}

/**
 * Opens a feed or an export, and decides the name and options of its source.
 * @throws ImportRefused where it is neither, or has not been had.
 */
export async function openFeedTarget(
  { feed: place }: FeedTarget,
  known: readonly KnownSource[],
  given: GivenOptions,
  fetchFeed: FetchFeed,
): Promise<OpenedFeed> {
  const stored = known.find(
    ({ name, root }) => root === place && (given.source === undefined || name === given.source),
  );
  const { feed, validators } = isAddress(place) ? await ask(place, stored, given, fetchFeed) : await openFile(place);
  const name = given.source ?? nameOf(place, ownName(place, feed), known);
  const kind = feed?.kind ?? "feed";
  const plan = await planSource({ name, root: place, kind: async () => kind }, known, given);
  const { wanted } = plan;
  wanted.baseUrl ??= feed?.siteUrl ?? null;
  return { plan, reading: readEntries(feed), validators };
}

async function ask(
  address: string,
  stored: KnownSource | undefined,
  given: GivenOptions,
  fetchFeed: FetchFeed,
): Promise<Answer> {
  // Read with other options, what has not changed comes out otherwise all the same.
  const sameOptions = given.timeZone === undefined && given.baseUrl === undefined && given.categoryMode === undefined;
  const { etag, lastModified } = (sameOptions && stored) || { etag: null, lastModified: null };
  const answer = await fetchFeed(address, { etag, lastModified });
  if (answer.status === "not-modified") return { feed: null, validators: null };
  const feed = await openFeed(answer.open, answer.url, answer.contentType);
  if (feed === null)
    throw new ImportRefused(`${address} is neither a feed (RSS, Atom, JSON Feed) nor a WordPress export.`);
  return { feed, validators: { etag: answer.etag, lastModified: answer.lastModified } };
}

async function openFile(path: string): Promise<Answer> {
  if (!(await stat(path)).isFile()) throw new ImportRefused(`${path} is no ordinary file.`);
  const feed = await openFeed(() => createReadStream(path), path);
  if (feed === null)
    throw new ImportRefused(`${path} is neither a feed (RSS, Atom, JSON Feed) nor a WordPress export.`);
  return { feed, validators: null };
}

/** An address goes by its host and path; a file by the site that it comes from, else by its own name. */
function ownName(place: string, feed: Feed | null): string {
  if (isAddress(place)) {
    const { host, pathname } = new URL(place);
    return [host.replace(/^www\./, ""), ...pathname.split("/").filter(Boolean)].join(" ");
  }
  const site = feed?.siteUrl && URL.canParse(feed.siteUrl) ? new URL(feed.siteUrl).host : "";
  return site.replace(/^www\./, "") || basename(place, extname(place));
}

function readEntries(feed: Feed | null): Reading {
  let named: Promise<ReadonlySet<string>> | undefined;
  async function* entries(): AsyncGenerator<SourceFile | Issue> {
    if (feed !== null) yield* feed.entries();
  }
  async function* entriesAt(paths: ReadonlySet<string>): AsyncGenerator<SourceFile> {
    for await (const entry of entries()) if ("bytes" in entry && paths.has(entry.path)) yield entry;
  }
  async function namedPaths(): Promise<ReadonlySet<string>> {
    const paths = new Set<string>();
    for await (const entry of entries()) if ("bytes" in entry) paths.add(entry.path);
    return paths;
  }
  return {
    total: feed === null ? 0 : null,
    found: [],
    batches: () => inBatches(entries()),
    reread: (paths) => inBatches(entriesAt(paths)),
    hasFile: async (path) => {
      // Asked only of articles that an entry resembles, so that most runs read the feed once.
      named ??= namedPaths();
      return (await named).has(path);
    },
    // A feed names its latest entries only: what it no longer names is not gone.
    covers: () => false,
  };
}
