import { readFileSync } from "node:fs";
import fastify from "fastify";
import mercurius from "mercurius";
import { createLoaders } from "./mercurius-loaders.ts";
import { createResolvers } from "./mercurius-resolvers.ts";
import { createSql } from "./mercurius-sql.ts";

// Mercurius with graphql-jit: the project's own schema over SQL written by hand, batched by Mercurius' loaders.

const sql = createSql(process.env.DATABASE_URL ?? "");
const app = fastify();
app.register(mercurius, {
  schema: readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8"),
  resolvers: createResolvers(sql),
  loaders: createLoaders(sql),
  jit: 1,
});
process.stdout.write(`${await app.listen({ host: "127.0.0.1", port: 0 })}\n`);
