import type { Issue } from "../content/types.ts";

/** What can become of a file. */
export type FileOutcome = "created" | "updated" | "unchanged" | "renamed" | "skipped" | "failed";

/**
 * What can become of an article beside what becomes of the files that are read: deleted where its file is gone, moved to
 * another file that holds it too, or read from there once more, which can fail.
 */
export type Besides = "deleted" | "renamed" | "created" | "updated" | "failed";

/** How many files came to what, and how many articles were deleted because their files are gone. */
export type Counts = Record<FileOutcome | "deleted" | "filesRead", number>;

/** An issue, and the source that its path lies in. */
export interface ReportedIssue extends Issue {
  source: string;
}

/** A file that is gone, of which there was an article. */
export interface GoneFile {
  source: string;
  path: string;
  /** The path that the article was renamed to; null where it was deleted. */
  renamedTo: string | null;
}

/** A source of a run. */
export interface ReportedSource {
  name: string;
  /** Where its articles come from: the path of a folder or file, the address of a feed, or null. */
  root: string | null;
  kind: string;
  /** Where the source was before, if it has moved. */
  movedFrom: string | null;
  /** Names of other sources whose folder this one is, or lies in. */
  within: string[];
  /** Names of other sources whose folder lies in this one, so that what is there is read into both. */
  holds: string[];
  /** The run's row: all of its issues are there. */
  runId: number;
}

/** What a run came to. */
export interface ImportReport extends Counts {
  /** INTERRUPTED: asked to stop before the end. FAILED: some files failed. */
  status: RunOutcome;
  /** Nothing was written: the counts say what would have been. */
  dryRun: boolean;
  startedAt: Date;
  finishedAt: Date;
  sources: ReportedSource[];
  /** Files found. Without an interruption, all files that were read. */
  filesTotal: number;
  /** By source, path and line: of each severity the first thousand. */
  issues: ReportedIssue[];
  /** How many issues of each code there are in all. */
  issueCounts: ReadonlyMap<string, number>;
  /** Files that are gone, whose articles were renamed or deleted: of each the first thousand. */
  gone: GoneFile[];
  /** How many articles have no file any more, and stay, since nobody asked to prune; counted up to a thousand a source. */
  left: number;
  /** The files that took longest to parse, the slowest first. */
  slowest: { source: string; path: string; milliseconds: number }[];
}

export type RunOutcome = "SUCCEEDED" | "FAILED" | "INTERRUPTED";

/** How far a run is. */
export interface Progress {
  /** Null while it is not known. */
  filesTotal: number | null;
  filesDone: number;
  warnings: number;
  failed: number;
}

const MOST_SLOWEST = 5;
/** A million files can have as many issues; those beyond are in the database alone. */
const MOST_ISSUES = 1000;
const MOST_GONE = 1000;

/** Gathers what becomes of the files of a run, in bounded memory. */
export interface Tally {
  /** Names a source of the run. */
  add(source: ReportedSource): void;
  count(outcome: FileOutcome): void;
  also(outcome: Besides): void;
  report(source: string, issues: readonly Issue[]): void;
  /** Names a file that is gone, and what became of its article. */
  gone(file: GoneFile): void;
  /** Counts articles whose files are gone, and which stay. */
  leave(articles: number): void;
  time(source: string, path: string, milliseconds: number): void;
  progress(): Progress;
  finish(how: { interrupted: boolean; dryRun: boolean }, finishedAt: Date): ImportReport;
}

/** Counts of nothing yet. */
export const noCounts = (): Counts => ({
  filesRead: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  renamed: 0,
  deleted: 0,
  skipped: 0,
  failed: 0,
});

/** How a run ended. */
export const outcomeOf = (interrupted: boolean, { failed }: Counts): RunOutcome =>
  interrupted ? "INTERRUPTED" : failed > 0 ? "FAILED" : "SUCCEEDED";

/**
 * Begins the tally of a run.
 * @param filesTotal - null where it is known only at the end.
 */
export function createTally(startedAt: Date, filesTotal: number | null): Tally {
  const counts = noCounts();
  const sources: ReportedSource[] = [];
  const kept = { WARNING: [] as ReportedIssue[], ERROR: [] as ReportedIssue[] };
  const issueCounts = new Map<string, number>();
  const gone: Record<"renamed" | "deleted", GoneFile[]> = { renamed: [], deleted: [] };
  let slowest: ImportReport["slowest"] = [];
  let warnings = 0;
  let left = 0;
  return {
    add: (source) => {
      sources.push(source);
    },
    count: (outcome) => {
      counts[outcome]++;
      counts.filesRead++;
    },
    also: (outcome) => {
      counts[outcome]++;
    },
    report: (source, issues) => {
      for (const issue of issues) {
        if (issue.severity === "WARNING") warnings++;
        issueCounts.set(issue.code, (issueCounts.get(issue.code) ?? 0) + 1);
        const others = kept[issue.severity];
        // Of each code at least one, which is shown as an example.
        if (others.length < MOST_ISSUES || issueCounts.get(issue.code) === 1) others.push({ ...issue, source });
      }
    },
    gone: (file) => {
      const others = gone[file.renamedTo === null ? "deleted" : "renamed"];
      if (others.length < MOST_GONE) others.push(file);
    },
    leave: (articles) => {
      left += articles;
    },
    time: (source, path, milliseconds) => {
      if (milliseconds <= (slowest[MOST_SLOWEST - 1]?.milliseconds ?? 0)) return;
      slowest = [...slowest, { source, path, milliseconds }].sort((a, b) => b.milliseconds - a.milliseconds);
      slowest = slowest.slice(0, MOST_SLOWEST);
    },
    progress: () => ({ filesTotal, filesDone: counts.filesRead, warnings, failed: counts.failed }),
    finish: ({ interrupted, dryRun }, finishedAt) => ({
      status: outcomeOf(interrupted, counts),
      dryRun,
      startedAt,
      finishedAt,
      sources,
      filesTotal: filesTotal ?? counts.filesRead,
      ...counts,
      issues: [...kept.ERROR, ...kept.WARNING].sort(byFile),
      issueCounts,
      gone: [...gone.renamed, ...gone.deleted],
      left,
      slowest,
    }),
  };
}

const byFile = (a: ReportedIssue, b: ReportedIssue): number =>
  compare(a.source, b.source) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
