import "./article.ts";
import "./article-search.ts";
import "./category.ts";
import "./delete-articles.ts";
import "./image.ts";
import "./import-articles.ts";
import "./import-run.ts";
import "./named.ts";
import "./node.ts";
import "./rate-limit.ts";
import "./scalars.ts";
import "./source.ts";
import "./suggest.ts";
import { builder } from "./builder.ts";

/** The public schema. `schema.graphql` is printed from it. */
export const schema = builder.toSchema();
