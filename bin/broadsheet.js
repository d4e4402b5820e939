#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { compileIfStale } from "../scripts/compile.js";

const commands = {
  start: "serves GraphQL and GraphiQL",
  serve: "the same in production: it runs what `npm run build` has compiled, as it is",
  import: "imports articles",
  images: "looks at the images of articles",
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
  if (makeReady(name)) {
    // The scripts read what stands behind their own name.
    process.argv = [process.argv[0] ?? "node", `broadsheet ${name}`, ...rest];
    await import(compiled(name).href);
  } else {
    process.exitCode = 2;
  }
} else {
  process.stderr.write(`${name === undefined ? "A command is missing" : `There is no command ${name}`}.\n\n${help}`);
  process.exitCode = 2;
}

/** @param {string} name of a command */
function compiled(name) {
  return new URL(`../dist/${name === "serve" ? "start" : name}.js`, import.meta.url);
}

/**
 * Nobody runs what has been compiled of older sources, but for `serve`, which takes what is there.
 * @param {string} name of a command
 * @returns {boolean} false where it cannot be run, which has been said
 */
function makeReady(name) {
  if (name === "serve") {
    if (existsSync(compiled(name))) return true;
    process.stderr.write("Nothing has been compiled yet: run `npm run build` first.\n");
    return false;
  }
  try {
    compileIfStale();
    return true;
  } catch (error) {
    process.stderr.write(
      `The sources cannot be compiled to dist/: ${error instanceof Error ? error.message : error}\n`,
    );
    return false;
  }
}
