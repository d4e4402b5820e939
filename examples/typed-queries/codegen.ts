// graphql-codegen --config codegen.ts
// https://the-guild.dev/graphql/codegen/docs/config-reference/codegen-config
export default {
  // A copy of the gateway's schema.graphql, or the address of a gateway: "http://localhost:4000/graphql".
  schema: "../../schema.graphql",
  documents: "queries.graphql",
  generates: {
    "queries.generated.ts": {
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        // What the scalars are in JSON. An ID is opaque text.
        scalars: { ID: "string", DateTime: "string", URL: "string", HTML: "string", JSON: "unknown" },
        useTypeImports: true,
      },
    },
  },
};
