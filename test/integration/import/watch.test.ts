import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { folder, post, put } from "./folder.ts";
import { useDatabase } from "./writing.ts";

const db = useDatabase();

const home = fileURLToPath(new URL("../../../", import.meta.url));
const patience = { timeout: 20_000, interval: 20 };

interface Watching {
  child: ChildProcess;
  said(): string;
}

/** Starts the real command line, and waits until it watches. */
async function watching(args: string[]): Promise<Watching> {
  const child = spawn(process.execPath, [join(home, "bin/broadsheet.js"), "import", ...args, "--watch"], {
    cwd: home,
    env: { PATH: process.env.PATH, DATABASE_URL: db.url },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  await vi.waitFor(() => expect(said).toContain("Watching. Ctrl-C stops it."), patience);
  return { child, said: () => said };
}

const stored = async (root: string) =>
  (
    await db.client<{ path: string; title: string }[]>`
      select a.path, a.title from articles a join sources s on s.id = a.source_id where s.root = ${root} order by a.path`
  ).map(({ path, title }) => `${path}: ${title}`);

const until = (root: string, expected: string[]) =>
  vi.waitFor(async () => expect(await stored(root)).toEqual(expected), patience);

test("what is saved, added, renamed and removed while somebody writes is in the database", async () => {
  const root = await folder({ "a.md": post("A"), "sub/b.md": post("B") }, "watched");
  const { child, said } = await watching([root, "--prune"]);
  expect(await stored(root)).toEqual(["a.md: A", "sub/b.md: B"]);

  await put(root, "a.md", post("A again"));
  await until(root, ["a.md: A again", "sub/b.md: B"]);
  await put(root, "new/c.md", post("C"));
  await until(root, ["a.md: A again", "new/c.md: C", "sub/b.md: B"]);

  const [{ id } = { id: "" }] = await db.client`select id from articles where path = 'new/c.md'`;
  await rename(join(root, "new/c.md"), join(root, "new/d.md"));
  await until(root, ["a.md: A again", "new/d.md: C", "sub/b.md: B"]);
  expect((await db.client`select id from articles where path = 'new/d.md'`)[0]?.id).toBe(id);

  await rm(join(root, "sub"), { recursive: true });
  await until(root, ["a.md: A again", "new/d.md: C"]);

  // What editors write beside a file on their way, and then the file by a rename.
  for (const name of [".a.md.swp", "a.md~", "#a.md#", "4913", ".#a.md"]) await put(root, name, post("Draft"));
  await put(root, ".a.md.tmp", post("Saved"));
  await rename(join(root, ".a.md.tmp"), join(root, "a.md"));
  await until(root, ["a.md: Saved", "new/d.md: C"]);
  expect(said()).not.toMatch(/failure/);

  child.kill("SIGINT");
  expect((await once(child, "exit"))[0]).toBe(0);
});

test("a broken file is told, and its article stays until the file is mended", async () => {
  const root = await folder({ "a.md": post("A") }, "mended");
  const { said } = await watching([root]);
  await put(root, "a.md", "---\ntitle: [\n");
  await vi.waitFor(() => expect(said()).toMatch(/FRONT_MATTER_UNCLOSED .*a\.md/), patience);
  expect(await stored(root)).toEqual(["a.md: A"]);
  await put(root, "a.md", post("Mended"));
  await until(root, ["a.md: Mended"]);
  // Without --prune nothing is deleted.
  await rm(join(root, "a.md"));
  await put(root, "b.md", post("B"));
  await until(root, ["a.md: Mended", "b.md: B"]);
});
