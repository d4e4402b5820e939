import { expect, test } from "vitest";
import { type Marks, MOST_NAMESAKES, recognise } from "../../../src/db/write/recognise.ts";

const marks = (path: string, fields: Partial<Marks> = {}): Marks => ({
  path,
  title: path,
  guidKey: null,
  urlKey: null,
  contentKey: `content of ${path}`,
  draft: false,
  day: null,
  ...fields,
});

/** What each file turned out to be, in words. */
function judge(
  files: readonly Marks[],
  known: readonly Marks[],
  there: readonly string[] = [],
): Record<string, string> {
  const verdicts = recognise(files, known, (path) => there.includes(path));
  return Object.fromEntries(
    [...verdicts].map(([path, verdict]) => {
      if (verdict.is === "copy") return [path, `copy of ${verdict.of}`];
      return [path, verdict.is === "new" ? "new" : `${verdict.is}: ${verdict.article.path}`];
    }),
  );
}

test("a file is the article of its path, whatever else it shares", () => {
  const known = [marks("a.md", { guidKey: "1" }), marks("b.md", { guidKey: "2" })];
  const swapped = [marks("a.md", { guidKey: "2" }), marks("b.md", { guidKey: "1" })];
  expect(judge(swapped, known)).toEqual({ "a.md": "known: a.md", "b.md": "known: b.md" });
});

test.for(["guidKey", "urlKey", "contentKey"] as const)("an article whose file has gone is found by %s", (key) => {
  const file = marks("new.md", { [key]: "same" });
  expect(judge([file], [marks("old.md", { [key]: "same" })])).toEqual({ "new.md": "renamed: old.md" });
});

test("an equal title alone says nothing", () => {
  const file = marks("new.md", { title: "Weekly" });
  expect(judge([file], [marks("old.md", { title: "Weekly" })])).toEqual({ "new.md": "new" });
});

test("the source's own id comes before the address, and the address before the content", () => {
  const file = marks("new.md", { guidKey: "g", urlKey: "u", contentKey: "c" });
  const known = [
    marks("by-content.md", { contentKey: "c" }),
    marks("by-url.md", { urlKey: "u" }),
    marks("by-guid.md", { guidKey: "g" }),
  ];
  expect(judge([file], known)).toEqual({ "new.md": "renamed: by-guid.md" });
  expect(judge([file], known.slice(0, 2))).toEqual({ "new.md": "renamed: by-url.md" });
});

test("where the other file is there, equal content makes a copy", () => {
  const file = marks("new.md", { contentKey: "c" });
  const known = [marks("old.md", { contentKey: "c" })];
  expect(judge([file], known, ["old.md"])).toEqual({ "new.md": "copy of old.md" });
});

test("two files that link to one page are two articles, unless their titles are equal too", () => {
  const known = [marks("old.md", { urlKey: "u", title: "Old" })];
  const there = ["old.md"];
  expect(judge([marks("new.md", { urlKey: "u", title: "New" })], known, there)).toEqual({ "new.md": "new" });
  expect(judge([marks("new.md", { urlKey: "u", title: "Old" })], known, there)).toEqual({ "new.md": "copy of old.md" });
});

test("of two new files of one article the first by path is the article, in whichever order they come", () => {
  const files = [marks("b.md", { contentKey: "c" }), marks("a.md", { contentKey: "c" })];
  const verdicts = { "a.md": "new", "b.md": "copy of a.md" };
  expect(judge(files, [])).toEqual(verdicts);
  expect(judge(files.toReversed(), [])).toEqual(verdicts);
});

test("two new files do not both take over one article", () => {
  const known = [marks("old.md", { contentKey: "c", guidKey: "g" })];
  const same = [marks("1.md", { contentKey: "c" }), marks("2.md", { contentKey: "c" })];
  expect(judge(same, known)).toEqual({ "1.md": "renamed: old.md", "2.md": "copy of 1.md" });
  const different = [marks("1.md", { guidKey: "g" }), marks("2.md", { guidKey: "g" })];
  expect(judge(different, known)).toEqual({ "1.md": "renamed: old.md", "2.md": "new" });
});

test("an article is compared as its file says now, not as it is stored", () => {
  const known = [marks("a.md", { contentKey: "before" })];
  const files = [marks("a.md", { contentKey: "after" }), marks("b.md", { contentKey: "before" })];
  expect(judge(files, known)).toEqual({ "a.md": "known: a.md", "b.md": "new" });
});

test("an address that stands in more than a few articles says nothing of any of them", () => {
  const known = Array.from({ length: MOST_NAMESAKES + 1 }, (_, index) => marks(`${index}.md`, { urlKey: "home" }));
  expect(judge([marks("new.md", { urlKey: "home" })], known)).toEqual({ "new.md": "new" });
  expect(judge([marks("new.md", { urlKey: "home" })], known.slice(1))).toEqual({ "new.md": "renamed: 1.md" });
});

test("equal content on another day under another title is another article, and so is a draft", () => {
  const known = [marks("old.md", { contentKey: "c", title: "Meeting", day: "2009-07-23" })];
  const judged = (fields: Partial<Marks>) =>
    judge([marks("new.md", { contentKey: "c", title: "Reminder", ...fields })], known, ["old.md"])["new.md"];
  expect(judged({ day: "2009-08-06" })).toBe("new");
  expect(judged({ day: "2009-07-23" })).toBe("copy of old.md");
  expect(judged({ day: null })).toBe("copy of old.md");
  expect(judged({ day: "2009-08-06", title: "Meeting" })).toBe("copy of old.md");
  expect(judged({ day: "2009-07-23", title: "Meeting", draft: true })).toBe("new");
});

test("a draft that is published under another path stays the article it is", () => {
  const known = [marks("_drafts/a.md", { contentKey: "c", draft: true })];
  expect(judge([marks("_posts/a.md", { contentKey: "c" })], known)).toEqual({ "_posts/a.md": "renamed: _drafts/a.md" });
});

test("what a source names no longer is renamed only where it says the same", () => {
  const known = [marks("1", { urlKey: "u", title: "Seen there" })];
  const judged = (title: string) =>
    recognise([marks("2", { urlKey: "u", title })], known, () => false, true).get("2")?.is;
  expect([judged("Seen there"), judged("Something else")]).toEqual(["renamed", "new"]);
});
