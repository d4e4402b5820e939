import { readYaml } from "./yaml.ts";

/** A block with the lines rewritten that are no YAML, and which those are (1-based, within the block). */
export interface Repair {
  block: string;
  lines: number[];
}

// A title or name without quotes that has a `#` where YAML begins a comment.
const COMMENTED = /^((?:title|author):[ \t]+|[ ]+-[ \t]+)((?!['"|>]).*)$/;
const COMMENT = /(?:^|[ \t])#/;

/** Beyond this, a broken block is taken for something else than front matter. */
const MAX_LINES = 2000;

// The mark that begins an entry: a key with its colon, or the dash of a list.
const ENTRY = /^([ ]*)((?:- +)|(?:[^\s:#'"[\]{}][^:]*?[ \t]*:(?:[ \t]+|$)))(.*)$/;
const BLOCK_SCALAR = /^[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$/;

/**
 * Repairs, line by line, what site generators write that paste titles between quotes without escaping them: stacked
 * quotes, quotes within quotes, and texts that begin with a sign of YAML's own. Each entry is judged by itself, and
 * only the ones that are no YAML are rewritten, as the text they evidently are. What comes out may still be broken.
 */
export function repairYaml(block: string): Repair {
  const lines = block.split("\n");
  const repaired: number[] = [];
  if (lines.length > MAX_LINES) return { block, lines: repaired };
  const anchors = new Set(Array.from(block.matchAll(/&([\w-]+)/g), ([, name]) => name));
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const entry = ENTRY.exec(line);
    const end = entry ? endOfEntry(lines, at, entry) : at + 1;
    if (entry && !isYaml(line, anchors) && !isYaml(lines.slice(at, end).join("\n"), anchors)) {
      const [, indent = "", mark = "", value = ""] = entry;
      lines[at] = indent + mark + quoted(unwrapped(value.trim()));
      repaired.push(at + 1);
    }
    at = end;
  }
  return { block: lines.join("\n"), lines: repaired };
}

/**
 * Keeps the whole of the titles and names that a feed script wrote without quotes: it writes no comments, so that
 * nothing behind a `#` is one, as in `title: Weekly #12`.
 */
export function keepComments(block: string): Repair {
  const repaired: number[] = [];
  const lines = block.split("\n").map((line, at) => {
    const [, mark = "", value = ""] = COMMENTED.exec(line) ?? [];
    if (!COMMENT.test(value)) return line;
    repaired.push(at + 1);
    return mark + quoted(value.trim());
  });
  return { block: lines.join("\n"), lines: repaired };
}

/** Where the lines end that continue an entry: those deeper than it which begin no entry themselves. */
function endOfEntry(lines: readonly string[], start: number, [, indent = "", , value = ""]: RegExpExecArray): number {
  const literal = BLOCK_SCALAR.test(value.trim());
  let end = start + 1;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    const deeper = line.trim() === "" || line.length - line.trimStart().length > indent.length;
    if (!deeper || (!literal && ENTRY.test(line))) break;
  }
  return end;
}

/** Whether lines are YAML by themselves; an alias is, where its anchor stands anywhere in the block. */
function isYaml(lines: string, anchors: ReadonlySet<string | undefined>): boolean {
  return readYaml(lines.replace(/\*([\w-]+)/g, (alias, name) => (anchors.has(name) ? "alias" : alias))).ok;
}

/**
 * The text inside the quotes that wrap it. Layer after layer is taken off as long as no such quote is left inside, so
 * that `"""'Title'"""` becomes Title, and `""Yes" and "No""` keeps the quotes that belong to it.
 */
function unwrapped(text: string): string {
  const layer = /^(["'])(.*)\1$/.exec(text);
  const [, quote, inner] = layer ?? [];
  if (quote === undefined || inner === undefined) return text;
  let core = inner;
  while (core.length > 1 && core.startsWith(quote) && core.endsWith(quote)) core = core.slice(1, -1);
  // A quote of the kind left in the core is part of the text, and so may be those around it.
  return core.includes(quote) ? inner : unwrapped(core);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
