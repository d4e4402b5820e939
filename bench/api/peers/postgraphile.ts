import "./with-resolvers.ts";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { lambda } from "postgraphile/grafast";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { extendSchema, gql } from "postgraphile/utils";
import { excerpt } from "../../../src/schema/excerpt.ts";

// PostGraphile over the project's tables as they are, and an excerpt cut as the project cuts it.

const Excerpt = extendSchema({
  typeDefs: gql`
    extend type Article {
      excerpt: String!
    }
  `,
  objects: {
    Article: {
      plans: {
        excerpt: ($article: { get(column: string): never }) =>
          lambda($article.get("lead"), (lead: string) => excerpt(lead, 140)),
      },
    },
  },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [Excerpt],
  // It leaves out orders and conditions on columns without an index, which a list below an indexed one may well have.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({ connectionString: process.env.DATABASE_URL ?? "", poolConfig: { max: 10 }, schemas: ["public"] }),
  ],
  grafast: { explain: false },
  grafserv: { graphiql: false, websockets: false, watch: false },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
