import { type BlockResult, Budget, lineOf, TooMuch } from "./block.ts";
import type { Json } from "./types.ts";

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON (RFC 8259) so that nothing is lost: a number whose usual spelling is not the one in the file stays text.
 * As in Hexo, the braces around it may be left out.
 */
export function readJson(text: string): BlockResult {
  const trimmed = text.trim();
  const source = trimmed.startsWith("{") || trimmed.startsWith("[") ? text : `{${text}}`;
  try {
    JSON.parse(source);
    const value: Json = JSON.parse(source.replace(STRING_OR_NUMBER, spelledOut));
    check(value, new Budget(), 0);
    return { ok: true, value, duplicates: [] };
  } catch (error) {
    if (error instanceof TooMuch) return { ok: false, line: 1, message: error.message };
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    const line = lineOf(source, position === undefined ? source.length : Number(position));
    return { ok: false, line: Math.min(line, lineOf(text, text.length)), message: error.message };
  }
}

function spelledOut(token: string): string {
  return token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`;
}

function check(value: Json, budget: Budget, depth: number): void {
  budget.spend(1, depth);
  if (typeof value !== "object" || value === null) return;
  for (const item of Object.values(value)) check(item, budget, depth + 1);
}
