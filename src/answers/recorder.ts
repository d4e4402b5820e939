import type { Queries } from "../db/queries/queries.ts";
import { PUBLIC } from "../db/queries/visibility.ts";
import type { Directory } from "../directory/directory.ts";
import { Made } from "./made.ts";
import { NOTES } from "./notes.ts";

/** The queries and the directory of one request, which note in `made` what they are asked for. */
export interface Recording {
  db: Queries;
  directory: Directory | null;
  made: Made;
}

type Query = (...args: unknown[]) => Promise<unknown>;
type Note = (made: Made, args: unknown[], result: unknown) => void;
type Group<Leaf> = { [name: string]: Leaf | Group<Leaf> };

/** Makes what records requests over these queries. What a request does not use costs it nothing. */
export function createRecorder(queries: Queries): (directory: Directory | null) => Recording {
  const Recorded = recordedClass(queries as unknown as Group<Query>, NOTES as unknown as Group<Note>);
  return (directory) => {
    const made = new Made();
    return { made, db: new Recorded(made) as unknown as Queries, directory: directory && recorded(directory, made) };
  };
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

/** A class whose instances have the queries as getters: they are bound to the request as they are looked up. */
function recordedClass(queries: Group<Query>, notes: Group<Note>): new (made: Made) => object {
  class Recorded {
    readonly made: Made;
    constructor(made: Made) {
      this.made = made;
    }
  }
  for (const [name, query] of Object.entries(queries)) {
    const note = notes[name];
    if (typeof query === "function" && typeof note === "function") {
      Object.defineProperty(Recorded.prototype, name, { get: recordedQuery(query, note) });
    } else {
      const Nested = recordedClass(query as Group<Query>, note as Group<Note>);
      Object.defineProperty(Recorded.prototype, name, {
        get(this: Recorded) {
          return new Nested(this.made);
        },
      });
    }
  }
  return Recorded;
}

const recordedQuery = (query: Query, note: Note) =>
  function (this: { made: Made }): Query {
    const { made } = this;
    return (...args) => {
      const result = query(...args);
      // Before anybody else: whoever asked can only wait for it from now on. What fails is an error, and no answer is kept.
      result.then(
        (found) => note(made, args, found),
        () => {},
      );
      return result;
    };
  };
