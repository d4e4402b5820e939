import { cutAtGrapheme, oneLine } from "./characters.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Report } from "./issues.ts";
import { asText, readNames } from "./names.ts";
import type { Json } from "./types.ts";

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

/** What an article without a title is called by: its file's name without the extension; null where that is blank. */
export function titleOfPath(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return oneLine(name.replace(/\.[A-Za-z]{1,8}$/, "")) || null;
}

/** Hexo: `draft: true`, `published: false` and everything in a folder `_drafts` is a draft. */
export function readStatus(front: FrontMatter, path: string): "DRAFT" | "PUBLISHED" {
  const inDrafts = path.split("/").slice(0, -1).includes("_drafts");
  return inDrafts || isOn(front.draft) || isOff(front.published) ? "DRAFT" : "PUBLISHED";
}

/** Comments are open unless they are switched off. */
export function readCommentsEnabled(front: FrontMatter): boolean {
  return !isOff(front.comments);
}

/** The authors in order; `author` may be a name, a list, or `{name: …}`. */
export function readAuthors(front: FrontMatter, report: Report): string[] {
  return readNames(front.author ?? front.authors, report);
}

/** The tags in order. Hexo: `tag` stands for `tags`, and a plain string is one tag. */
export function readTags(front: FrontMatter, report: Report): string[] {
  return readNames(front.tags ?? front.tag, report);
}

/** The article's own address, where one of its keys holds an absolute one. */
export function readUrl(front: FrontMatter): string | null {
  for (const value of [front.permalink, front.link, front.url, front.canonical]) {
    const text = asText(value)?.trim() ?? "";
    if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text).href;
  }
  return null;
}

/** The language as given, where it looks like a BCP 47 tag. */
export function readLanguage(front: FrontMatter): string | null {
  const text = asText(front.lang ?? front.language)?.trim() ?? "";
  return LANGUAGE.test(text) ? text : null;
}

/** The summary that the author wrote above the article; null where there is none. */
export function readSummary(front: FrontMatter): string | null {
  for (const value of [front.excerpt, front.description, front.summary]) {
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

// YAML 1.2 reads `no` and `off` as text; generators on YAML 1.1 mean false by them.
function isOff(value: Json | undefined): boolean {
  return OFF.has(String(value).trim().toLowerCase());
}

function isOn(value: Json | undefined): boolean {
  return ON.has(String(value).trim().toLowerCase());
}
