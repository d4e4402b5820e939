import SchemaBuilder from "@pothos/core";
import RelayPlugin from "@pothos/plugin-relay";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import type { Context } from "../context.ts";
import type { Facets } from "../db/queries/facet-sets.ts";
import { forbidden } from "../errors.ts";
import { may, rolesThatMay } from "../roles.ts";

const CURSOR = "Cursor of an edge, as `edges.cursor` or `pageInfo` gives it, of the same list in the same order.";

/** Builds the schema: plugins, scalars and the defaults of connections; the types are in the files beside this one. */
export const builder = new SchemaBuilder<{
  Context: Context;
  /** What every connection has besides its edges. A function, so that nothing is counted unless asked for. */
  Connection: { totalCount: () => number | Promise<number>; facets?: Facets };
  /** What a field can take of its caller: `authScopes: { import: true }`. What may be seen is decided in the queries. */
  AuthScopes: { import: boolean };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    URL: { Input: string; Output: string };
    HTML: { Input: never; Output: string };
    JSON: { Input: never; Output: unknown };
  };
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin],
  scopeAuth: {
    authScopes: ({ role }) => ({ import: may(role, "import") }),
    unauthorizedError: (_parent, { role }) => forbidden(role, rolesThatMay("import")),
  },
  defaultFieldNullability: false,
  relay: {
    cursorType: "String",
    nodesOnConnection: { description: "The nodes of the edges." },
    edgesFieldOptions: {
      description: "The page's edges, in the list's order.",
      nullable: { list: false, items: false },
    },
    nodeFieldOptions: { description: "What the edge leads to.", nullable: false },
    cursorFieldOptions: { description: "Where the edge stands in the list, for `after` and `before`." },
    pageInfoFieldOptions: { description: "What lies around the page." },
    firstArgOptions: { description: "The first so many, 1 to 100. Neither first nor last: 20." },
    lastArgOptions: { description: "The last so many, 1 to 100: before `before`, or of the whole list." },
    afterArgOptions: { description: `Only what comes after it. ${CURSOR}` },
    beforeArgOptions: { description: `Only what comes before it. ${CURSOR}` },
    defaultEdgeTypeOptions: { description: "One place in a list." },
    idFieldOptions: { description: "Global id: opaque, stable while the thing is there." },
    nodeTypeOptions: { description: "Anything with a global id." },
    // Found in node.ts, by ids whose field is synchronous: the plugin's own costs a promise for each id of a list.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: "Where a page lies in its list." },
    hasNextPageFieldOptions: { description: "Whether there is more after the page." },
    hasPreviousPageFieldOptions: { description: "Whether there is more before the page." },
    startCursorFieldOptions: { description: "Cursor of the first edge; null where the page is empty." },
    endCursorFieldOptions: { description: "Cursor of the last edge; null where the page is empty." },
  },
});

builder.queryType({ description: "What can be asked. Lists are connections as Relay specifies them." });

builder.mutationType({
  description: "What can be changed, with the role IMPORTER or ADMIN. Fields run one after another.",
});

builder.globalConnectionField("totalCount", (t) =>
  t.int({
    description: "How many there are in the whole list. Exact; computed only when asked for.",
    extensions: { cost: 10 },
    resolve: (connection) => connection.totalCount(),
  }),
);
