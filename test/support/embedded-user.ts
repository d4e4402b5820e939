import { startEmbedded } from "../../src/db/embedded.ts";

// A process that uses the embedded server of the folder given: it says what it got, and leaves when its input ends.
const server = await startEmbedded({ dataDir: process.argv[2] ?? "" });
process.stdout.write(`${JSON.stringify({ url: server.url, fresh: server.fresh })}\n`);
process.stdin.resume().once("end", () => server.leave());
