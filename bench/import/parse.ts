import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArticle } from "../../src/content/article.ts";
import type { ContentOptions } from "../../src/content/types.ts";
import { listCorpus } from "./corpus.ts";

// What parsing alone costs: no database, no worker, one file after the other. Prints the seconds and those of CPU.

const [folder = "", articles] = process.argv.slice(2);

const options: ContentOptions = {
  kind: "hexo",
  timeZone: "UTC",
  timeZoneAssumed: false,
  baseUrl: null,
  categoryMode: "chain",
  imageProxies: ["https://cors.zfour.workers.dev/?"],
};

let seconds = 0;
let node = 0;
for (const paths of listCorpus(Number(articles))) {
  const files = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(join(folder, path)) })));
  const started = { at: performance.now(), cpu: process.cpuUsage() };
  for (const file of files) {
    if (parseArticle(file, options).article === null) throw new Error(`${file.path} is no article.`);
  }
  const { user, system } = process.cpuUsage(started.cpu);
  seconds += (performance.now() - started.at) / 1000;
  node += (user + system) / 1e6;
}
process.stdout.write(JSON.stringify({ seconds, node }));
