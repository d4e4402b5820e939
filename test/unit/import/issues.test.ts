import { expect, test } from "vitest";
import { fileProblem, importIssue } from "../../../src/import/issues.ts";

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
