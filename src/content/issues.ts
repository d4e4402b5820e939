import { cutAtGrapheme, storable } from "./characters.ts";
import type { Issue, Severity } from "./types.ts";

/** What a code stands for: how bad it is, what happened, and what to do about it. */
interface IssueKind {
  severity: Severity;
  meaning: string;
  hint: string;
}

/** Every issue that reading a file can raise. The codes are stable: scripts and dashboards filter by them. */
export const ISSUES = {
  FILE_TOO_LARGE: {
    severity: "ERROR",
    meaning: "The file is larger than an article can be.",
    hint: "Split the article, or move what is embedded in it (data: images) to files of their own.",
  },
  BINARY_FILE: {
    severity: "ERROR",
    meaning: "The file holds binary data, not text.",
    hint: "Keep files that are no articles out of the folder, or narrow the path that is imported.",
  },
  NOT_UTF8: {
    severity: "ERROR",
    meaning: "The file is not encoded in UTF-8.",
    hint:
      "Convert it with: iconv -f ENCODING -t UTF-8 old.md > new.md, where ENCODING is the one that it was written in, " +
      "such as UTF-16, GB18030 or WINDOWS-1252.",
  },
  CHARACTERS_REPLACED: {
    severity: "WARNING",
    meaning: "Characters that cannot be stored (U+0000, lone surrogates) were replaced by U+FFFD.",
    hint: "Remove them from the file.",
  },
  NO_FRONT_MATTER: {
    severity: "WARNING",
    meaning: "The file has no front matter and was skipped: it is no article.",
    hint: "To import it, begin it with a line ---, then title: and date:, then a line --- again.",
  },
  FRONT_MATTER_UNCLOSED: {
    severity: "ERROR",
    meaning: "The front matter is opened but never closed.",
    hint: "End the front matter with the line that it begins with: --- for YAML, +++ for TOML, ;;; for JSON.",
  },
  FRONT_MATTER_UNSUPPORTED: {
    severity: "ERROR",
    meaning: "The front matter is written in a language that is not read.",
    hint: "Write the front matter in YAML between two lines ---, in TOML between two lines +++, or in JSON.",
  },
  FRONT_MATTER_EXECUTABLE: {
    severity: "ERROR",
    meaning: "The front matter is program code, which is never run.",
    hint: "Write the front matter in YAML, between two lines ---.",
  },
  FRONT_MATTER_TOO_LARGE: {
    severity: "ERROR",
    meaning: "The front matter is larger than any front matter should be.",
    hint: "Close the front matter with a line --- where the text of the article begins.",
  },
  FRONT_MATTER_BROKEN: {
    severity: "ERROR",
    meaning: "The front matter is not the YAML, TOML or JSON that it should be, and could not be repaired.",
    hint:
      "Correct what the message names. In YAML, indent with spaces, not tabs, and put a value that holds quotes, colons " +
      "or brackets between single quotes, doubling single quotes inside it. In TOML and JSON, put each text between " +
      "double quotes.",
  },
  FRONT_MATTER_NOT_A_MAP: {
    severity: "ERROR",
    meaning: "The front matter is a single value or a list, not keys and values.",
    hint: "Write one key a line, as in title: My article.",
  },
  YAML_REPAIRED: {
    severity: "WARNING",
    meaning: "A line of the front matter is not YAML; it was read as the text that it evidently is.",
    hint: "Put the value between single quotes, doubling single quotes inside it.",
  },
  YAML_DUPLICATE_KEY: {
    severity: "WARNING",
    meaning: "A key stands twice in the front matter; the last one counts.",
    hint: "Remove all but one.",
  },
  KEY_MISSPELT: {
    severity: "WARNING",
    meaning: "A key of the front matter differs by one letter from one that is read, and was not read.",
    hint: "Correct the key, or leave it if it is meant for something else.",
  },
  TITLE_UNREADABLE: {
    severity: "WARNING",
    meaning: "The title is no text but keys and values or a list; the article is called as if it had none.",
    hint: "Put the title between single quotes.",
  },
  PASSWORD_PROTECTED: {
    severity: "WARNING",
    meaning: "The article is protected by a password, which its generator would encrypt it with; it became a draft.",
    hint: "Remove the password from the front matter to publish the article.",
  },
  DATE_UNREADABLE: {
    severity: "WARNING",
    meaning: "A date could not be read, and the article goes without it.",
    hint: "Write dates as 2021-12-18T17:38:22Z, or as 2021-12-18.",
  },
  DATE_ZONE_ASSUMED: {
    severity: "WARNING",
    meaning: "A date names no time zone, and none was given for its source.",
    hint: "Give the source's zone with --time-zone, or write dates with their zone, as in 2021-12-18 17:38:22 +0800.",
  },
  DATE_SUSPICIOUS: {
    severity: "WARNING",
    meaning: "A date lies before 1990, or its time zone is nowhere in use; it was kept.",
    hint: "Check the date: seconds taken for milliseconds give days of January 1970, and no zone is ahead by 17 hours.",
  },
  NAME_CUT: {
    severity: "WARNING",
    meaning: "The name of a category, tag or author was longer than 200 characters and was cut.",
    hint: "Shorten it.",
  },
  CATEGORY_TOO_DEEP: {
    severity: "WARNING",
    meaning: "A chain of categories was deeper than 16 levels and was cut.",
    hint: "Import the source with --categories flat if its list of categories is no chain.",
  },
  SUMMARY_CUT: {
    severity: "WARNING",
    meaning: "The summary was longer than 2,000 characters and was cut.",
    hint: "Shorten it, or move <!-- more --> further up.",
  },
  BODY_TOO_DEEP: {
    severity: "WARNING",
    meaning: "The body nests deeper than 256 elements; what lies deeper was kept at that level.",
    hint: "Look for tags that are opened again and again and never closed.",
  },
  BODY_TOO_COMPLEX: {
    severity: "ERROR",
    meaning: "The body comes to more elements than an article can have.",
    hint: "Look for tags that are opened again and again and never closed, or split the article.",
  },
  MARKDOWN_TOO_COMPLEX: {
    severity: "WARNING",
    meaning: "The Markdown would take too long to read; the body was kept as plain text.",
    hint: "Split the article, or look for long runs of the same sign.",
  },
  MARKUP_REMOVED: {
    severity: "WARNING",
    meaning: "Markup that could do harm was removed: scripts, frames of unknown sites, forms, event handlers.",
    hint: "Nothing needs to be done; of frames, those of known players stay.",
  },
  LIQUID_KEPT: {
    severity: "WARNING",
    meaning: "Tags or values of Liquid, which only Jekyll can run, were kept as text.",
    hint: "Put what they stand for in their place.",
  },
  COMPONENT_KEPT: {
    severity: "WARNING",
    meaning: "Components without content, which only a program can show, were kept as text.",
    hint: "Put Markdown or HTML in their place.",
  },
  SHORTCODE_KEPT: {
    severity: "WARNING",
    meaning: "Shortcodes, which only Hugo or WordPress can run, were kept as text.",
    hint: "Put Markdown or HTML in their place.",
  },
  IMAGE_UNRESOLVED: {
    severity: "WARNING",
    meaning:
      "The address of an image leads nowhere; the image stays in the body as it is, and has no entry of its own.",
    hint: "Write an absolute address, or a path inside the source's folder.",
  },
} as const satisfies Record<string, IssueKind>;

/** The code of an issue, one of the keys of ISSUES. */
export type IssueCode = keyof typeof ISSUES;

/** How a step tells what it met. The message names the thing; the line is 1-based, in the file. */
export type Report = (code: IssueCode, message: string, line?: number | null) => void;

/** UTF-16 units. A message quotes what it is about, and that may be megabytes long. */
const MAX_MESSAGE = 300;

/** An issue of one file, its severity and hint taken from the catalogue; the message is cut at 300 UTF-16 units. */
export function issueOf(path: string, code: IssueCode, message: string, line: number | null = null): Issue {
  const { severity, hint } = ISSUES[code];
  const cut = message.length > MAX_MESSAGE ? `${cutAtGrapheme(message, MAX_MESSAGE - 1)}…` : message;
  // What is quoted may not have been cleaned yet.
  return { path, line, severity, code, message: storable(cut), hint };
}
