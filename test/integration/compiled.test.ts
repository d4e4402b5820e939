import { execFile } from "node:child_process";
import { cp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { makeScratch } from "../support/scratch.ts";
import { startServing } from "../support/start-script.ts";
import { useDatabase } from "./import/writing.ts";

// What users run is compiled, and never older than the sources. Each test has a copy of the project.

const db = useDatabase();

// Some of them compile several times.
vi.setConfig({ testTimeout: 60_000 });

const project = fileURLToPath(new URL("../../", import.meta.url));

let copy: string;

beforeEach(async () => {
  copy = await makeScratch();
  const parts = ["bin", "dist", "drizzle", "package.json", "samples", "scripts", "src", "tsconfig.json"];
  await Promise.all(parts.map((name) => cp(join(project, name), join(copy, name), { recursive: true })));
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
});

afterEach(() => rm(copy, { recursive: true, force: true }));

/** Runs a command of the copy to its end. */
function broadsheet(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: db.url };
  return new Promise((resolve) => {
    execFile(process.execPath, ["bin/broadsheet.js", ...args], { cwd: copy, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

/** Makes `migrate` of the copy say something else. */
async function edit(saying: string): Promise<void> {
  const path = join(copy, "scripts/migrate.ts");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/\? "[^"]+" :/, `? "${saying}" :`));
}

const outputs = () => readdir(join(copy, "dist"));

/** What the Dockerfile puts into the image, and from where in the project. */
async function partsOfImage(): Promise<{ from: string; to: string }[]> {
  const [, image = ""] = (await readFile(join(project, "Dockerfile"), "utf8")).split(/^FROM .+(?<!AS build)$/m);
  return [...image.matchAll(/^COPY (?:--from=build )?(.+) (\S+)$/gm)].flatMap(([, sources = "", to = ""]) =>
    sources.split(" ").map((source) => {
      const from = source.replace("/build/", "");
      return { from, to: to.endsWith("/") ? join(to, basename(from)) : to };
    }),
  );
}

test("what the image holds, which is no source, runs every command", async () => {
  const parts = await partsOfImage();
  expect(parts).toContainEqual({ from: "scripts/compile.js", to: "scripts/compile.js" });
  const keeps = (await readFile(join(project, ".dockerignore"), "utf8")).match(/(?<=^!).+$/gm);
  const added = parts.filter(({ from }) => from !== "dist" && from !== "node_modules");
  expect(keeps).toEqual(expect.arrayContaining(added.map(({ from }) => from.split("/")[0])));

  await rm(copy, { recursive: true });
  for (const { from, to } of parts.filter((part) => part.from !== "node_modules")) {
    await cp(join(project, from), join(copy, to), { recursive: true });
  }
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
  for (const args of [["migrate"], ["import", "samples"], ["derive"], ["api-key", "list"]]) {
    expect(await broadsheet(...args)).toMatchObject({ code: 0 });
  }
  const started = startServing(copy, { DATABASE_URL: db.url, LOG_LEVEL: "silent" }, "samples");
  onTestFinished(() => void started.child.kill("SIGKILL"));
  const url = await started.url;
  const response = await fetch(`${url}/graphql?query={articles{totalCount}}`);
  expect((await response.json()).data.articles.totalCount).toBeGreaterThan(0);
  expect(await (await fetch(`${url}/graphql`, { headers: { accept: "text/html" } })).text()).toContain("graphiql.js");
  started.child.kill("SIGTERM");
  expect(await started.exit).toBe(0);
  // Nothing was compiled.
  expect(await readdir(copy)).not.toContain("src");
  expect(await outputs()).toEqual(await readdir(join(project, "dist")));
});

test("serve compiles nothing, and says what does", async () => {
  await rename(join(copy, "dist"), join(copy, "elsewhere"));
  expect(await broadsheet("serve")).toEqual({
    code: 2,
    out: "",
    err: "Nothing has been compiled yet: run `npm run build` first.\n",
  });
  expect(await readdir(copy)).not.toContain("dist");
});

test("a command compiles what has changed, and writes nothing where nothing has", async () => {
  await edit("All is well.");
  expect(await broadsheet("migrate")).toEqual({ code: 0, out: "All is well.\n", err: "" });
  const { mtimeMs } = await stat(join(copy, "dist"));
  expect((await broadsheet("migrate")).out).toBe("All is well.\n");
  expect((await stat(join(copy, "dist"))).mtimeMs).toBe(mtimeMs);
});

test("commands that compile at once do not disturb each other", async () => {
  await rm(join(copy, "dist"), { recursive: true });
  const ended = await Promise.all(Array.from({ length: 4 }, () => broadsheet("migrate")));
  for (const { code, err } of ended) expect({ code, err }).toEqual({ code: 0, err: "" });
  expect((await outputs()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("what a running server may still read stays for one build", async () => {
  await edit("First.");
  await broadsheet("migrate");
  const first: string[] = JSON.parse(await readFile(join(copy, "dist/build.json"), "utf8")).outputs;
  // Most chunks need it, and have other names with it.
  await writeFile(join(copy, "src/project-root.ts"), 'export const PROJECT_ROOT = new URL("..", import.meta.url);\n');
  await broadsheet("migrate");
  expect(await outputs()).toEqual(expect.arrayContaining(first));
  await edit("Third.");
  await broadsheet("migrate");
  const third = await outputs();
  expect(first.filter((name) => !third.includes(name))).not.toEqual([]);
});

test("where the sources cannot be compiled, nothing older runs", async () => {
  await writeFile(join(copy, "scripts/migrate.ts"), "this is no program");
  const ended = await broadsheet("migrate");
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toMatch(/^The sources cannot be compiled to dist\/: .*scripts\/migrate\.ts:1:/s);
});
