import type { Issue, Severity } from "../content/types.ts";

/** Which files are read, for messages. */
export const ARTICLE_FILES = "articles end in .md, .markdown, .mdx, .html, .htm or .txt";

/** What can happen to a file apart from its contents. Codes are as stable as those of content/issues.ts. */
export const IMPORT_ISSUES = {
  FILE_UNREADABLE: {
    severity: "ERROR",
    meaning: "The file or folder cannot be read.",
    hint: "Check that it is there and that this user may read it.",
  },
  NAME_TAKEN: {
    severity: "ERROR",
    meaning: "Another file has the same name, written with other code points for the same letters.",
    hint: "Rename or remove one of the two.",
  },
  NOT_AN_ARTICLE: {
    severity: "WARNING",
    meaning:
      "The file is of a kind that holds no article, lies where a site keeps none, or is a feed or an export, and was skipped.",
    hint: "Articles end in .md, .markdown, .mdx, .html, .htm or .txt. Feeds and exports are imported by themselves.",
  },
  DUPLICATE_ARTICLE: {
    severity: "WARNING",
    meaning:
      "The file holds the same article as another file of the source, and was skipped: the article has both paths.",
    hint: "Remove one of the two files. To keep both as articles, let their texts differ.",
  },
  COPY_UNKNOWN: {
    severity: "ERROR",
    meaning:
      "The file had been sent to the API as a copy of another one, which holds another article now. What this one says is not known any more.",
    hint: "Send the file again.",
  },
  NOT_PRUNED: {
    severity: "WARNING",
    meaning:
      "Articles have no files any more, and were not deleted with --prune, since no file of the folder holds an article.",
    hint: "Look whether the folder is the right one, and whether all of it is there.",
  },
  IMAGE_MISSING: {
    severity: "WARNING",
    meaning: "An image is neither an address nor a file of the source.",
    hint: "Put the file there, or give the site's address with --base-url if it lives on the site.",
  },
  ARTICLE_GONE: {
    severity: "ERROR",
    meaning: "The file held an article when it was last imported, and holds none now; that article stays as it was.",
    hint: "An article begins with front matter, between two lines ---.",
  },
  PARSE_FAILED: {
    severity: "ERROR",
    meaning: "The importer itself failed over the file.",
    hint: "Please report it, with the file.",
  },
  PARSE_TIMEOUT: {
    severity: "ERROR",
    meaning: "The file takes longer to parse than one file may.",
    hint: "Look for what repeats without end (tags never closed, long runs of one sign), or split the article.",
  },
  WRITE_FAILED: {
    severity: "ERROR",
    meaning: "The database refuses the article.",
    hint: "Shorten or correct what the message speaks of.",
  },
} as const satisfies Record<string, { severity: Severity; meaning: string; hint: string }>;

// A name or an address in a message can be as long as a file.
const LONGEST_MESSAGE = 300;

/**
 * An issue of a file of a source, its severity and hint taken from the catalogue, its message cut to three hundred
 * characters.
 */
export function importIssue(path: string, code: keyof typeof IMPORT_ISSUES, message: string): Issue {
  const { severity, hint } = IMPORT_ISSUES[code];
  const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1).toWellFormed()}…` : message;
  return { path, line: null, severity, code, message: cut, hint };
}

/** Why the file system refused a path, in words: `permission denied` for EACCES. */
export function fileProblem(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // Bytes that are no UTF-8 have been replaced in the path, so that nothing is found under it.
  if (code === "ENOENT" && path.includes("\ufffd")) return "its name is not UTF-8";
  const problems: Record<string, string> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOENT: "it is not there",
    EISDIR: "it is a folder",
    ENOTDIR: "one of its folders is a file",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    ELOOP: "its links go in a circle",
    ENAMETOOLONG: "its name is too long",
    EMFILE: "too many files are open",
    EIO: "the disk failed",
    ENXIO: "it is no ordinary file",
  };
  return problems[code] ?? (code || "it cannot be read");
}
