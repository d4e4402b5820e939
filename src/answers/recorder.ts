import { bindQueries, type Query } from "../db/queries/per-request.ts";
import type { Queries } from "../db/queries/queries.ts";
import type { StatementRun, StatementWatch } from "../db/queries/statement-watch.ts";
import { PUBLIC } from "../db/queries/visibility.ts";
import type { Directory } from "../directory/directory.ts";
import { Made } from "./made.ts";
import { NOTES } from "./notes.ts";

/** The queries and the directory of one request, which note what they are asked for. */
export interface Recording {
  db: Queries;
  directory: Directory | null;
  /** What the answer is made of; null where nobody wants to know. */
  made: Made | null;
}

/** Makes what records one request. @param runs - where its statements are noted. */
export type Recorder = (directory: Directory | null, runs: StatementRun[]) => Recording;

type Note = (made: Made, args: unknown[], result: unknown) => void;
type Notes = { [name: string]: Note | Notes };

/** Makes what records of requests over these queries which statements they run, and what they are made of. */
export function createRecorder(
  queries: Queries,
  watch: StatementWatch,
): (...args: Parameters<Recorder>) => Recording & { made: Made } {
  const bind = bindQueries(queries, (query, path) => recordedQuery(query, noteAt(path), watch));
  return (directory, runs) => {
    const made = new Made();
    return { made, db: bind({ made, runs }), directory: directory && recorded(directory, made) };
  };
}

/** Makes what records of requests over these queries which statements they run, and no more. */
export function createStatementRecorder(queries: Queries, watch: StatementWatch): Recorder {
  const bind = bindQueries<StatementRun[]>(
    queries,
    (query) =>
      (runs) =>
      (...args) =>
        watch.during(runs, query, args),
  );
  return (directory, runs) => ({ made: null, db: bind(runs), directory });
}

function noteAt(path: readonly string[]): Note {
  const note = path.reduce<Note | Notes | undefined>(
    (group, name) => (typeof group === "object" ? group[name] : undefined),
    NOTES as unknown as Notes,
  );
  if (typeof note !== "function") throw new Error(`Nobody notes what ${path.join(".")} finds.`);
  return note;
}

/** What the directory does not know is asked of a query, which notes it. */
const recorded = (directory: Directory, made: Made): Directory => ({
  category: (lookup) => {
    const row = directory.category(lookup);
    if (row) NOTES.categoryBy(made, [lookup, PUBLIC], row);
    return row;
  },
  author: (lookup) => {
    const row = directory.author(lookup);
    if (row) NOTES.authors.by(made, [lookup, PUBLIC], row);
    return row;
  },
});

const recordedQuery =
  (query: Query, note: Note, watch: StatementWatch) =>
  ({ made, runs }: { made: Made; runs: StatementRun[] }): Query =>
  (...args) => {
    const result = watch.during(runs, query, args);
    // Before anybody else: whoever asked can only wait for it from now on. What fails is an error, and no answer is kept.
    result.then(
      (found) => note(made, args, found),
      () => {},
    );
    return result;
  };
