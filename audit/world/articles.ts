import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GraphqlReply } from "./http.ts";

/** What stands in an article's file before its body. */
export interface Front {
  title: string;
  date?: string | undefined;
  more?: string;
}

/** An article's file, as a writer would have it. */
export const post = ({ title, date, more = "" }: Front, body: string): string =>
  `---\ntitle: ${JSON.stringify(title)}\n${date === undefined ? "" : `date: ${date}\n`}${more}---\n\n${body}\n`;

/** Writes files (names to contents) below a folder. */
export async function writeFiles(root: string, files: Record<string, string | Uint8Array>): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Imports files over the API, and says what came of them. */
export const IMPORT = `mutation ($input: ImportArticlesInput!) { importArticles(input: $input) {
  run { created updated unchanged failed } articles { id slug } userErrors { code message } } }`;

/** The variables of IMPORT. */
export const importing = (source: string, files: Record<string, string>) => ({
  input: { source, files: Object.entries(files).map(([path, content]) => ({ path, content })) },
});

/** Sends operations by POST. */
type Ask = (query: string, asking: { variables: Record<string, unknown>; key?: string }) => Promise<GraphqlReply>;

/**
 * Imports files over the API, a hundred at a time.
 * @throws Error where not all of them became articles.
 */
export async function sendArticles(
  ask: Ask,
  key: string,
  source: string,
  files: Record<string, string>,
): Promise<void> {
  const all = Object.entries(files);
  for (let at = 0; at < all.length; at += 100) {
    const portion = Object.fromEntries(all.slice(at, at + 100));
    const { data, text } = await ask(IMPORT, { variables: importing(source, portion), key });
    const run = data?.importArticles?.run;
    if (!run || run.failed > 0) throw new Error(`An import over the API failed: ${text.slice(0, 300)}`);
  }
}
