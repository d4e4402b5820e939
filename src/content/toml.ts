import { parse, TomlDate, TomlError } from "smol-toml";
import { type BlockResult, Budget, TooMuch } from "./block.ts";
import type { Json } from "./types.ts";

/**
 * Reads TOML 1.0 so that nothing is lost: dates stay text, and so do integers beyond what a number holds. A key that
 * stands twice is an error, as TOML has it.
 */
export function readToml(text: string): BlockResult {
  try {
    const table = parse(text, { integersAsBigInt: "asNeeded", maxDepth: 64 });
    return { ok: true, value: plain(table, new Budget(), 0), duplicates: [] };
  } catch (error) {
    if (error instanceof TooMuch) return { ok: false, line: 1, message: error.message };
    // Below its first line, the message shows the text around the place, which is in the file already.
    if (error instanceof TomlError) {
      const [message = ""] = error.message.split("\n");
      return { ok: false, line: error.line, message: message.replace(/^Invalid TOML document: /, "") };
    }
    throw error;
  }
}

function plain(value: unknown, budget: Budget, depth: number): Json {
  budget.spend(1, depth);
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, budget, depth + 1));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, budget, depth + 1)]));
  }
  if (typeof value === "string" || typeof value === "boolean") return value;
  // JSON has no name for nan, inf and integers without end.
  return typeof value === "number" && Number.isFinite(value) ? value : String(value);
}
