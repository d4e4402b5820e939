import { writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "../src/schema/schema.ts";

// Prints the public contract into schema.graphql, whose diff shows what a change means to clients.
writeFileSync(new URL("../schema.graphql", import.meta.url), `${printSchema(lexicographicSortSchema(schema))}\n`);
