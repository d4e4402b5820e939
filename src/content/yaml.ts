import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Scalar } from "yaml";
import { type BlockResult, Budget, lineOf, TooMuch } from "./block.ts";
import type { Json } from "./types.ts";

/**
 * Reads YAML 1.2 (core schema) so that nothing is lost: timestamps stay text, and so does a number whose usual
 * spelling is not the one in the file (`007`, `1.0`, `1e3`, a 20-digit id). Of a key that stands twice, the last wins.
 */
export function readYaml(text: string): BlockResult {
  try {
    const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
    const error = document.errors[0];
    if (error) return { ok: false, line: lineOf(text, error.pos[0]), message: error.message };
    const reader = new Reader(text);
    return { ok: true, value: reader.read(document.contents, 0), duplicates: reader.duplicates };
  } catch (error) {
    if (error instanceof TooMuch) return { ok: false, line: 1, message: error.message };
    if (error instanceof Mistaken) return { ok: false, line: lineOf(text, error.position), message: error.message };
    // The parser recurses: brackets nested by the thousand end in an overflow.
    if (error instanceof RangeError) return { ok: false, line: 1, message: "It nests too deeply." };
    throw error;
  }
}

/** What is YAML only by accident: read as such, it would lose what its author wrote. */
class Mistaken extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Turns the parser's nodes into JSON values, in the order of the document, which is the order anchors rely on. */
class Reader {
  readonly duplicates: { key: string; line: number }[] = [];
  readonly #text: string;
  readonly #anchors = new Map<string, { value: Json; weight: number }>();
  readonly #budget = new Budget();

  constructor(text: string) {
    this.#text = text;
  }

  read(node: unknown, depth: number): Json {
    this.#budget.spend(1, depth);
    if (isAlias(node)) {
      const anchored = this.#anchors.get(node.source);
      if (!anchored) throw new TooMuch(`The alias *${node.source} has no anchor before it.`);
      this.#budget.spend(anchored.weight, depth);
      return anchored.value;
    }
    const before = this.#budget.spent;
    const value = this.#readNode(node, depth);
    const anchor = (node as Node | null)?.anchor;
    if (anchor?.includes(";")) throw new Mistaken(`An entity is no anchor: &${anchor}`, startOf(node));
    if (anchor) this.#anchors.set(anchor, { value, weight: this.#budget.spent - before });
    return value;
  }

  #readNode(node: unknown, depth: number): Json {
    if (isScalar(node)) {
      if (node.tag?.startsWith("!")) throw new Mistaken(`There is no type ${node.tag}`, startOf(node));
      if (isUnclosed(node, this.#text)) throw new Mistaken("Missing closing 'quote", startOf(node));
      return scalarValue(node);
    }
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (!isMap(node)) return null;
    const entries = new Map<string, Json>();
    for (const { key, value } of node.items) {
      const name = keyText(this.read(key, depth + 1));
      if (entries.has(name)) this.duplicates.push({ key: name, line: lineOf(this.#text, startOf(key)) });
      entries.set(name, this.read(value, depth + 1));
    }
    // fromEntries defines its keys, so that one called __proto__ is a key like any other.
    return Object.fromEntries(entries);
  }
}

function scalarValue({ value, source }: Scalar): Json {
  if (typeof value === "number") return source === undefined || String(value) === source ? value : source;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  return source ?? null;
}

/** Whether a text between single quotes has no last one: the parser takes the second half of a `''` for it. */
function isUnclosed({ type, range }: Scalar, text: string): boolean {
  if (type !== "QUOTE_SINGLE" || !range) return false;
  const [start, end] = range;
  let quotes = 0;
  while (end - quotes - 1 > start && text[end - quotes - 1] === "'") quotes++;
  return quotes % 2 === 0;
}

function keyText(key: Json): string {
  return typeof key === "string" ? key : JSON.stringify(key);
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
