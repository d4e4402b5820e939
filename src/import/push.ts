import type { Sql } from "postgres";
import { isStorable } from "../content/characters.ts";
import { slugify } from "../content/slug.ts";
import type { Issue, SourceFile } from "../content/types.ts";
import { acknowledged } from "../db/write/acknowledged.ts";
import { findArticleIds } from "../db/write/article-ids.ts";
import { forgetCopies } from "../db/write/paths.ts";
import { removeArticles } from "../db/write/remove.ts";
import { type KnownSource, listSources } from "../db/write/sources.ts";
import type { ImportDeps } from "./import-source.ts";
import { ARTICLE_FILES, importIssue } from "./issues.ts";
import { kindOfFiles } from "./kind.ts";
import { inBatches, pathOf } from "./read.ts";
import type { Reading } from "./reading.ts";
import { ImportRefused } from "./refused.ts";
import { createTally } from "./report.ts";
import { runJob } from "./run.ts";
import { checkOptions, type Format, type GivenOptions, planSource, toFormat } from "./sources.ts";
import { isArticleFile } from "./walk.ts";

/** What is wrong with an input, in words and for programs. */
interface InputError {
  code: string;
  message: string;
  /** Path into the input. */
  field: string[] | null;
}

/** Files that are sent to a source rather than found in a folder. */
export interface PushedFiles {
  source: string;
  timeZone: string | null;
  baseUrl: string | null;
  format: Format | null;
  files: { path: string; content: string }[];
  dryRun: boolean;
}

/** What became of them. */
export interface Pushed {
  /** Null where the call itself is wrong: then nothing has been written. */
  runId: number | null;
  /** Of the articles that the files hold now, in the order of the files; none of a dry run. */
  articleIds: number[];
  userErrors: InputError[];
}

/** What sending files takes from outside. */
export interface PushDeps extends ImportDeps {
  /** Address prefixes of images to undo. */
  imageProxies: readonly string[];
}

const MOST_PATH = 1_000;
const MOST_ITEMS = 100;
/** Of a file, what is looked at to find out its kind. */
const BEGINNING = 4_096;

/** Imports files that a caller sends, as a run over their source. What is wrong with them is a value. */
export async function pushFiles(deps: PushDeps, input: PushedFiles): Promise<Pushed> {
  const { client, now } = deps;
  const files = input.files.map(({ path, content }) => ({ path: pathOf(path), bytes: Buffer.from(content) }));
  const paths = files.map(({ path }) => path);
  const known = await listSources(client);
  const { given, errors } = checkGiven(input);
  const userErrors = [
    ...errors,
    ...checkSource(given.source, known),
    ...checkNumber("files", files),
    ...checkPaths(paths),
  ];
  if (userErrors.length > 0) return { runId: null, articleIds: [], userErrors };

  const kind = async (source: KnownSource | null) =>
    given.format ?? toFormat(source?.kind ?? null) ?? kindOfFiles("", files.map(sampled));
  const plan = await planSource({ name: given.source ?? "", root: null, kind }, known, given);
  const tally = createTally(now(), files.length);
  const job = { plan, reading: readPushed(files), prune: [], onSuccess: async () => {} };
  try {
    await runJob(job, { ...deps, tally, dryRun: input.dryRun, onProgress: () => {}, signal: undefined });
  } catch (error) {
    // Another run was faster to take the name.
    if (!(error instanceof ImportRefused)) throw error;
    return { runId: null, articleIds: [], userErrors: [taken(given.source ?? "")] };
  }
  if (!input.dryRun) await acknowledged(client);
  const { sources, issues } = tally.finish({ interrupted: false, dryRun: input.dryRun }, now());
  return {
    runId: sources[0]?.runId ?? null,
    articleIds: input.dryRun ? [] : await idsOf(client, given.source ?? "", paths),
    userErrors: issues.filter(({ severity }) => severity === "ERROR").map((issue) => errorOf(issue, paths)),
  };
}

/** What became of articles that were to be deleted. */
export interface Deletion {
  deletedIds: number[];
  userErrors: InputError[];
}

/** Deletes articles of a source that is sent over the API. What is wrong with the call is a value. */
export async function deleteFiles(
  { client, now }: ImportDeps,
  input: { source: string; paths: string[] },
): Promise<Deletion> {
  const tooMany = checkNumber("paths", input.paths);
  if (tooMany.length > 0) return { deletedIds: [], userErrors: tooMany };
  const known = await listSources(client);
  const source = known.find(({ name }) => name === input.source.normalize("NFC").trim());
  if (!source) return { deletedIds: [], userErrors: [unknownSource(input.source)] };
  const userErrors = checkSource(source.name, known);
  if (userErrors.length > 0) return { deletedIds: [], userErrors };
  const paths = input.paths.map(pathOf);
  const copies = await forgetCopies(client, source.id, paths);
  const deps = { client, slugify, hasFile: async () => true, dryRun: false };
  const removed = await removeArticles(deps, source, [...new Set(paths)], now());
  await acknowledged(client);
  // One that was sent under another path too lives on there.
  const gone = new Set([...copies, ...removed.map((one) => (one.outcome === "deleted" ? one.path : one.from))]);
  return {
    deletedIds: removed.filter(({ outcome }) => outcome === "deleted").map(({ id }) => Number(id)),
    userErrors: paths.flatMap((path, at) => (gone.has(path) ? [] : [notThere(path, at)])),
  };
}

