import type { Row } from "./row.ts";
import { graphqlOverHttp } from "./rows/01-graphql-over-http.ts";
import { circularAndBatch, costBombs, depth, exponential, pageSizes, width } from "./rows/02-to-07-large-operations.ts";
import { cursors } from "./rows/08-cursors.ts";
import { walks } from "./rows/09-walk.ts";
import { injection } from "./rows/10-injection.ts";
import { crossSite } from "./rows/11-csrf.ts";
import { bodies } from "./rows/12-bodies.ts";

/** Every row of docs/safety.md, in its order. */
export const ROWS: readonly Row[] = [
  graphqlOverHttp,
  depth,
  width,
  exponential,
  circularAndBatch,
  costBombs,
  pageSizes,
  cursors,
  walks,
  injection,
  crossSite,
  bodies,
];
