import { expect, test } from "vitest";
import { readFeed, rss } from "./support.ts";

const item = (id: string, title: string, date = "", link = "") =>
  `<item><guid isPermaLink="false">${id}</guid><title>${title}</title>${date && `<pubDate>${date}</pubDate>`}${link && `<link>${link}</link>`}</item>`;
const OLD = "Sat, 18 Dec 2021 17:38:22 GMT";
const NEW = "Sun, 19 Dec 2021 17:38:22 GMT";

const titlesOf = async (items: string) => {
  const { entries, issues } = await readFeed(rss(items));
  return { titles: entries.map(({ front }) => front.title), paths: entries.map(({ path }) => path), issues };
};

test("of an entry that comes again, the newest counts, wherever it stands; the first where the dates are equal", async () => {
  const { titles, issues } = await titlesOf(
    item("a", "a old", OLD) +
      item("b", "b first") +
      item("a", "a new", NEW) +
      item("b", "b second") +
      item("a", "a undated"),
  );
  expect(titles).toEqual(["b first", "a new"]);
  expect(issues).toMatchObject([
    { code: "ENTRY_REPEATED", severity: "WARNING", path: "a", message: expect.stringContaining("a old") },
    { code: "ENTRY_REPEATED", path: "b", message: expect.stringContaining("b second") },
    { code: "ENTRY_REPEATED", path: "a", message: expect.stringContaining("a undated") },
  ]);
});

test("entries of different addresses that share an id are different entries, which is reported once", async () => {
  const { paths, issues } = await titlesOf(
    item("0", "one", OLD, "https://x.example/1") +
      item("0", "two", OLD, "https://x.example/2") +
      item("0", "two again", NEW, "https://x.example/2"),
  );
  expect(paths).toEqual(["0 https://x.example/1", "0 https://x.example/2"]);
  expect(issues.map(({ code }) => code)).toEqual(["ENTRY_ID_SHARED", "ENTRY_REPEATED"]);
});

test("without an id the link is the path, and without either a hash of title and date that stays the same", async () => {
  const bare = (title: string, date: string) => `<item><title>${title}</title><pubDate>${date}</pubDate></item>`;
  const { paths } = await titlesOf(
    `<item><title>x</title><link>https://x.example/1</link></item>${bare("y", OLD)}${bare("y", NEW)}${bare("z", OLD)}`,
  );
  expect(paths[0]).toBe("https://x.example/1");
  expect(new Set(paths).size).toBe(4);
  expect((await titlesOf(bare("y", OLD))).paths[0]).toBe(paths[1]);
});

test("a long id is cut and its tail hashed, so that long ids stay apart", async () => {
  const long = "tag:x.example,".padEnd(5000, "漢字");
  const { paths } = await titlesOf(item(`${long}1`, "one") + item(`${long}2`, "two"));
  expect(new Set(paths).size).toBe(2);
  for (const path of paths) expect(path).toMatch(/^tag:x\.example,漢字.{200,}~[0-9a-f]{32}$/);
});
