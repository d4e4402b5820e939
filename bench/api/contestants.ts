import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CallError } from "../../scripts/cli.ts";
import type { Ask, Contestant, Variables } from "./contestant.ts";
import { inOurShape, postgraphileBody, postgraphileCursorBody } from "./postgraphile-queries.ts";
import { QUERIES, type QueryName } from "./queries.ts";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const PATH = "/graphql";

/** What is run for the project: its server, as users start it. */
const GATEWAY = [file("../../bin/broadsheet.js"), "serve"];

/**
 * The addresses of images are those that the others give; the project would sign its own. What is spent is counted as ever,
 * and never too much.
 */
const SETTINGS: Record<string, string> = { IMAGES: "original", RATE_LIMIT: "1000000000" };

/** Settings of the server with which it keeps no answer; the uncached figures are taken with them. */
const WITHOUT_CACHE: Record<string, string> = { ANSWERS_CACHE_SIZE: "0" };

/** The body of a request in GraphQL as the project serves it. */
export const bodyOf = (query: string, variables: Variables): string => JSON.stringify({ query, variables });

const request = (query: QueryName, variables: Variables) => ({ path: PATH, body: bodyOf(QUERIES[query], variables) });

const PAGE = "query($after: String, $first: Int) { articles(first: $first, after: $after) { pageInfo { endCursor } } }";
const LARGEST_PAGE = 100;

/** Page by page, as any client would. */
async function walkTo(ask: Ask, place: number): Promise<string> {
  let cursor: string | null = null;
  for (let left = place; left > 0; left -= LARGEST_PAGE) {
    const body = bodyOf(PAGE, { after: cursor, first: Math.min(LARGEST_PAGE, left) });
    cursor = endCursorOf(await ask({ path: PATH, body }));
  }
  return cursor ?? "";
}

const endCursorOf = (data: unknown): string =>
  (data as { articles: { pageInfo: { endCursor: string } } }).articles.pageInfo.endCursor;

/** The project itself. `kept`: with answers kept, as it is set up by itself. */
export const gateway = (name: string, { kept }: { kept: boolean }): Contestant => ({
  name,
  args: GATEWAY,
  env: kept ? SETTINGS : { ...SETTINGS, ...WITHOUT_CACHE },
  request,
  cursorAt: walkTo,
});

/** The project in so many processes, which share all cores with PostgreSQL and the process that asks. */
export const workers = (name: string, count: number): Contestant => {
  const contestant = gateway(name, { kept: false });
  return { ...contestant, env: { ...contestant.env, WORKERS: String(count) }, place: "all" };
};

/** Cursors that say themselves what they stand for. */
const plainCursorAt = (position: string) => async (): Promise<string> => position;

/**
 * Whom the project is measured against, by what they are called on the command line.
 * @param position - sort value and id of the article whose cursor is asked for, with a comma between.
 */
export const rivals = (position: string) =>
  ({
    postgraphile: {
      name: "PostGraphile 5",
      args: [file("peers/postgraphile.ts")],
      request: (query, variables) => ({ path: PATH, body: postgraphileBody(query, variables) }),
      cursorAt: async (ask, place) => endCursorOf(await ask({ path: PATH, body: postgraphileCursorBody(place) })),
      inOurShape,
    },
    mercurius: {
      name: "Mercurius + graphql-jit",
      args: [file("peers/mercurius.ts")],
      request,
      cursorAt: plainCursorAt(position),
    },
    sql: {
      name: "one SQL, bare node:http",
      args: [file("bare/sql.ts")],
      request,
      cursorAt: plainCursorAt(position),
    },
  }) satisfies Record<string, Contestant>;

/** Who can be chosen to be left out or measured alone. */
export type RivalName = keyof ReturnType<typeof rivals>;
export const RIVAL_NAMES = ["postgraphile", "mercurius", "sql"] as const satisfies readonly RivalName[];

const NEED_PACKAGES: readonly RivalName[] = ["postgraphile", "mercurius"];

/**
 * Looks whether the packages of those contestants are there that the project does not need.
 * @throws CallError with the command that installs them.
 */
export function checkInstalled(chosen: readonly RivalName[]): void {
  const needed = chosen.filter((name) => NEED_PACKAGES.includes(name));
  const missing = needed.filter((name) => !existsSync(file(`../node_modules/${name}/package.json`)));
  if (missing.length === 0) return;
  throw new CallError(
    `Not installed: ${missing.join(", ")}. Run npm ci --prefix bench --ignore-scripts, or leave it out, as in npm run bench -- --against sql.`,
  );
}

/** Answers that are there already. They come from the file. */
export const constant = (answers: string) => ({
  name: "a constant answer, bare node:http",
  args: [file("bare/constant.ts"), answers],
});
