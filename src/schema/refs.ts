import type { ArticleRow } from "../db/queries/articles.ts";
import type { CategoryRow } from "../db/queries/categories.ts";
import type { ImageRow } from "../db/queries/images.ts";
import type { ImportRunRow } from "../db/queries/import-runs.ts";
import type { NamedRow, SourceRow } from "../db/queries/named.ts";
import { builder } from "./builder.ts";

// The types that refer to each other, by name and row, so that the files which implement them need not import each
// other in circles.

export const Article = builder.objectRef<ArticleRow>("Article");
export const Author = builder.objectRef<NamedRow>("Author");
export const Category = builder.objectRef<CategoryRow>("Category");
export const Image = builder.objectRef<ImageRow>("Image");
export const ImportRun = builder.objectRef<ImportRunRow>("ImportRun");
export const Source = builder.objectRef<SourceRow>("Source");
export const Tag = builder.objectRef<NamedRow>("Tag");
