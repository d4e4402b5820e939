import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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

const idsOf = async (root: string) =>
  (
    await db.client`select a.id from articles a join sources s on s.id = a.source_id where s.root = ${root} order by 1`
  ).map(({ id }) => id);

test("what is removed and comes back elsewhere in a while keeps its articles, with --prune", async () => {
  const root = await folder({ "other.md": post("Other"), "old/a.md": post("A"), "old/b.md": post("B") }, "checked-out");
  await watching([root, "--prune"]);
  const before = await idsOf(root);
  await rm(join(root, "old"), { recursive: true });
  await sleep(700);
  await put(root, "new/a.md", post("A"));
  await sleep(700);
  await put(root, "new/b.md", post("B"));
  await until(root, ["new/a.md: A", "new/b.md: B", "other.md: Other"]);
  expect(await idsOf(root)).toEqual(before);
});

test("a folder that takes a file's place is read, and watched", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B") }, "replaced");
  await watching([root, "--prune"]);
  await rm(join(root, "a.md"));
  await put(root, "a.md/in.md", post("In"));
  await until(root, ["a.md/in.md: In", "b.md: B"]);
  await put(root, "a.md/in.md", post("In again"));
  await until(root, ["a.md/in.md: In again", "b.md: B"]);
});

test("links to folders are not followed, and lists of a Hugo site are no articles", async () => {
  const outside = await folder({ "x.md": post("X") }, "outside");
  const root = await folder({ "hugo.toml": "", "archetypes/x.md": "", "content/a.md": post("A") }, "linked");
  for (const [target, name] of [["..", "content/up"] as const, [".", "self"] as const, [outside, "out"] as const])
    await symlink(target, join(root, name));
  await watching([root]);
  await put(root, "content/_index.md", post("List"));
  await put(outside, "x.md", post("X again"));
  await sleep(500);
  await put(root, "content/b.md", post("B"));
  await until(root, ["content/a.md: A", "content/b.md: B"]);
});

test("where the folder itself goes, the watch ends and deletes nothing", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B") }, "moved-away");
  const { child, said } = await watching([root, "--prune"]);
  await rename(root, `${root}.bak`);
  expect((await once(child, "exit"))[0]).toBe(2);
  expect(said()).toMatch(/^The folder .*moved-away has gone, or another is in its place; nothing was deleted/m);
  expect(await stored(root)).toEqual(["a.md: A", "b.md: B"]);
});

test("what another run has set for the source stays, however long somebody writes", async () => {
  const root = await folder({ "a.md": post("A") }, "set");
  const { said } = await watching([root]);
  await db.client`update sources set time_zone = 'Asia/Tokyo' where root = ${root}`;
  for (let n = 0; n < 14; n++) {
    await put(root, "a.md", post(`A${n}`));
    await until(root, [`a.md: A${n}`]);
  }
  const [source] = await db.client`select time_zone from sources where root = ${root}`;
  expect(source).toEqual({ time_zone: "Asia/Tokyo" });
  expect(said()).not.toContain("Warning");
});
