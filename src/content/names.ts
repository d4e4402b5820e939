import { cutAtGrapheme, oneLine } from "./characters.ts";
import type { Report } from "./issues.ts";
import type { Json } from "./types.ts";

/** Names are unique and sorted, hence bounded, in UTF-16 units. */
const MAX_LENGTH = 200;

const MARKDOWN_LINK = /\[([^\][]*)\]\([^()\s]*\)/g;

/**
 * A front matter value as the text its author saw: numbers and booleans as written, `a: b` that YAML took for a map
 * as the text again. Null for what is no text.
 */
export function asText(value: Json | undefined): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = value.map(asText);
    return items.length > 0 && !items.includes(null) ? `[${items.join(", ")}]` : null;
  }
  const [entry, ...others] = Object.entries(value);
  const inner = entry && others.length === 0 ? asText(entry[1]) : null;
  return entry && inner !== null ? `${entry[0]}: ${inner}` : null;
}

/** The name of a category, tag or author: on one line, a Markdown link as its text, at most 200 characters. */
export function readName(value: Json, report: Report): string | null {
  const name = oneLine((asText(value) ?? "").replace(MARKDOWN_LINK, "$1"));
  if (name.length <= MAX_LENGTH) return name === "" ? null : name;
  const cut = cutAtGrapheme(name, MAX_LENGTH).trimEnd();
  report("NAME_CUT", `A name of ${name.length} characters was cut: ${name}`);
  return cut;
}

/** A name, or a list of names, each once and in order; a plain string is one name, and so is `{name: …}`. */
export function readNames(value: Json | undefined, report: Report): string[] {
  const items = Array.isArray(value) ? value.flat(2) : [value ?? null];
  const names = items.map((item) => readName(named(item), report));
  return [...new Set(names.filter((name) => name !== null))];
}

function named(value: Json): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value.name ?? value) : value;
}
