import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import pc from "picocolors";
import type { Config } from "../src/config.ts";
import type { Queries } from "../src/db/queries/queries.ts";
import { PUBLIC } from "../src/db/queries/visibility.ts";
import { localAddress } from "../src/images/local-address.ts";
import type { ImportReport } from "../src/import/report.ts";
import type { Served } from "../src/server.ts";

/** What a start says once it serves: where, and what. */
export async function welcome(
  at: Served,
  queries: Queries,
  report: ImportReport | null,
  { graphiql }: Pick<Config, "graphiql">,
): Promise<string> {
  const image = await exampleImage(at.url, queries);
  const count = await queries.countOfAll(PUBLIC);
  const endpoint = pc.cyan(at.endpoint);
  const lines = [
    ["GraphiQL", graphiql ? `${endpoint} in a browser` : null],
    ["Endpoint", `${endpoint} by POST`],
    ["An image", image && pc.cyan(image)],
    ["Articles", count === 0 ? "none yet: npm run import -- <folder>" : `${count.toLocaleString("en")} published`],
    ["Imported", report && describe(report)],
  ].filter(([, text]) => text !== null);
  const table = lines.map(([label, text]) => `  ${label}  ${text}`).join("\n");
  return `\n${pc.bold("Broadsheet")}\n\n${table}\n\n  Ctrl-C stops it.\n`;
}

/** The address of an image that the gateway serves itself, if one of the first is such and its file is there. */
async function exampleImage(url: string, queries: Queries): Promise<string | null> {
  const { rows } = await queries.imagePage({}, { limit: 100, backward: false }, PUBLIC);
  const local = rows.map(({ row: { sourceId, localPath } }) => ({
    sourceId: sourceId ?? 0,
    localPath: localPath ?? "",
  }));
  const image = local.find(({ localPath }) => localPath !== "");
  if (!image) return null;
  const file = await queries.localImage(image.sourceId, image.localPath, PUBLIC);
  return file && existsSync(join(file.root, file.path)) ? localAddress(image, url) : null;
}

function describe({ sources, created, updated, unchanged, failed, skipped }: ImportReport): string {
  const from = sources
    .map(({ name, root }) => (root && existsSync(root) ? relative(process.cwd(), root) || "." : name))
    .join(", ");
  const counts = Object.entries({ created, updated, unchanged, failed, skipped })
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number.toLocaleString("en")} ${name}`);
  return `${from}: ${counts.join(", ")}`;
}
