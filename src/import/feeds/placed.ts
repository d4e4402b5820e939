import type { Issue, SourceFile } from "../../content/types.ts";
import { type Entry, entryFile } from "./entry.ts";
import type { Place } from "./entry-paths.ts";
import { feedIssue } from "./issues.ts";
import { plainText } from "./plain-text.ts";

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
  if (firstOfShared) yield feedIssue(path, "ENTRY_ID_SHARED", `Entries with other addresses have the id ${entry.guid}`);
  yield entryFile(path, entry);
}

function saysNothing({ title, permalink, headimg, body }: Entry): boolean {
  return (
    [title, permalink, headimg].every((value) => value === null) && plainText(body) === "" && !/<img\b/i.test(body)
  );
}
