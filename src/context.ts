import type { Queries } from "./db/queries/queries.ts";
import { PUBLIC, type Visible } from "./db/queries/visibility.ts";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";

/** What every resolver of one request gets. */
export interface Context {
  /** For root fields; a field under a list goes through a loader. */
  db: Queries;
  loaders: Loaders;
  /** The statuses of the articles that the caller may see. */
  visible: Visible;
  /** Where clients reach the gateway, without a slash at the end. Never taken from the request. */
  publicUrl: string;
}

/** What a request's context is made of. */
export interface ContextDeps {
  db: Queries;
  publicUrl: string;
}

/** Makes the context of one request. */
export function createContext({ db, publicUrl }: ContextDeps): Context {
  const visible = PUBLIC;
  return { db, visible, publicUrl, loaders: createLoaders(db, visible) };
}
