import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import config from "../../examples/typed-queries/codegen.ts";
import { article, writeArticles } from "../support/articles.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";

// The recipe for typed queries of the README: generated, compiled and run.

const folder = fileURLToPath(new URL("../../examples/typed-queries/", import.meta.url));
const read = (name: string) => parse(readFileSync(join(folder, name), "utf8"));

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  await writeArticles(gateway.database, [
    article({ path: "a.md", title: "A", categories: [["Culture", "Print"]], publishedAt: 0, authors: ["Ada"] }),
    article({ path: "b.md", title: "B", categories: [["Culture", "Print"]] }),
  ]);
  await generate();
});

afterAll(() => gateway.close());

/** What `graphql-codegen --config codegen.ts` does. */
async function generate(): Promise<void> {
  const filename = "queries.generated.ts";
  const output = config.generates[filename];
  const document = read(config.documents);
  const text = await codegen({
    filename,
    schema: read(config.schema),
    documents: [{ location: config.documents, document }],
    config: output.config,
    plugins: output.plugins.map((name) => ({ [name]: {} })),
    pluginMap: { "typescript-operations": typescriptOperations, "typed-document-node": typedDocumentNode },
  });
  writeFileSync(join(folder, filename), text);
}

async function compile(): Promise<string> {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const run = promisify(execFile)(process.execPath, [tsc, "-p", folder]);
  return run.then(
    () => "",
    (error: { stdout: string }) => error.stdout,
  );
}

test("what is generated compiles with the code that uses it, and a wrong use does not", async () => {
  expect(await compile()).toBe("");
  const wrong = join(folder, "wrong.generated.ts");
  writeFileSync(
    wrong,
    `import type { CategoryPageQuery } from "./queries.generated.ts";
     export const title = (query: CategoryPageQuery): number => query.category.articles.nodes[0].title;\n`,
  );
  try {
    expect(await compile()).toMatch(/wrong\.generated\.ts.*error TS/);
  } finally {
    rmSync(wrong);
  }
});

test("the example's code reads a gateway", async () => {
  // By a path that the compiler does not follow: the code it imports is only there once it is generated.
  const { titlesOf } = await import(join(folder, "page.ts"));
  expect(await titlesOf(gateway.url, ["Culture"])).toEqual(["A (1970, Ada)", "B (no date, nobody)"]);
});
