import type { Row } from "./row.ts";
import { graphqlOverHttp } from "./rows/01-graphql-over-http.ts";
import { circularAndBatch, costBombs, depth, exponential, pageSizes, width } from "./rows/02-to-07-large-operations.ts";
import { cursors } from "./rows/08-cursors.ts";
import { walks } from "./rows/09-walk.ts";
import { injection } from "./rows/10-injection.ts";
import { crossSite } from "./rows/11-csrf.ts";
import { bodies } from "./rows/12-bodies.ts";
import { maskedErrors } from "./rows/13-masked-errors.ts";
import { drafts } from "./rows/14-drafts.ts";
import { keys } from "./rows/15-keys.ts";
import { trustedDocuments } from "./rows/16-trusted-documents.ts";
import { slowSockets } from "./rows/17-slow-sockets.ts";
import { overload } from "./rows/18-overload.ts";
import { databaseLost } from "./rows/19-database-lost.ts";
import { statementTimeout } from "./rows/20-statement-timeout.ts";
import { sigterm } from "./rows/21-sigterm.ts";
import { xss } from "./rows/22-xss.ts";
import { hostileFiles } from "./rows/23-hostile-files.ts";
import { killedImports } from "./rows/24-killed-imports.ts";
import { concurrentWrites } from "./rows/25-concurrent-writes.ts";
import { pgBouncer } from "./rows/26-pgbouncer.ts";
import { brokenSurroundings } from "./rows/27-broken-surroundings.ts";
import { imageAddresses } from "./rows/28-image-addresses.ts";
import { imageBombs } from "./rows/29-image-bombs.ts";

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
  maskedErrors,
  drafts,
  keys,
  trustedDocuments,
  slowSockets,
  overload,
  databaseLost,
  statementTimeout,
  sigterm,
  xss,
  hostileFiles,
  killedImports,
  concurrentWrites,
  pgBouncer,
  brokenSurroundings,
  imageAddresses,
  imageBombs,
];
