import { type Prepared, prepare } from "./prepared.ts";

/** GraphiQL's parts. The page loads the first two, the editors load the workers when they need them. */
type AssetName = "graphiql.js" | "graphiql.css" | "editor.worker.js" | "json.worker.js" | "graphql.worker.js";

/** The parts by name, and by the path they are served at, which changes with their bytes. */
export interface GraphiqlAssets {
  /** Relative to the page: a proxy may put a prefix before it. */
  address(name: AssetName): string;
  /** Null where there is nothing at that path. */
  at(path: string): Prepared | null;
}

const folder = "graphiql";
const script = "text/javascript; charset=utf-8";

/**
 * GraphiQL as Yoga bundles it, which needs no network; every part a file of its own, so that browsers keep them. They
 * would forget a page that holds all of it with each query: it has the address that queries are posted to (RFC 9111,
 * 4.4). Takes some 0.7 s, most of it off the main thread.
 */
export async function loadGraphiqlAssets(): Promise<GraphiqlAssets> {
  // Imported late: nine megabytes of text that a start need not wait for.
  const bundle = await import("@graphql-yoga/render-graphiql/graphiql");
  const [js, css, editor, json, graphql] = await Promise.all([
    prepare(bundle.js, script),
    prepare(bundle.css, "text/css; charset=utf-8"),
    prepare(bundle.editorWorkerService, script),
    prepare(bundle.jsonWorker, script),
    prepare(bundle.graphqlWorker, script),
  ]);
  const assets: Record<AssetName, Prepared> = {
    "graphiql.js": js,
    "graphiql.css": css,
    "editor.worker.js": editor,
    "json.worker.js": json,
    "graphql.worker.js": graphql,
  };
  const address = (name: AssetName): string => `${folder}/${assets[name].hash}/${name}`;
  const byPath = new Map(Object.entries(assets).map(([name, asset]) => [`/${address(name as AssetName)}`, asset]));
  return { address, at: (path) => byPath.get(path) ?? null };
}
