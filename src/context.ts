import type { Made } from "./answers/made.ts";
import type { Recording } from "./answers/recorder.ts";
import type { ApiKeyRole } from "./db/queries/api-keys.ts";
import type { Queries } from "./db/queries/queries.ts";
import { PUBLIC, type Visible } from "./db/queries/visibility.ts";
import type { Directory, KeptDirectory } from "./directory/directory.ts";
import type { ImageAddresses } from "./images/addresses.ts";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";
import type { Folder } from "./text/fold.ts";

/** Who asks: the role of the key that came with the request, or everybody. */
export type Role = "PUBLIC" | ApiKeyRole;

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

/** Writes what callers with the role IMPORTER send. What is wrong with an input is a value; a fault is thrown. */
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
}

/** What a request's context is made of. */
export interface ContextDeps {
  db: Queries;
  /** Makes the queries of one request, which note what it is made of; left out where nobody wants to know. */
  record?: ((directory: Directory | null) => Recording) | undefined;
  folder: Folder;
  importer: Importer;
  images: ImageAddresses;
  /** Left out, everything is read from the database. */
  directory?: KeptDirectory;
}

/** Makes the context of one request. */
export function createContext(deps: ContextDeps, role: Role): Context {
  const { folder, importer, images } = deps;
  // A key that may import sees no more articles than everybody does.
  const visible = PUBLIC;
  // It holds what everybody may see, and says so of nobody else.
  const known = visible === PUBLIC && deps.directory?.currency.isCurrent() ? deps.directory.directory : null;
  const { db, directory, made } = deps.record?.(known) ?? { db: deps.db, directory: known, made: null };
  return {
    db,
    directory,
    made,
    folder,
    importer,
    role,
    visible,
    images,
    loaders: createLoaders(db, visible, directory),
    ofFields: new Map(),
  };
}

/** Forgets what the request has read, after it has written: a mutation shows what is there now. */
export function forgetRead(context: Context): void {
  context.directory = null;
  context.loaders = createLoaders(context.db, context.visible, null);
  // It holds loaders.
  context.ofFields = new Map();
}
