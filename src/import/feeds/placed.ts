import type { Issue, Json, SourceFile } from "../../content/types.ts";
import { type Entry, entryFile } from "./entry.ts";
import type { Place } from "./entry-paths.ts";
import { feedIssue } from "./issues.ts";
import { plainText } from "./plain-text.ts";

/** UTF-16 units of what stands above the body. Front matter of that length is not read. */
const MOST_ABOVE = 1024 * 1024;

/** An entry at its place in the feed: its file, with what is to be said of it; no file where it does not count. */
export function* placed({ path, superseded, firstOfShared }: Place, entry: Entry): Generator<SourceFile | Issue> {
  const name = entry.title ?? entry.permalink ?? path;
  if (superseded) {
    yield feedIssue(path, "ENTRY_REPEATED", `A newer entry, or an earlier one of the same date, stands for: ${name}`);
    return;
  }
  if (saysNothing(entry)) {
    yield feedIssue(path, "ENTRY_UNREADABLE", "The entry holds neither a title nor a text nor an address.");
    return;
  }
  if (hasTooMuchAbove(entry)) {
    const message = "The entry comes to more categories, tags, authors and attachments than an article can have.";
    yield feedIssue(path, "ENTRY_TOO_LARGE", message);
    return;
  }
  if (firstOfShared) yield feedIssue(path, "ENTRY_ID_SHARED", `Entries with other addresses have the id ${entry.guid}`);
  yield entryFile(path, entry);
}

function saysNothing({ title, permalink, headimg, body }: Entry): boolean {
  return (
    [title, permalink, headimg].every((value) => value === null) && plainText(body) === "" && !/<img\b/i.test(body)
  );
}

/** What is short in an entry can stand for something long: a small one can come to gigabytes. */
function hasTooMuchAbove({ authors, categories, tags, others }: Entry): boolean {
  return lengthOf([authors, categories, tags, others]) > MOST_ABOVE;
}

/** UTF-16 units of all texts in a value. */
function lengthOf(value: Json): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + lengthOf(part), 0);
}
