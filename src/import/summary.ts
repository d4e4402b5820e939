import { join, relative } from "node:path";
import type { GoneFile, ImportReport, ReportedIssue } from "./report.ts";

/** Marks text for a terminal; each function gives it back as it is where there are no colours. */
interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
}

/** How a report is put into words. */
export interface Wording {
  colors: Colors;
  /** Paths are shown as seen from here, so that they can be opened. */
  cwd: string;
}

const OUTCOMES = ["created", "updated", "renamed", "unchanged", "deleted", "skipped", "failed"] as const;

/** What a source was read as; a plain folder needs no mention. */
const KINDS: Readonly<Record<string, string>> = {
  hexo: "Hexo",
  jekyll: "Jekyll",
  hugo: "Hugo",
  astro: "Astro",
  feed: "feed",
  wordpress: "WordPress export",
};

/** What a run came to, for people: warnings by code with an example of each, the slowest files, and the counts. */
export function summarise(report: ImportReport, wording: Wording): string[] {
  const moved = report.sources.filter(({ movedFrom }) => movedFrom !== null);
  const nested = report.sources.filter(({ within }) => within.length > 0);
  const holding = report.sources.filter(({ holds }) => holds.length > 0);
  return [
    ...moved.map(({ name, root, movedFrom }) => `The source “${name}” has moved from ${movedFrom} to ${root}.`),
    ...nested.map(({ root, within }) =>
      wording.colors.yellow(`${root} is also part of the source “${within.join("”, “")}”.`),
    ),
    ...holding.map(({ root, holds }) =>
      wording.colors.yellow(
        `${root} holds that of the source “${holds.join("”, “")}” too: what lies there is two articles.`,
      ),
    ),
    ...describeWarnings(report, wording),
    ...describeSlowest(report, wording),
    ...describeGone(report, wording),
    ...describeCounts(report, wording),
    ...describeLeft(report, wording),
  ];
}

/** The issues that cost a file, the first thousand in full. Empty where there is none. */
export function describeFailures(report: ImportReport, wording: Wording): string[] {
  const errors = report.issues.filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return [];
  const { bold, red } = wording.colors;
  const codes = new Set(errors.map(({ code }) => code));
  const all = [...report.issueCounts].reduce((sum, [code, number]) => sum + (codes.has(code) ? number : 0), 0);
  const untold = all - errors.length;
  return [
    bold(red(all === 1 ? "1 failure" : `${count(all)} failures`)),
    ...errors.flatMap((issue) => describeIssue(report, issue, wording, red(issue.code))),
    ...(untold > 0 ? [`  … and ${count(untold)} more; --report writes all of them to a file.`] : []),
  ];
}

function describeWarnings(report: ImportReport, wording: Wording): string[] {
  const { bold, yellow } = wording.colors;
  const examples = new Map<string, ReportedIssue>();
  for (const issue of report.issues) {
    if (issue.severity === "WARNING" && !examples.has(issue.code)) examples.set(issue.code, issue);
  }
  if (examples.size === 0) return [];
  const numberOf = (code: string) => report.issueCounts.get(code) ?? 0;
  const groups = [...examples].sort(([a], [b]) => numberOf(b) - numberOf(a));
  return [
    bold(yellow("Warnings")),
    ...groups.flatMap(([code, example]) =>
      describeIssue(report, example, wording, `${yellow(code)} × ${count(numberOf(code))}`),
    ),
  ];
}

function describeIssue(report: ImportReport, issue: ReportedIssue, { colors, cwd }: Wording, head: string): string[] {
  const place = `${shown(report, cwd, issue)}${issue.line === null ? "" : `:${issue.line}`}`;
  const lines = [`  ${head}  ${place}`, `      ${oneLine(issue.message)}`];
  return issue.hint === null ? lines : [...lines, `      ${colors.dim(issue.hint)}`];
}

function describeSlowest(report: ImportReport, { colors, cwd }: Wording): string[] {
  // What takes less is no news.
  const slow = report.slowest.filter(({ milliseconds }) => milliseconds >= 1_000);
  if (slow.length === 0) return [];
  return [
    colors.bold("Slowest files"),
    ...slow.map((file) => `  ${count(Math.round(file.milliseconds)).padStart(7)} ms  ${shown(report, cwd, file)}`),
  ];
}

