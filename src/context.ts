import type { Made } from "./answers/made.ts";
import type { Recorder } from "./answers/recorder.ts";
import type { LimitQueries } from "./db/queries/limited.ts";
import type { Queries } from "./db/queries/queries.ts";
import type { StatementRun } from "./db/queries/statement-watch.ts";
import { PUBLIC, type Visible } from "./db/queries/visibility.ts";
import type { TimeLimit } from "./db/time-limit.ts";
import type { Directory, KeptDirectory } from "./directory/directory.ts";
import type { ImageAddresses } from "./images/addresses.ts";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { Allowance } from "./rates/allowance.ts";
import { type Role, visibleTo } from "./roles.ts";
import type { Folder } from "./text/fold.ts";

/** What is wrong with an input, in words and for programs. */
export interface UserError {
  /** Stable, UPPER_SNAKE. */
  code: string;
  message: string;
  /** Path into the arguments, as in `["input", "files", "3", "content"]`; null where it is about all of them. */
  field: string[] | null;
}

/** Articles that are sent to a source. */
interface ArticlesToImport {
  /** Name of the source; made if new. */
  source: string;
  /** Null, here and below: as the source remembers it. */
  timeZone: string | null;
  baseUrl: string | null;
  format: "hexo" | "jekyll" | "hugo" | "astro" | null;
  files: { path: string; content: string }[];
  dryRun: boolean;
}

/** Articles that are to leave a source. */
interface ArticlesToDelete {
  source: string;
  paths: string[];
}

/** Writes what callers send who may import. What is wrong with an input is a value; a fault is thrown. */
export interface Importer {
  /** What is wrong with the call as a whole leaves nothing written, and no run. */
  importArticles(input: ArticlesToImport): Promise<{
    runId: number | null;
    /** Of the articles that the files hold now, in the order of the files. */
    articleIds: number[];
    userErrors: UserError[];
  }>;
  deleteArticles(input: ArticlesToDelete): Promise<{ deletedIds: number[]; userErrors: UserError[] }>;
}

/** What every resolver of one request gets. */
export interface Context {
  /** For root fields; a field under a list goes through a loader. */
  db: Queries;
  loaders: Loaders;
  /** What is known without the database; null where it must not be used. */
  directory: Directory | null;
  role: Role;
  /** The statuses of the articles that the caller may see. */
  visible: Visible;
  /** For mutations. */
  importer: Importer;
  /** Where images are loaded from. They begin with the public address, never with what the request names. */
  images: ImageAddresses;
  /** Folds what is looked for as what is stored was folded. */
  folder: Folder;
  /** See onceAField. By the nodes of the field. */
  ofFields: Map<object, unknown>;
  /** What the answer is made of, so far; null where nobody wants to know. */
  made: Made | null;
  /** The caller's: what the request may spend, and has spent. Left out where nobody counts. */
  allowance?: Allowance | null;
  /** For how long the database is asked; null for as long as it takes. */
  limit: TimeLimit | null;
}

/** What a request's context is made of. */
export interface ContextDeps {
  db: Queries;
  /** Makes the queries of one request, which note what it takes; left out where nobody wants to know. */
  record?: Recorder;
  /** Left out where operations take the time that they take. */
  limitQueries?: LimitQueries;
  folder: Folder;
  importer: Importer;
  images: ImageAddresses;
  /** Makes addresses of images that lead to those of drafts too, for a time. Left out, they lead to what everybody sees. */
  previewImages?: (() => ImageAddresses) | undefined;
  /** Left out, everything is read from the database. */
  directory?: KeptDirectory;
}

/** What is known of the request besides. */
interface RequestScope {
  role: Role;
  /** For how long the database is asked; left out for as long as it takes. */
  limit?: TimeLimit | null | undefined;
  /** Where the statements that it runs are noted. */
  statements?: StatementRun[];
}

/** Makes the context of one request. */
export function createContext(deps: ContextDeps, { role, limit = null, statements = [] }: RequestScope): Context {
  const { folder, importer } = deps;
  const visible = visibleTo(role);
  // It holds what everybody may see, and says so of nobody else.
  const known = visible === PUBLIC && deps.directory?.currency.isCurrent() ? deps.directory.directory : null;
  const recording = deps.record?.(known, statements) ?? { db: deps.db, directory: known, made: null };
  const { db: asked, directory } = recording;
  // What an answer is made of is noted so that it can be given to others: only that of PUBLIC is.
  const made = role === "PUBLIC" ? recording.made : null;
  const db = limit && deps.limitQueries ? deps.limitQueries(asked, limit) : asked;
  return {
    db,
    directory,
    made,
    limit,
    folder,
    importer,
    role,
    visible,
    images: visible === PUBLIC ? deps.images : (deps.previewImages?.() ?? deps.images),
    loaders: createLoaders(db, visible, directory),
    ofFields: new Map(),
  };
}

/** Forgets what the request has read, after it has written: a mutation shows what is there now. */
export function forgetRead(context: Context): void {
  context.directory = null;
  // What has been written is to be told, however long it took.
  if (context.limit) context.limit.until = Number.POSITIVE_INFINITY;
  context.loaders = createLoaders(context.db, context.visible, null);
  // It holds loaders.
  context.ofFields = new Map();
}
