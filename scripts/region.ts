/**
 * docs/operations.md with what stands between two marks replaced.
 * @param name - of the region, as in `<!-- settings, written by … -->` and `<!-- end of settings -->`.
 * @throws where the page has lost the marks.
 */
export function replaceRegion(page: string, name: string, text: string): string {
  const mark = `<!-- ${name}, written by \`npm run operations\` -->\n`;
  const begin = page.indexOf(mark);
  const end = page.indexOf(`<!-- end of ${name} -->`);
  if (begin < 0 || end < begin)
    throw new Error(`docs/operations.md has lost the lines between which its ${name} stand.`);
  return `${page.slice(0, begin + mark.length)}\n${text}\n\n${page.slice(end)}`;
}
