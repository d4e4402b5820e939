import type { Plugin } from "graphql-yoga";
import type { Caller } from "./caller.ts";
import type { Documents } from "./documents/documents.ts";

/** Puts the text of the document into requests that name it, and refuses what is not to be executed. */
export function useDocuments(documents: Documents): Plugin<object, Caller> {
  return {
    onParams({ params, setParams, context: { document } }) {
      // Where it is known, it has been found before: it may be forgotten by now.
      const query = document ?? documents.textOf(params);
      if (typeof query === "string" && query !== params.query) setParams({ ...params, query });
    },
  };
}
