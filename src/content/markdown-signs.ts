/** What stands in these is shown as it is written, whatever it looks like. */
const LITERAL = /<(pre|code|script|style|textarea|xmp)\b|<!--/gi;

/** A heading or a fence below a blank line, an image or a link: what nobody writes in HTML. */
const SIGNS = /\n[ \t]*\r?\n {0,3}(?:#{1,6} +\S|```|~~~)|!?\[[^\][\n]{0,500}\]\((?:https?:)?\/{1,2}[^\s()]/;

/** Whether a text has marks of Markdown outside of code: it begins with a tag, but HTML alone it is not. */
export function hasMarkdownSigns(body: string): boolean {
  return SIGNS.test(withoutLiterals(body));
}

function withoutLiterals(body: string): string {
  const kept: string[] = [];
  let from = 0;
  for (const { index, 1: name } of body.matchAll(LITERAL)) {
    if (index < from) continue;
    kept.push(body.slice(from, index));
    const close = new RegExp(name === undefined ? "-->" : `</${name}`, "gi");
    close.lastIndex = index;
    // Never closed, it goes on to the end.
    if (!close.test(body)) return kept.join("");
    from = close.lastIndex;
  }
  kept.push(body.slice(from));
  return kept.join("");
}
