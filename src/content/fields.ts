import { cutAtGrapheme, oneLine } from "./characters.ts";
import { type PublishedDate, readDate, type ZoneRules } from "./dates.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Report } from "./issues.ts";
import { firstOf, KEYS } from "./keys.ts";
import { asText, readNames } from "./names.ts";
import type { Json, SourceKind } from "./types.ts";

const MAX_SUMMARY = 2000;
const LANGUAGE = /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}$/;
const OFF = new Set(["false", "no", "off"]);
const ON = new Set(["true", "yes", "on"]);

/**
 * The written title, on one line; null where it is missing or empty, and, reported, where it is no text. Always text,
 * never a number or a date.
 */
export function readTitle({ title }: FrontMatter, report: Report): string | null {
  const text = asText(title);
  if (text === null && typeof title === "object" && title !== null) {
    report("TITLE_UNREADABLE", `The title is no text: ${JSON.stringify(title)}`);
  }
  return oneLine(text ?? "") || null;
}

/**
 * `draft: true`, `published: false` (which others use for a date) and everything in a folder `_drafts` is a draft. So
 * is, and that is reported, what a password protects: here everybody could read it. `archived: true` is withdrawn.
 */
export function readStatus(front: FrontMatter, path: string, report: Report): "DRAFT" | "PUBLISHED" | "ARCHIVED" {
  const inDrafts = path.split("/").slice(0, -1).includes("_drafts");
  if (inDrafts || isOn(front.draft) || isOff(front.published)) return "DRAFT";
  const password = asText(front.password)?.trim() ?? "";
  if (password === "" || isOff(password)) return isOn(front.archived) ? "ARCHIVED" : "PUBLISHED";
  report("PASSWORD_PROTECTED", "The article is protected by a password.");
  return "DRAFT";
}

/** Comments are open unless they are switched off. */
export function readCommentsEnabled(front: FrontMatter): boolean {
  return !isOff(firstOf(front, KEYS.comments));
}

/** The authors in order; `author` may be a name, a list, or `{name: …}`. */
export function readAuthors(front: FrontMatter, report: Report): string[] {
  return readNames(firstOf(front, KEYS.authors), report);
}

/** The tags in order. A plain string is one tag, but for Jekyll, which splits `tags` (not `tag`) at white space. */
export function readTags(front: FrontMatter, kind: SourceKind, report: Report): string[] {
  if (kind !== "jekyll") return readNames(firstOf(front, KEYS.tags), report);
  const { tag, tags } = front;
  return readNames(tag ?? (typeof tags === "string" ? tags.split(/\s+/) : tags), report);
}

/** The language as given, where it looks like a BCP 47 tag. */
export function readLanguage(front: FrontMatter): string | null {
  const text = asText(firstOf(front, KEYS.language))?.trim() ?? "";
  return LANGUAGE.test(text) ? text : null;
}

/** The summary that the author wrote above the article; null where there is none. */
export function readSummary(front: FrontMatter): string | null {
  for (const value of KEYS.summary.map((key) => front[key])) {
    const text = typeof value === "boolean" ? "" : (asText(value)?.trim() ?? "");
    if (text !== "") return text;
  }
  return null;
}

/** A summary at the length that lists can carry. */
export function boundedSummary(summary: string, report: Report): string {
  if (summary.length <= MAX_SUMMARY) return summary;
  report("SUMMARY_CUT", `The summary of ${summary.length} characters was cut.`);
  return cutAtGrapheme(summary, MAX_SUMMARY).trimEnd();
}

/**
 * When the article was published and last changed, and when it is withdrawn. `published` is a date only where it is no
 * switch; of a post of Jekyll's, the day in its file's name stands for a date that is missing. Hugo keeps a page back
 * until its `publishDate`, also where it has a `date`.
 * @param reportAt - reports at the line of the first of these keys.
 */
export function readDates(
  front: FrontMatter,
  nameDate: string | null,
  rules: ZoneRules & { kind: SourceKind },
  reportAt: (keys: readonly string[]) => Report,
): Record<"published" | "updated" | "expires", PublishedDate | null> {
  const isSwitch = isOn(front.published) || isOff(front.published);
  const dates = rules.kind === "hugo" ? (["publishDate", ...KEYS.date] as const) : KEYS.date;
  const published = firstOf(isSwitch ? { ...front, published: null } : front, dates);
  return {
    published:
      readDate("date", published, rules, reportAt(dates)) ??
      readDate("date", nameDate ?? undefined, rules, reportAt([])),
    updated: readDate("updated", firstOf(front, KEYS.updated), rules, reportAt(KEYS.updated)),
    expires:
      rules.kind === "hugo"
        ? readDate("expiryDate", firstOf(front, KEYS.expires), rules, reportAt(KEYS.expires))
        : null,
  };
}

// YAML 1.2 reads `no` and `off` as text; generators on YAML 1.1 mean false by them.
function isOff(value: Json | undefined): boolean {
  return OFF.has(String(value).trim().toLowerCase());
}

function isOn(value: Json | undefined): boolean {
  return ON.has(String(value).trim().toLowerCase());
}
