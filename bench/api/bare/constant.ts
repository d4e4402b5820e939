import { readFileSync } from "node:fs";
import { listen } from "./listen.ts";

// Answers that are there already, by the path of the request: what a server of Node's own can do at all.

const [file = ""] = process.argv.slice(2);
const answers = new Map(
  Object.entries<string>(JSON.parse(readFileSync(file, "utf8"))).map(([path, json]) => [path, Buffer.from(json)]),
);
const missing = Buffer.from('{"errors":[{"message":"There is no answer at this path."}]}');

listen((_, { url = "" }) => answers.get(url) ?? missing);
