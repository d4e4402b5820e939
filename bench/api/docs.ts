import { readFileSync, writeFileSync } from "node:fs";

/**
 * A page with what stands between two marks, `<!-- name -->` and `<!-- /name -->`, replaced. The rest stays as it is.
 * @throws Error where the marks are not there.
 */
export function replaceSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`There is no section between ${begin} and ${end}.`);
  return `${page.slice(0, from)}${begin}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

const PAGE = new URL("../../docs/benchmarks.md", import.meta.url);

/** Writes a section of docs/benchmarks.md. */
export function writeSection(name: string, text: string): void {
  writeFileSync(PAGE, replaceSection(readFileSync(PAGE, "utf8"), name, text));
}
