import { cutAtGrapheme, storable } from "../../content/characters.ts";
import type { Issue, Severity } from "../../content/types.ts";

/** What can happen to an entry of a feed or export apart from its contents. As stable as those of content/issues.ts. */
export const FEED_ISSUES = {
  FEED_CUT: {
    severity: "ERROR",
    meaning: "The feed or export ends too early, or nests deeper than any feed does; what comes after was not read.",
    hint: "Fetch or export it anew. If it stays so, open it in a browser, which names the line.",
  },
  FEED_ENCODING: {
    severity: "WARNING",
    meaning: "Some bytes are no characters of the encoding that the feed seems to have; they were replaced by U+FFFD.",
    hint: "Save the feed as UTF-8, or tell its publisher.",
  },
  ENTRY_UNREADABLE: {
    severity: "ERROR",
    meaning: "The entry is none, or holds neither a title nor a text nor an address.",
    hint: "Look at the entry in the feed; if it should be an article, tell its publisher.",
  },
  ENTRY_TOO_LARGE: {
    severity: "ERROR",
    meaning: "The entry is larger than an article can be.",
    hint: "Split the article, or move what is embedded in it (data: images) to files of their own.",
  },
  ENTRY_REPEATED: {
    severity: "WARNING",
    meaning: "The feed holds the entry more than once; the newest of them counts.",
    hint: "Nothing needs to be done. If they are different articles, their ids (guid, id) have to differ.",
  },
  ENTRY_ID_SHARED: {
    severity: "WARNING",
    meaning: "Entries with different addresses have one id; they are told apart by their addresses.",
    hint: "Tell the feed's publisher: readers elsewhere take such entries for one.",
  },
  POSTS_UNPUBLISHED: {
    severity: "WARNING",
    meaning:
      "Posts that the public does not see in WordPress (drafts, pending, private, with a password) became drafts.",
    hint: "Publish in WordPress those that should be public, and export anew.",
  },
  POSTS_LEFT_OUT: {
    severity: "WARNING",
    meaning: "Items of the export that are neither posts nor pages, or lie in the trash, were not imported.",
    hint: "To import items of another type, turn them into posts or pages, and export anew.",
  },
} as const satisfies Record<string, { severity: Severity; meaning: string; hint: string }>;

/** UTF-16 units. A message quotes what it is about, and that may be long. */
const MAX_MESSAGE = 300;

/**
 * An issue of an entry, its severity and hint taken from the catalogue; the message is cut at 300 UTF-16 units.
 * @param path - the entry's, or the feed's own where no entry is to blame.
 */
export function feedIssue(path: string, code: keyof typeof FEED_ISSUES, message: string): Issue {
  const { severity, hint } = FEED_ISSUES[code];
  const cut = message.length > MAX_MESSAGE ? `${cutAtGrapheme(message, MAX_MESSAGE - 1)}…` : message;
  return { path, line: null, severity, code, message: storable(cut), hint };
}
