import type { Issue } from "../content/types.ts";

/** An issue, and the source that its path lies in. */
export interface ReportedIssue extends Issue {
  source: string;
}

/** What a run came to. */
export interface ImportReport {
  /** INTERRUPTED: asked to stop before the end. FAILED: some files failed. */
  status: "SUCCEEDED" | "FAILED" | "INTERRUPTED";
  startedAt: Date;
  finishedAt: Date;
  sources: {
    name: string;
    root: string;
    kind: string;
    /** Where the source was before, if it has moved. */
    movedFrom: string | null;
    /** Names of other sources whose folder this one is, or lies in. */
    within: string[];
  }[];
  /** Files found. Without an interruption, the five counts below add up to it. */
  filesTotal: number;
  filesRead: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Files that are no articles. */
  skipped: number;
  failed: number;
  /** By source, path and line. */
  issues: ReportedIssue[];
  /** The files that took longest to parse, the slowest first. */
  slowest: { source: string; path: string; milliseconds: number }[];
}

/** How far a run is. */
export interface Progress {
  filesTotal: number;
  filesDone: number;
  warnings: number;
  failed: number;
}

/** What can become of a file. */
type FileOutcome = "created" | "updated" | "unchanged" | "skipped" | "failed";

const MOST_SLOWEST = 5;

/** Gathers what becomes of the files of a run. */
export interface Tally {
  count(outcome: FileOutcome): void;
  /** Adds issues. A zone that had to be assumed is kept once for each source. */
  report(source: string, issues: readonly Issue[]): void;
  time(source: string, path: string, milliseconds: number): void;
  progress(): Progress;
  finish(status: { interrupted: boolean }, finishedAt: Date): ImportReport;
}

/** Begins the tally of a run. */
export function createTally(startedAt: Date, sources: ImportReport["sources"], filesTotal: number): Tally {
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
  const issues: ReportedIssue[] = [];
  const zoneless = new Set<string>();
  let slowest: ImportReport["slowest"] = [];
  let warnings = 0;
  const filesDone = () => Object.values(counts).reduce((sum, count) => sum + count);
  return {
    count: (outcome) => {
      counts[outcome]++;
    },
    report: (source, added) => {
      for (const issue of added) {
        if (issue.code === "DATE_ZONE_ASSUMED") {
          if (zoneless.has(source)) continue;
          zoneless.add(source);
        }
        if (issue.severity === "WARNING") warnings++;
        issues.push({ ...issue, source });
      }
    },
    time: (source, path, milliseconds) => {
      if (milliseconds <= (slowest[MOST_SLOWEST - 1]?.milliseconds ?? 0)) return;
      slowest = [...slowest, { source, path, milliseconds }].sort((a, b) => b.milliseconds - a.milliseconds);
      slowest = slowest.slice(0, MOST_SLOWEST);
    },
    progress: () => ({ filesTotal, filesDone: filesDone(), warnings, failed: counts.failed }),
    finish: ({ interrupted }, finishedAt) => ({
      status: interrupted ? "INTERRUPTED" : counts.failed > 0 ? "FAILED" : "SUCCEEDED",
      startedAt,
      finishedAt,
      sources,
      filesTotal,
      filesRead: filesDone(),
      ...counts,
      issues: issues.sort(byFile),
      slowest,
    }),
  };
}

const byFile = (a: ReportedIssue, b: ReportedIssue): number =>
  compare(a.source, b.source) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
