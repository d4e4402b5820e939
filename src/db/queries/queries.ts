import type { Database } from "../client.ts";
import { apiKeyQueries } from "./api-keys.ts";
import { articleImageQueries } from "./article-images.ts";
import { articleListQueries } from "./article-lists.ts";
import { articleQueries } from "./articles.ts";
import { bodyQueries } from "./bodies.ts";
import { categoryQueries } from "./categories.ts";
import { countQueries } from "./counts.ts";
import { dateFacetQueries } from "./date-facets.ts";
import { facetQueries } from "./facets.ts";
import { filingQueries } from "./filings.ts";
import { imageQueries } from "./images.ts";
import { importRunQueries } from "./import-runs.ts";
import { createNamedQueries } from "./named.ts";
import { neighbourQueries } from "./neighbours.ts";
import { relatedQueries } from "./related.ts";
import { searchQueries } from "./search.ts";
import type { StatementWatch } from "./statement-watch.ts";
import { createStatements } from "./statements.ts";
import { suggestionQueries } from "./suggestions.ts";

/** Every SQL statement of the read side, over one pool. */
export type Queries = ReturnType<typeof createQueries>;

/** Makes the read side's statements. Call once for each pool: they are built and prepared as they are first used. */
export function createQueries(db: Database, watch?: StatementWatch) {
  const statement = createStatements(db.reads, watch);
  return {
    ...apiKeyQueries(db, statement),
    ...articleQueries(db, statement),
    ...articleListQueries(db, statement),
    ...articleImageQueries(db, statement),
    ...bodyQueries(db, statement),
    ...categoryQueries(db, statement),
    ...countQueries(db, statement),
    ...dateFacetQueries(db, statement),
    ...facetQueries(db, statement),
    ...filingQueries(db, statement),
    ...imageQueries(db, statement),
    ...importRunQueries(db, statement),
    ...neighbourQueries(db, statement),
    ...relatedQueries(db, statement),
    ...searchQueries(db, statement),
    ...suggestionQueries(db, statement),
    ...createNamedQueries(db, statement),
  };
}
