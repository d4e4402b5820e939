import type { Issue, SourceFile } from "../../content/types.ts";
import { identifyEntry, plainOf, readEntry } from "./atom.ts";
import { EntryPaths, type Identity } from "./entry-paths.ts";
import type { Feed } from "./feed.ts";
import { baseAddress, MOST_AUTHORS, sharedLanguage, sharedName } from "./inherited.ts";
import { feedIssue } from "./issues.ts";
import { placed } from "./placed.ts";
import { titleText } from "./plain-text.ts";
import { type FeedContext, identifyItem, readItem } from "./rss.ts";
import { kindOfItem, readPost } from "./wordpress.ts";
import { WordPressIndex } from "./wordpress-index.ts";
import { textOf, textsOf } from "./xml-children.ts";
import { type XmlElement, XmlElementReader } from "./xml-elements.ts";

const ROOTS = new Set(["rss", "rdf:rdf", "atom:feed"]);

/** What has to be known of a feed before its first entry can be read. */
interface Survey {
  kind: Feed["kind"];
  title: string | null;
  siteUrl: string | null;
  context: FeedContext & { authors: string[] };
  index: WordPressIndex;
  paths: EntryPaths;
}

/**
 * A feed in XML: RSS 0.9 to 2.0, Atom 1.0, or a WordPress export. It is read twice, each time with memory for one entry
 * and an index. Null where it is other XML, or HTML.
 * @param text - reads the document from its beginning.
 * @param found - what is to be reported of the feed in any case.
 */
export async function openXmlFeed(
  text: () => AsyncIterable<string>,
  address: string,
  found: readonly Issue[],
): Promise<Feed | null> {
  const reader = new XmlElementReader(baseAddress(address, null));
  const survey = emptySurvey(address);
  for await (const element of elementsOf(text(), reader)) note(survey, element);
  if (reader.root === null || !ROOTS.has(reader.root)) return null;
  return {
    kind: survey.kind,
    title: survey.title,
    siteUrl: survey.siteUrl,
    language: survey.context.language,
    async *entries() {
      yield* found;
      yield* entriesOf(text(), survey, address);
    },
  };
}

async function* elementsOf(text: AsyncIterable<string>, reader: XmlElementReader): AsyncGenerator<XmlElement> {
  for await (const piece of text) {
    yield* reader.write(piece);
    if (reader.problem !== null || (reader.root !== null && !ROOTS.has(reader.root))) return;
  }
  reader.end();
}

const emptySurvey = (address: string): Survey => ({
  kind: "feed",
  title: null,
  siteUrl: null,
  context: { address: baseAddress(address, null), language: null, authors: [] },
  index: new WordPressIndex(),
  paths: new EntryPaths(),
});

function note(survey: Survey, element: XmlElement): void {
  const { context } = survey;
  const text = element.text.trim();
  if (element.name === "title") survey.title ??= titleText(text) || null;
  else if (element.name === "atom:title") survey.title ??= plainOf(element) || null;
  else if (element.name === "link") survey.siteUrl ??= baseAddress(text, context.address);
  else if (element.name === "atom:link") noteLink(survey, element);
  else if (element.name === "atom:author") noteAuthors(context, element);
  else if (element.name === "language" || element.name === "dc:language")
    context.language = sharedLanguage(text) ?? context.language;
  else if (element.name === "wp:wxr_version") survey.kind = "wordpress";
  context.language ??= element.language;
  survey.index.note(element);
  const identity = identify(element, context);
  if (identity && isKept(element)) survey.paths.note(identity);
}

function noteAuthors({ authors }: Survey["context"], author: XmlElement): void {
  const room = MOST_AUTHORS - authors.length;
  authors.push(...textsOf(author, "atom:name").slice(0, room).map(sharedName));
}

function noteLink(survey: Survey, link: XmlElement): void {
  // In RSS, Atom's link is the feed's own address.
  const { rel = "alternate", href } = link.attributes;
  if (rel === "alternate") survey.siteUrl ??= baseAddress(href, link.base ?? survey.context.address);
}

function identify(element: XmlElement, context: FeedContext): Identity | null {
  if (element.name === "item") return identifyItem(element, context);
  return element.name === "atom:entry" ? identifyEntry(element, context) : null;
}

/** Of an export, items that are no articles have no part in what paths mean. */
function isKept(element: XmlElement): boolean {
  const { is } = kindOfItem(element);
  return is === "article" || is === "draft";
}

async function* entriesOf(
  text: AsyncIterable<string>,
  survey: Survey,
  address: string,
): AsyncGenerator<SourceFile | Issue> {
  const { context, index, paths } = survey;
  // A file has no address; its paths do not depend on what the survey has found out by then.
  const feed = { ...context, address: context.address ?? survey.siteUrl };
  const reader = new XmlElementReader(baseAddress(address, null));
  const counts = new Counts();
  for await (const element of elementsOf(text, reader)) {
    const identity = identify(element, context);
    if (identity === null) continue;
    counts.add(element, identity);
    if (!isKept(element)) continue;
    const place = paths.place(identity);
    if (element.oversized) {
      yield feedIssue(place.path, "ENTRY_TOO_LARGE", "The entry is larger than an article can be.");
    } else if (textOf(element, "wp:post_type") !== null) {
      const { entry, issues } = readPost(element, place.path, feed, index);
      if (!place.superseded) yield* issues;
      yield* placed(place, entry);
    } else {
      yield* placed(place, element.name === "item" ? readItem(element, feed) : readEntry(element, feed));
    }
  }
  yield* counts.issues(address);
  if (reader.problem !== null)
    yield feedIssue(address, "FEED_CUT", `The feed was not read to its end: ${reader.problem}.`);
}

/** What is said of many items of an export at once. */
class Counts {
  readonly #counts = new Map<string, { is: "draft" | "left out"; why: string; count: number; first: string }>();

  add(item: XmlElement, { title, link }: Identity): void {
    const kind = kindOfItem(item);
    if (kind.is === "article" || kind.is === "furniture") return;
    const key = `${kind.is} ${kind.why}`;
    const known = this.#counts.get(key);
    if (known) known.count++;
    else this.#counts.set(key, { ...kind, count: 1, first: title ?? link ?? "without a title" });
  }

  *issues(address: string): Generator<Issue> {
    for (const { is, why, count, first } of this.#counts.values()) {
      const items = `${count} ${count === 1 ? "item" : "items"} (first: ${first})`;
      if (is === "draft")
        yield feedIssue(address, "POSTS_UNPUBLISHED", `Imported as drafts, since they are ${why}: ${items}`);
      else yield feedIssue(address, "POSTS_LEFT_OUT", `Not imported, since they are ${why}: ${items}`);
    }
  }
}
