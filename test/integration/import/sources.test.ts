import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import type { ImportReport } from "../../../src/import/report.ts";
import { type ImportOptions, runImport } from "../../../src/import/run.ts";
import { useImporting } from "../../support/importing.ts";
import { folder, post } from "./folder.ts";
import { NOW, useDatabase } from "./writing.ts";

const db = useDatabase();
const importing = useImporting();

const unique = () => `posts-${randomUUID()}`;

const run = (paths: string[], options: Partial<ImportOptions> = {}): Promise<ImportReport> =>
  runImport({ ...importing, client: db.client, now: () => NOW }, { paths, cwd: "/", imageProxies: [], ...options });

test("of two folders with one name that are first imported at once, one has it and the other is refused", async () => {
  const name = unique();
  const many = (title: string) =>
    Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`${n}.md`, post(`${title} ${n}`)]));
  const [one, two] = [await folder(many("One"), name), await folder(many("Two"), name)];
  const runs = await Promise.allSettled([run([one]), run([two])]);
  expect(runs.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(runs.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { message: expect.stringContaining("give this one a name of its own with --source") },
  });
  const done = runs[0].status === "fulfilled" ? "One" : "Two";
  const titles = await db.client<{ title: string }[]>`
    select a.title from articles a join sources s on s.id = a.source_id where s.name = ${name}`;
  expect(titles).toHaveLength(150);
  expect(titles.every(({ title }) => title.startsWith(done))).toBe(true);
});

test("a base URL with a password is refused, since everybody can read it", async () => {
  const root = await folder({ "a.md": post("A") }, unique());
  await expect(run([root], { baseUrl: "https://ann:secret@example.com/" })).rejects.toThrow(/no user name or password/);
  expect(await db.client`select from sources where name = ${basename(root)}`).toHaveLength(0);
});

test("a folder of very many folders is read like any other", async () => {
  const root = await folder({ "a.md": post("A") }, unique());
  for (let n = 0; n < 300; n++) await mkdir(join(root, `folder-${n}`));
  expect(await run([root])).toMatchObject({ created: 1 });
});
