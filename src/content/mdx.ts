/** Begins a block of code, or ends it. */
const FENCE = /^ {0,3}(`{3,}|~{3,})[^\r\n]*$/;
const MODULE_LINE = /^(?:import|export)\b(?!\s*:)/;
const COMMENT = /\{\/\*(?:(?!\{\/\*)[\s\S])*?\*\/\}/g;
const TAG_START = /<(\/?)([A-Za-z][\w.]*)/g;

/** Texts in a line of a program; one that is never closed goes on to its end. */
const STRING = /"(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$)|`[^`]*`/g;

/** What is inside of these is no Markdown. */
const RAW_ELEMENTS: ReadonlySet<string> = new Set(["pre", "script", "style", "textarea"]);

/** An image, whatever the component is called: it is read from its address. */
const IMAGE = /^Image\b|\ssrc=/;

/** Characters that a tag may have. Beyond this, a `<` was no tag. */
const LONGEST_TAG = 5000;

/** What MDX came to. */
interface FromMdx {
  markdown: string;
  /** Names of components that are kept as text, each once. */
  kept: string[];
}

/**
 * Turns MDX (https://mdxjs.com/docs/what-is-mdx/) into Markdown: imports, exports and comments go. Elements and
 * components stay as tags, apart from the lines between them, so that these are read as Markdown; values that only a
 * program could tell go from them. A component without content, which would leave nothing, is kept as code.
 */
export function mdxToMarkdown(mdx: string): FromMdx {
  const pieces: string[] = [];
  const kept = new Set<string>();
  let prose: string[] = [];
  let code: string | null = null;
  const flush = () => {
    if (prose.length > 0) pieces.push(withPlainTags(withoutModules(prose).join("\n").replace(COMMENT, ""), kept));
    prose = [];
  };
  for (const line of mdx.split(/\r\n?|\n/)) {
    const fence = FENCE.exec(line)?.[1];
    if (code === null && fence !== undefined) {
      flush();
      code = fence;
      pieces.push(line);
    } else if (code !== null) {
      pieces.push(line);
      if (fence !== undefined && line.trim().startsWith(code) && /^[`~\s]+$/.test(line)) code = null;
    } else {
      prose.push(line);
    }
  }
  flush();
  return { markdown: pieces.join("\n"), kept: [...kept] };
}

/** Without the blocks of imports and exports, which end at a blank line once their brackets are closed. */
function withoutModules(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let addsUp = true;
  for (let at = 0; at < lines.length; at++) {
    const begins = at === 0 || lines[at - 1]?.trim() === "";
    if (begins && MODULE_LINE.test(lines[at] ?? "")) {
      const end: number = addsUp ? endOfModule(lines, at) : -1;
      // Where brackets do not add up, no more than the first lines go, and those of later blocks are not tried.
      addsUp = end !== -1;
      at = addsUp ? end : nextBlank(lines, at);
    }
    kept.push(lines[at] ?? "");
  }
  return kept;
}

/** The blank line that ends a block; -1 where its brackets are never closed. */
function endOfModule(lines: readonly string[], start: number): number {
  let open = 0;
  for (let at = start; at < lines.length; at++) {
    const line = (lines[at] ?? "").replace(STRING, "");
    if (line.trim() === "" && open <= 0) return at;
    open += (line.match(/[{([]/g)?.length ?? 0) - (line.match(/[})\]]/g)?.length ?? 0);
  }
  return open <= 0 ? lines.length : -1;
}

function nextBlank(lines: readonly string[], start: number): number {
  let at = start;
  while (at < lines.length && lines[at]?.trim() !== "") at++;
  return at;
}

/** Tags without the values in braces, which HTML would read as something else; those that are alone on a line, apart. */
function withPlainTags(text: string, kept: Set<string>): string {
  let result = "";
  let from = 0;
  for (const start of text.matchAll(TAG_START)) {
    if (start.index < from) continue;
    const [opening, slash = "", name = ""] = start;
    const end = endOfTag(text, start.index + opening.length);
    if (text[end] !== ">") {
      result += text.slice(from, end);
      from = end;
      continue;
    }
    const inner = text.slice(start.index + opening.length, end);
    const component = /^[A-Z]/.test(name);
    const lone = !RAW_ELEMENTS.has(name) && isLone(text, start.index, end + 1);
    const isEmpty = component && inner.endsWith("/") && !IMAGE.test(name + inner);
    if (isEmpty) kept.add(name);
    const plain = isEmpty
      ? asCode(text.slice(start.index, end + 1))
      : `<${slash}${component ? name.replaceAll(".", "-") : name}${withoutValues(inner)}>`;
    result += text.slice(from, start.index) + (lone ? `\n\n${plain}\n\n` : plain);
    from = end + 1;
  }
  return result + text.slice(from);
}

/** A code span, which nothing in the text can end. */
function asCode(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence} ${text.replace(/\s+/g, " ")} ${fence}`;
}

/** Whether nothing else stands on the lines of a tag. */
function isLone(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (text[before] === " " || text[before] === "\t") before--;
  let after = end;
  while (text[after] === " " || text[after] === "\t") after++;
  return (before < 0 || text[before] === "\n") && (after >= text.length || text[after] === "\n");
}

/** The position of the `>` that ends a tag, outside of quotes and braces; where it was given up, if there is none. */
function endOfTag(text: string, start: number): number {
  let depth = 0;
  let quote = "";
  const limit = Math.min(text.length, start + LONGEST_TAG);
  for (let at = start; at < limit; at++) {
    const sign = text[at] ?? "";
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'" || (sign === "`" && depth > 0)) quote = sign;
    else if (sign === "{") depth++;
    else if (sign === "}") depth--;
    else if (depth <= 0 && (sign === ">" || sign === "<")) return at;
  }
  return limit;
}

function withoutValues(attributes: string): string {
  let result = "";
  let depth = 0;
  for (const sign of attributes) {
    if (sign === "{") depth++;
    if (depth === 0) result += sign;
    if (sign === "}") depth = Math.max(0, depth - 1);
  }
  // `name=` that is left behind by its value; and a line break, since a line that becomes empty would end the tag.
  return result.replace(/(?<![\w-])[\w-]+=(?=\s|\/?$)/g, "").replace(/[\r\n]\s*/g, " ");
}
