import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of these files (names to contents) under a name of its own, removed when the test has finished. */
export async function folder(files: Record<string, string | Uint8Array>, name = "posts"): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "broadsheet-import-"));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const root = join(parent, name);
  await mkdir(root);
  for (const [path, content] of Object.entries(files)) await put(root, path, content);
  return root;
}

/** Writes one file of a folder. */
export async function put(root: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

/** A small article. */
export const post = (title: string, more = ""): string =>
  `---\ntitle: ${title}\ndate: 2020-01-01T00:00:00Z\n${more}---\n\nHello.\n`;
