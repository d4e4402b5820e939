import { open } from "node:fs/promises";
import { extname, join } from "node:path";

const EXTENSIONS = new Set([".xml", ".rss", ".atom"]);
const ROOT_ELEMENT = /<(?:rss|feed|rdf:RDF)[\s>]/i;
/** Front matter, or a mark of a template's, before the feed begins. */
const TEMPLATE = /^(?:\xEF\xBB\xBF)?---|\{[{%]/;
const BEGINNING = 2048;

/** Whether a file can hold a feed or an export, going by its name. */
export const isFeedName = (name: string): boolean => EXTENSIONS.has(extname(name).toLowerCase());

/** Whether a file begins as feeds and exports do, and is no template of one. */
export async function isFeedFile(root: string, name: string): Promise<boolean> {
  const beginning = await beginningOf(join(root, name)).catch(() => "");
  const start = beginning.search(ROOT_ELEMENT);
  return start !== -1 && !TEMPLATE.test(beginning.slice(0, start));
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}
