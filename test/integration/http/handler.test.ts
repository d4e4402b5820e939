import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createGraphiql } from "../../../src/http/graphiql.ts";
import { createHandler, type HandlerDeps } from "../../../src/http/handler.ts";
import { createHealth } from "../../../src/http/health.ts";
import { type Listening, listen } from "./listener.ts";

// The gateway is only a name here: what reaches it, and what does not.
const gateway: HandlerDeps["gateway"] = (_request, response) => {
  response.end("gateway");
};

const deps: HandlerDeps = {
  gateway,
  graphiql: createGraphiql(async () => ({ category: ["News"], word: "news" }), { introspection: true }),
  health: createHealth({ databaseAnswers: async () => true }),
  findImage: async () => null,
  serveSignedImage: null,
  log: pino({ level: "silent" }),
};

const open: Listening[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const start = async (changed: Partial<HandlerDeps> = {}): Promise<string> => {
  const server = await listen(createHandler({ ...deps, ...changed }));
  open.push(server);
  return server.url;
};

test.each([
  ["a query", { method: "POST", body: "{}" }],
  ["a query from a page that would take anything", { method: "POST", body: "{}", headers: { accept: "text/html" } }],
  ["a program that accepts anything", { headers: { accept: "*/*" } }],
  ["a program that asks for JSON first", { headers: { accept: "application/json, text/html;q=0.9" } }],
  ["a preflight", { method: "OPTIONS" }],
])("%s at /graphql reaches the gateway", async (_what, init) => {
  const response = await fetch(`${await start()}/graphql?query={__typename}`, init);
  expect(await response.text()).toBe("gateway");
});

test("the root leads to the endpoint", async () => {
  const response = await fetch(`${await start()}/`, { redirect: "manual" });
  // Relative, so that it also holds below a proxy's prefix.
  expect([response.status, response.headers.get("location")]).toEqual([302, "graphql"]);
});

test.each([
  "/nothing",
  "/graphql/more",
  "/health/",
  "/health/liver",
  "/images/7/a.png",
  "/graphiql/0/graphiql.js",
  "//",
  "/.env",
  "/%",
])("at %s there is nothing, and the answer says where the endpoint is", async (path) => {
  const response = await fetch(`${await start()}${path}`);
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(await response.json()).toEqual({
    error: "There is nothing at this path. The GraphQL endpoint is /graphql.",
  });
});

test.each(["/", "/health/live", "/health/ready", "/images/7/a.png", "/graphiql/0/graphiql.js"])(
  "%s can only be read",
  async (path) => {
    const response = await fetch(`${await start()}${path}`, { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  },
);

test("what goes wrong inside is logged, and told without details", async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  const findImage = async () => {
    throw new Error("password authentication failed");
  };
  const response = await fetch(`${await start({ findImage, log })}/images/7/a.png`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("password");
  expect(lines.join()).toContain("password authentication failed");
});
