import { expect, test } from "vitest";
import { parseArticle } from "../../../src/content/article.ts";
import { decode } from "../../../src/content/decode.ts";
import { collect, DEFAULTS } from "./support.ts";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => [...Buffer.from(part as string)]));

test("a byte order mark goes, everything else stays", () => {
  expect(decode(bytes([0xef, 0xbb, 0xbf], "é\r\n"), collect().report)).toBe("é\r\n");
});

test("bytes that are not UTF-8 are refused, with the line where they begin", () => {
  const gbk = bytes("---\ntitle: ", [0xba, 0xcd], "\n---\n");
  const { article, issues } = parseArticle({ path: "a.md", bytes: gbk }, DEFAULTS);
  expect(article).toBe(null);
  expect(issues).toMatchObject([{ code: "NOT_UTF8", severity: "ERROR", line: 2 }]);
});

test.each([
  ["UTF-16", bytes([0xff, 0xfe], "-\0-\0-\0"), "NOT_UTF8"],
  ["a surrogate in UTF-8", bytes([0xed, 0xa0, 0x80]), "NOT_UTF8"],
  ["PNG", bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), "BINARY_FILE"],
  ["PDF", bytes("%PDF-1.7\n"), "BINARY_FILE"],
  ["a program", Uint8Array.from({ length: 500 }, (_, at) => at % 7), "BINARY_FILE"],
])("%s is refused", (_, content, code) => {
  const { report, codes } = collect();
  expect(decode(content, report)).toBe(null);
  expect(codes).toEqual([code]);
});

test("a stray U+0000 is replaced and reported", () => {
  const { report, codes } = collect();
  expect(decode(bytes("a\0b"), report)).toBe("a\uFFFDb");
  expect(codes).toEqual(["CHARACTERS_REPLACED"]);
});
