import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { issueCatalogue } from "../../../scripts/issue-catalogue.ts";
import { ISSUES } from "../../../src/content/issues.ts";
import { FEED_ISSUES } from "../../../src/import/feeds/issues.ts";
import { fileProblem, IMPORT_ISSUES, importIssue } from "../../../src/import/issues.ts";

const CATALOGUES = [ISSUES, IMPORT_ISSUES, FEED_ISSUES];

test("docs/import-issues.md is what the code says (npm run issues writes it)", () => {
  const page = readFileSync(new URL("../../../docs/import-issues.md", import.meta.url), "utf8");
  expect(page).toBe(issueCatalogue());
  for (const code of CATALOGUES.flatMap(Object.keys)) expect(page).toContain(`\n### ${code}\n`);
});

test("a code stands for one thing, and what is said of it is a line", () => {
  const codes = CATALOGUES.flatMap(Object.keys);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [code, { meaning, hint }] of CATALOGUES.flatMap(Object.entries)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z0-9]+)*$/);
    for (const text of [meaning, hint]) expect(text).toMatch(/^[A-Z][^\n]*\S$/);
  }
});

test("a message is cut to three hundred characters, and stays text", () => {
  const { message } = importIssue("a.md", "IMAGE_MISSING", "😀".repeat(1000));
  expect(message).toHaveLength(300);
  expect(message.isWellFormed()).toBe(true);
  expect(message.endsWith("…")).toBe(true);
  expect(importIssue("a.md", "IMAGE_MISSING", "x".repeat(300)).message).toBe("x".repeat(300));
});

test("a name whose bytes were replaced is not said to be missing", () => {
  const missing = Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  expect(fileProblem(missing, "a\ufffdb.md")).toBe("its name is not UTF-8");
  expect(fileProblem(missing, "a.md")).toBe("it is not there");
});
