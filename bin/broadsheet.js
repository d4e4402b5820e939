#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { register } from "tsx/esm/api";

const commands = {
  start: "serves GraphQL and GraphiQL",
  import: "imports articles",
  derive: "derives stored bodies anew after an update",
  "api-key": "makes, lists and revokes keys for importing over the API",
  migrate: "brings the database up to date",
};

const help = `Usage: broadsheet <command> [options]

Turns a folder of articles into a GraphQL API.

Commands:
${Object.entries(commands)
  .map(([name, what]) => `  ${name.padEnd(8)} ${what}`)
  .join("\n")}

broadsheet <command> --help tells more about one of them.
`;

const [name, ...rest] = process.argv.slice(2);

if (name === "--help" || name === "-h" || name === "help") {
  process.stdout.write(help);
} else if (name === "--version" || name === "-V") {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  process.stdout.write(`${version}\n`);
} else if (name !== undefined && Object.hasOwn(commands, name)) {
  // The scripts are TypeScript, and read what stands behind their own name.
  register();
  process.argv = [process.argv[0] ?? "node", `broadsheet ${name}`, ...rest];
  await import(`../scripts/${name}.ts`);
} else {
  process.stderr.write(`${name === undefined ? "A command is missing" : `There is no command ${name}`}.\n\n${help}`);
  process.exitCode = 2;
}