/** Files that are shown; the report has more. */
const MOST_SHOWN = 5;

function describeGone(report: ImportReport, { colors, cwd }: Wording): string[] {
  const list = (head: string, total: number, files: readonly GoneFile[]) => {
    const lines = files.slice(0, MOST_SHOWN).map(({ source, path, renamedTo }) => {
      const to = renamedTo === null ? "" : ` → ${shown(report, cwd, { source, path: renamedTo })}`;
      return `  ${shown(report, cwd, { source, path })}${to}`;
    });
    const untold = total - lines.length;
    const rest = untold > 0 ? [`  … and ${count(untold)} more; --report names the first thousand.`] : [];
    return lines.length === 0 ? [] : [colors.bold(head), ...lines, ...rest];
  };
  return [
    ...list(
      "Renamed",
      report.renamed,
      report.gone.filter(({ renamedTo }) => renamedTo !== null),
    ),
    ...list(
      "Deleted",
      report.deleted,
      report.gone.filter(({ renamedTo }) => renamedTo === null),
    ),
  ];
}

function describeLeft({ left }: ImportReport, { colors }: Wording): string[] {
  if (left === 0) return [];
  const subject = left === 1 ? "1 article has no file any more" : `${atLeast(left)} articles have no files any more`;
  return [colors.yellow(`${subject}: --prune deletes such articles.`)];
}

const atLeast = (number: number): string => (number < 1000 ? String(number) : `${count(number)} or more`);

function describeCounts(report: ImportReport, { colors }: Wording): string[] {
  const { bold, green, red, yellow } = colors;
  if (report.sources.length === 0) return [yellow("Stopped before the first file; nothing was written.")];
  const seconds = Math.max(report.finishedAt.getTime() - report.startedAt.getTime(), 1) / 1000;
  const parts = OUTCOMES.filter((outcome) => report[outcome] > 0).map(
    (outcome) => `${count(report[outcome])} ${outcome}`,
  );
  const names = report.sources.map(({ name, kind }) => (KINDS[kind] ? `${name} (${KINDS[kind]})` : name)).join(", ");
  const rate = report.filesRead > 1 ? ` (${count(Math.round(report.filesRead / seconds))} a second)` : "";
  const all = parts.length === 0 ? "nothing new" : parts.join(", ");
  const line = `${bold(names)}: ${describeFiles(report, count(report.filesRead))} in ${seconds.toFixed(1)} s${rate}: ${all}.`;
  if (report.status === "INTERRUPTED") {
    const read = describeFiles(report, `${count(report.filesRead)} of ${count(report.filesTotal)}`);
    const rest = `Stopped after ${read}; `;
    return [line, yellow(`${rest}the same command goes on from there.`)];
  }
  if (report.dryRun) return [line, green("A dry run: nothing was written.")];
  const written = report.created + report.updated + report.renamed + report.deleted;
  if (report.status === "FAILED") {
    const rest = written + report.unchanged > 0 ? " The rest is imported." : "";
    return [line, red(`What failed has changed nothing.${rest}`)];
  }
  return [line, ...(written === 0 ? [green("Nothing has changed.")] : [])];
}

function describeFiles({ sources }: ImportReport, number: string): string {
  const [one, many] = sources.every(({ kind }) => isOneFile(kind)) ? ["entry", "entries"] : ["file", "files"];
  return `${number} ${number === "1" ? one : many}`;
}

/** Whether all articles of a source are in one file. */
const isOneFile = (kind: string): boolean => kind === "feed" || kind === "wordpress";

/** A path that can be opened; of what is no file, the id that it has in its source. */
function shown(report: ImportReport, cwd: string, { source, path }: { source: string; path: string }): string {
  const { root = null, kind = "" } = report.sources.find(({ name }) => name === source) ?? {};
  const isFile = root !== null && !isOneFile(kind);
  return oneLine(isFile ? relative(cwd, join(root, path)) : path);
}

/** Names of files and bits of them can hold line breaks and worse, which would act on a terminal. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]+/gu, " ");

const count = (number: number): string => number.toLocaleString("en");
