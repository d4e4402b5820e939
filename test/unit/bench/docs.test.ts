import { expect, test } from "vitest";
import { replaceSection } from "../../../bench/api/docs.ts";

// The benchmark writes its own sections of a page, and nothing else of it.

const page = "# Title\n\n<!-- a -->\nold\n<!-- /a -->\n\nBetween.\n\n<!-- a b -->\n<!-- /a b -->\n";

test("a section is replaced, and the rest stays", () => {
  const once = replaceSection(page, "a", "new");
  expect(once).toBe(page.replace("old\n", "\nnew\n\n"));
  expect(replaceSection(once, "a", "new")).toBe(once);
  expect(replaceSection(page, "a b", "new")).toBe(page.replace("<!-- a b -->\n", "<!-- a b -->\n\nnew\n\n"));
});

test("a page without the section is left alone", () => {
  expect(() => replaceSection(page, "c", "new")).toThrow("<!-- c -->");
});
