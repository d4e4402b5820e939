import { once } from "node:events";
import { connect } from "node:net";

// Opens so many connections to a port, and ends: they are at its door all the same until they are let in.
const [port, count] = process.argv.slice(2).map(Number);
await Promise.all(Array.from({ length: Number(count) }, () => once(connect(Number(port), "127.0.0.1"), "connect")));
process.exit();
