import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

// Compiles the commands and the parse worker to dist/. In JavaScript, as it runs before there is anything compiled.

const project = dirname(import.meta.dirname);
const dist = join(project, "dist");
const record = join(dist, "build.json");

/** What is compiled: modules by the names that they get in dist/. */
const ENTRIES = {
  start: "scripts/start.ts",
  worker: "scripts/worker.ts",
  import: "scripts/import.ts",
  derive: "scripts/derive.ts",
  images: "scripts/images.ts",
  "api-key": "scripts/api-key.ts",
  migrate: "scripts/migrate.ts",
  "parse-worker": "src/import/parse-worker.ts",
};

/** What decides what comes out. npm writes the last one, which tells the packages that are installed. */
const INPUTS = ["src", "scripts", "package.json", "tsconfig.json", "node_modules/.package-lock.json"];

/**
 * What dist/build.json tells of a build.
 * @typedef {object} Build
 * @property {string} inputs a hash of what it was made from
 * @property {string[]} outputs its files
 * @property {string[]} former those of the build before
 */

/** Brings dist/ up to date. Reads no more than the sources where it is; what came without sources stays as it is. */
export function compileIfStale() {
  if (!existsSync(join(project, "src")) && existsSync(record)) return;
  if (readRecord()?.inputs !== hashInputs()) compile();
}

/** Compiles, and writes what has changed. Several processes may do so at once, while others run what was there. */
export function compile() {
  const inputs = hashInputs();
  const files = bundle(ENTRIES, dist).map(({ path, contents }) => ({ name: relative(dist, path), contents }));
  const isEntry = (/** @type {string} */ name) => Object.hasOwn(ENTRIES, name.replace(/\.js$/, ""));
  mkdirSync(dist, { recursive: true });
  // An entry names the chunks that it needs: it comes when they are there.
  for (const { name, contents } of files.toSorted((a, b) => Number(isEntry(a.name)) - Number(isEntry(b.name)))) {
    write(join(dist, name), contents);
  }
  const before = readRecord();
  const outputs = files.map(({ name }) => name);
  const former = (before?.inputs === inputs ? before.former : before?.outputs) ?? [];
  write(record, Buffer.from(JSON.stringify({ inputs, outputs, former })));
  // A server that runs reads some of its chunks late. It finds those of one build before.
  for (const name of before?.former ?? []) {
    if (!outputs.includes(name) && !former.includes(name)) rmSync(join(dist, name), { force: true });
  }
}

/**
 * Compiles modules with the packages that they need, into few files: to find and read hundreds of small ones is most
 * of what a start takes.
 * @param {Record<string, string>} entryPoints modules by the names that they get
 * @param {string} outdir where the files are meant to be; none is written
 */
export function bundle(entryPoints, outdir) {
  // Loaded only here: where dist/ is up to date, nobody needs it.
  const { buildSync } = /** @type {typeof import("esbuild")} */ (createRequire(import.meta.url)("esbuild"));
  return buildSync({
    absWorkingDir: project,
    entryPoints,
    outdir,
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // Nine megabytes in a file of its own, read late and as they are; a library that is no JavaScript; and the driver,
    // whose faults are known by where they arise (src/db/unreachable.ts).
    external: ["@graphql-yoga/render-graphiql/graphiql", "sharp", "postgres"],
    // For the packages in it that are CommonJS.
    banner: {
      js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);',
    },
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    logLevel: "silent",
  }).outputFiles;
}

function hashInputs() {
  const hash = createHash("sha256");
  for (const path of INPUTS.map((name) => join(project, name)).flatMap(filesOf)) {
    hash.update(relative(project, path)).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** @param {string} path a file, a folder, or nothing at all */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** @returns {Build | null} */
function readRecord() {
  return existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : null;
}

/**
 * Whoever reads meanwhile gets the old file or the new one, and never half of it.
 * @param {string} path
 * @param {Uint8Array} contents
 */
function write(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
