import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import { contentTables } from "./floor.ts";

// What the database alone costs: the rows of an import by plain COPY. Prints the seconds and those of CPU.

const [url = "", folder = ""] = process.argv.slice(2);

const client = postgres(url, { max: 1 });
const tables = await contentTables(client);
const started = { at: performance.now(), cpu: process.cpuUsage() };
for (const { name } of tables) {
  const table = await client.unsafe(`copy floor.${name} from stdin`).writable();
  await pipeline(createReadStream(join(folder, name), { highWaterMark: 256 * 1024 }), table);
}
const { user, system } = process.cpuUsage(started.cpu);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started.at) / 1000, node: (user + system) / 1e6 }));
await client.end();
