import matter from "gray-matter";
import type { BlockResult } from "./block.ts";
import { isStorable, storable, withBraces } from "./characters.ts";
import type { Fenced } from "./fences.ts";
import type { Report } from "./issues.ts";
import { readJson } from "./json.ts";
import { keepComments, repairYaml } from "./repair-yaml.ts";
import { readToml } from "./toml.ts";
import type { Json } from "./types.ts";
import { readYaml } from "./yaml.ts";

/** The keys and values above an article. */
export type FrontMatter = { [key: string]: Json };

/** Every real one is far smaller, but for an image that is written into it as a data: address. */
const MAX_LENGTH = 1_048_576;
const MAX_LINES = 5000;
/** What a parser spends its time on, a second for twice as many; a repair looks at them several times. */
const MAX_SIGNS = 32_768;
const SIGNS = /[[\]{},:&!*?"'-]/g;

/** The names that a language goes by behind an opening fence. */
const READERS: Readonly<Record<string, { name: string; read: (text: string) => BlockResult }>> = {
  "": { name: "YAML", read: readYaml },
  yaml: { name: "YAML", read: readYaml },
  yml: { name: "YAML", read: readYaml },
  toml: { name: "TOML", read: readToml },
  json: { name: "JSON", read: readJson },
};
type Reader = (typeof READERS)[string];
const CODE_NAMES = new Set(["js", "javascript", "ts", "typescript", "coffee", "coffeescript", "cson", "eval", "node"]);

/**
 * Reads front matter: YAML strictly first, and where that fails, after a line-wise repair; TOML; JSON. Entities that a
 * generator put for braces are decoded, characters that cannot be stored replaced. Null, and reported, where it cannot
 * be read.
 */
export function readFrontMatter(fenced: Fenced, report: Report): FrontMatter | null {
  const { language, firstLine } = fenced;
  if (CODE_NAMES.has(language)) {
    report("FRONT_MATTER_EXECUTABLE", `The front matter is code (---${language}), which is never run.`, firstLine - 1);
    return null;
  }
  const reader = Object.hasOwn(READERS, language) ? READERS[language] : undefined;
  if (!reader) {
    report("FRONT_MATTER_UNSUPPORTED", `The front matter is written in "${language}".`, firstLine - 1);
    return null;
  }
  if (isTooLarge(fenced.block)) {
    report("FRONT_MATTER_TOO_LARGE", `The front matter has ${fenced.block.length} characters.`, firstLine);
    return null;
  }
  const value = readBlock(fenced, reader, report);
  if (value === undefined) return null;
  // Nothing but comments between the fences: an article all of whose values are defaults.
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    const kind = Array.isArray(value) ? "a list" : `only a value: ${value}`;
    report("FRONT_MATTER_NOT_A_MAP", `Instead of keys and values, the front matter is ${kind}`, firstLine);
    return null;
  }
  return cleaned(value, report);
}

function isTooLarge(block: string): boolean {
  if (block.length > MAX_LENGTH || block.split("\n").length > MAX_LINES) return true;
  return (block.match(SIGNS)?.length ?? 0) > MAX_SIGNS;
}

/** The value of the block, strictly or repaired; undefined, and reported, where it is broken for good. */
function readBlock({ block, firstLine, afterBlank }: Fenced, reader: Reader, report: Report): Json | undefined {
  const inFile = (line: number) => line + firstLine - 1;
  const isYaml = reader.name === "YAML";
  const written = isYaml && afterBlank ? keepComments(block) : { block, lines: [] };
  const repaired = new Set(written.lines);
  let result = parseBlock(written.block, reader);
  if (!result.ok) {
    const repair = isYaml ? repairYaml(written.block) : { block, lines: [] };
    const second = repair.lines.length > 0 ? parseBlock(repair.block, reader) : result;
    if (!second.ok) {
      report("FRONT_MATTER_BROKEN", `The front matter is not ${reader.name}: ${result.message}`, inFile(result.line));
      return undefined;
    }
    for (const line of repair.lines) repaired.add(line);
    result = second;
  }
  const lines = block.split("\n");
  for (const line of [...repaired].sort((a, b) => a - b)) {
    report("YAML_REPAIRED", `Read as text: ${(lines[line - 1] ?? "").trim()}`, inFile(line));
  }
  for (const { key, line } of result.duplicates) {
    report("YAML_DUPLICATE_KEY", `A key stands twice, and the last one counts: ${key}`, inFile(line));
  }
  return result.value;
}

/**
 * Runs gray-matter over a block whose fences are known to be in order. It always gets an options object, since
 * without one it keeps every file for ever and shares the values; and engines, since its own would run JavaScript.
 */
function parseBlock(block: string, { name, read }: Reader): BlockResult {
  let result: BlockResult = { ok: true, value: null, duplicates: [] };
  const parse = (text: string): object => {
    // Without the end of the opening fence's line, so that lines count from the block's first.
    result = read(text.replace(/^\n/, ""));
    return {};
  };
  // Dashes may be a line of a text in TOML, and the other way round.
  const fence = name === "TOML" ? "+++" : "---";
  matter(`${fence}\n${block}\n${fence}\n`, {
    language: "given",
    delimiters: [fence, `${fence}\n`],
    engines: { given: parse, yaml: refuse, json: refuse, javascript: refuse },
  });
  return result;
}

function refuse(): never {
  throw new Error("Front matter is read by the reader that was given only");
}

function cleaned(value: { [key: string]: Json }, report: Report): FrontMatter {
  let replaced = false;
  const text = (value: string): string => {
    const decoded = withBraces(value);
    replaced ||= !isStorable(decoded);
    return storable(decoded);
  };
  const clean = (value: Json): Json => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(clean);
    return value !== null && typeof value === "object" ? cleanMap(value) : value;
  };
  const cleanMap = (map: FrontMatter): FrontMatter =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [text(key), clean(value)]));
  const result = cleanMap(value);
  if (replaced) report("CHARACTERS_REPLACED", "Characters of the front matter were replaced by U+FFFD.");
  return result;
}