async function idsOf(client: Sql, name: string, paths: readonly string[]): Promise<number[]> {
  const source = (await listSources(client)).find((one) => one.name === name);
  const ids = source ? await findArticleIds(client, source.id, paths) : new Map<string, number>();
  // Two files of one article lead to it once.
  return [...new Set(paths.map((path) => ids.get(path)).filter((id) => id !== undefined))];
}

const unknownCopy = (path: string): Issue =>
  importIssue(path, "COPY_UNKNOWN", `The article that ${path} was sent as a copy of has changed.`);

function readPushed(files: readonly SourceFile[]): Reading {
  const paths = new Set(files.map(({ path }) => path));
  async function* each(wanted: ReadonlySet<string>): AsyncGenerator<SourceFile> {
    yield* files.filter(({ path }) => wanted.has(path));
  }
  async function* again(wanted: ReadonlySet<string>): AsyncGenerator<SourceFile | Issue> {
    yield* each(wanted);
    for (const path of wanted) if (!paths.has(path)) yield unknownCopy(path);
  }
  return {
    total: files.length,
    found: [],
    batches: () => inBatches(each(paths)),
    reread: (wanted) => inBatches(again(wanted)),
    // Nobody says that a file is not there any more before it is deleted.
    hasFile: async () => true,
    covers: () => false,
  };
}

const sampled = ({ path, bytes }: SourceFile) => ({
  name: path,
  text: new TextDecoder().decode(bytes.subarray(0, BEGINNING)),
});

/** Options in the form that is remembered, and what is wrong with them. */
function checkGiven({ source, timeZone, baseUrl, format }: PushedFiles): { given: GivenOptions; errors: InputError[] } {
  const errors: InputError[] = [];
  const check = (field: string, options: GivenOptions): GivenOptions => {
    try {
      return checkOptions(options);
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      // Without what a command line is told.
      const message = error.message.replace(/: give it another with --source/, "");
      errors.push({ code: "BAD_USER_INPUT", message, field: ["input", field] });
      return {};
    }
  };
  const { source: name } = check("source", { source });
  const { timeZone: zone } = check("timeZone", { timeZone: timeZone ?? undefined });
  const { baseUrl: base } = check("baseUrl", { baseUrl: baseUrl ?? undefined });
  return { given: { source: name, timeZone: zone, baseUrl: base, format: format ?? undefined }, errors };
}

function checkSource(name: string | undefined, known: readonly KnownSource[]): InputError[] {
  const source = known.find((one) => one.name === name);
  return source && source.root !== null && !source.empty ? [taken(source.name)] : [];
}

function checkNumber(field: "files" | "paths", items: readonly unknown[]): InputError[] {
  if (items.length <= MOST_ITEMS) return [];
  const message = `There are ${items.length} ${field}; ${MOST_ITEMS} are taken at a time.`;
  return [{ code: "BAD_USER_INPUT", message, field: ["input", field] }];
}

function checkPaths(paths: readonly string[]): InputError[] {
  const seen = new Set<string>();
  return paths.flatMap((path, at) => {
    const problem = seen.has(path) ? "stands twice" : pathProblem(path);
    seen.add(path);
    const field = ["input", "files", String(at), "path"];
    return problem === null ? [] : [{ code: "BAD_USER_INPUT", message: `The path “${path}” ${problem}.`, field }];
  });
}

function pathProblem(path: string): string | null {
  if (path.length > MOST_PATH) return `has more than ${MOST_PATH} characters`;
  if (!isStorable(path) || /[\\\p{Cc}]/u.test(path))
    return "has characters that no path has (backslashes, control characters)";
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return "is none below the source's root, as in posts/hello.md";
  }
  return isArticleFile(path) ? null : `is of a kind that holds no article: ${ARTICLE_FILES}`;
}

const taken = (source: string): InputError => ({
  code: "SOURCE_TAKEN",
  message: `The source “${source}” is a folder or a feed, and is imported from there. Send to a source of another name.`,
  field: ["input", "source"],
});

const unknownSource = (source: string): InputError => ({
  code: "NOT_FOUND",
  message: `There is no source “${source}”.`,
  field: ["input", "source"],
});

const notThere = (path: string, at: number): InputError => ({
  code: "NOT_FOUND",
  message: `The source has no article at “${path}”.`,
  field: ["input", "paths", String(at)],
});

const errorOf = ({ path, line, code, message, hint }: Issue, paths: readonly string[]): InputError => ({
  code,
  message: [line === null ? message : `Line ${line}: ${message}`, hint].filter(Boolean).join(" "),
  field: paths.includes(path) ? ["input", "files", String(paths.indexOf(path)), "content"] : null,
});
