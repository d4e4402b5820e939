import type { Importer } from "../context.ts";

/** A call that has ended. */
interface ImportCount {
  operation: "import" | "delete";
  result: "done" | "refused" | "failed";
  articles: number;
}

/** The same importer, which tells of each call. */
export function countImports(importer: Importer, onImport: (count: ImportCount) => void): Importer {
  async function counted<Result extends { userErrors: unknown[] }>(
    operation: ImportCount["operation"],
    call: Promise<Result>,
    countOf: (result: Result) => number,
  ): Promise<Result> {
    try {
      const result = await call;
      const refused = result.userErrors.length > 0;
      onImport({ operation, result: refused ? "refused" : "done", articles: countOf(result) });
      return result;
    } catch (error) {
      onImport({ operation, result: "failed", articles: 0 });
      throw error;
    }
  }
  return {
    importArticles: (input) => counted("import", importer.importArticles(input), ({ articleIds }) => articleIds.length),
    deleteArticles: (input) => counted("delete", importer.deleteArticles(input), ({ deletedIds }) => deletedIds.length),
  };
}
