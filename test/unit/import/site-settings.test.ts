import { join } from "node:path";
import { expect, test } from "vitest";
import type { SourceKind } from "../../../src/content/types.ts";
import { timeZoneOfSite } from "../../../src/import/site-settings.ts";
import { folder } from "../../integration/import/folder.ts";

const HUGO = { "content/a.md": "" };
const HEXO = { "source/_posts/a.md": "" };

/** The zone in the settings of a site of these files, looked for from a folder below it. */
async function zoneOf(kind: string, files: Record<string, string>, below = "") {
  const root = await folder(files, "site");
  return timeZoneOfSite(join(root, below), kind as SourceKind);
}

const ofHexo = (text: string) => zoneOf("hexo", { ...HEXO, "_config.yml": text });

test.each([
  ["hexo", "_config.yml", "title: X\ntimezone: Asia/Shanghai\n", "Asia/Shanghai"],
  ["jekyll", "_config.yml", "timezone: Europe/Lisbon\n", "Europe/Lisbon"],
  ["jekyll", "_config.toml", 'timezone = "Europe/Lisbon"\n', "Europe/Lisbon"],
  ["hugo", "hugo.toml", 'timeZone = "Asia/Tokyo"\n[params]\ntimeZone = "UTC"\n', "Asia/Tokyo"],
  ["hugo", "hugo.yaml", "timezone: asia/tokyo\n", "Asia/Tokyo"],
  ["hugo", "config.yml", "\uFEFFTimeZone: Asia/Tokyo\r\n", "Asia/Tokyo"],
  ["hugo", "config.json", '{"TIMEZONE": "Asia/Tokyo"}', "Asia/Tokyo"],
  ["hugo", "config/_default/hugo.toml", 'timeZone = "Asia/Tokyo"\n', "Asia/Tokyo"],
])("the zone of %s is read from %s", async (kind, name, text, zone) => {
  expect(await zoneOf(kind, { ...HUGO, [name]: text })).toBe(zone);
});

test("of several files Hugo's own order decides", async () => {
  const files = {
    "config/_default/config.toml": 'title = "X"\n',
    "hugo.toml": 'timeZone = "Asia/Tokyo"\n',
    "config.json": '{"timeZone": "Asia/Seoul"}',
  };
  expect(await zoneOf("hugo", { ...HUGO, ...files })).toBe("Asia/Tokyo");
});

test.each(["Mars/Olympus", "+08:00", "8", "''", "[Asia/Shanghai]", "null"])("%s is no zone", async (zone) => {
  expect(await ofHexo(`timezone: ${zone}\n`)).toBeNull();
});

test.each([
  ["is broken", "timezone: Asia/Shanghai\nurl: [\n"],
  ["is a list", "- timezone: Asia/Shanghai\n"],
  ["is empty", ""],
  ["is larger than 64 KiB", `timezone: Asia/Shanghai\n#${"x".repeat(64 * 1024)}\n`],
])("a settings file that %s says nothing", async (_, text) => {
  expect(await ofHexo(text)).toBeNull();
});

test("broken TOML says nothing, and a folder of that name neither", async () => {
  expect(await zoneOf("hugo", { ...HUGO, "hugo.toml": 'timeZone = "Asia/Tokyo"\nbaseURL = \n' })).toBeNull();
  expect(await zoneOf("hexo", { ...HEXO, "_config.yml/timezone": "Asia/Shanghai" })).toBeNull();
});

test("the site is the folder or above it, as far as the repository reaches", async () => {
  const site = { "hugo.toml": 'timeZone = "Asia/Tokyo"', "content/_index.md": "", "content/post/2020/a.md": "" };
  for (const below of ["", "content", "content/post", "content/post/2020"]) {
    expect(await zoneOf("hugo", site, below)).toBe("Asia/Tokyo");
  }
  expect(await zoneOf("hugo", { ...site, "content/post/.git/HEAD": "" }, "content/post")).toBeNull();
  expect(await zoneOf("hugo", { ...site, ".git/HEAD": "" }, "content/post")).toBe("Asia/Tokyo");
  expect(await zoneOf("hugo", { ...site, "content/1/2/3/4/5/a.md": "" }, "content/1/2/3/4/5")).toBe("Asia/Tokyo");
  expect(await zoneOf("hugo", { ...site, "content/1/2/3/4/5/6/a.md": "" }, "content/1/2/3/4/5/6")).toBeNull();
});

test("settings above count for the site's own articles alone", async () => {
  const beside = { ...HUGO, "hugo.toml": 'timeZone = "Asia/Tokyo"', "docs/a.md": "" };
  expect(await zoneOf("hugo", beside, "docs")).toBeNull();
  // No folder tells that this is a site; the file in the folder itself does.
  expect(await zoneOf("hugo", { "hugo.toml": 'timeZone = "Asia/Tokyo"', "posts/a.md": "" })).toBe("Asia/Tokyo");
});

test("a file of such a name that says nothing does not hide the site's settings", async () => {
  const site = { "hugo.toml": 'timeZone = "Asia/Tokyo"', "content/_index.md": "", "content/config.json": "{}" };
  expect(await zoneOf("hugo", site, "content")).toBe("Asia/Tokyo");
});

test("only settings of the source's own kind are read", async () => {
  const both = {
    ...HEXO,
    ...HUGO,
    "_config.yml": "timezone: Asia/Shanghai",
    "hugo.toml": 'timeZone = "Asia/Tokyo"',
    "astro.config.mjs": "",
  };
  expect(await zoneOf("hexo", both)).toBe("Asia/Shanghai");
  expect(await zoneOf("hugo", both)).toBe("Asia/Tokyo");
  for (const kind of ["astro", "folder"]) expect(await zoneOf(kind, both)).toBeNull();
});

test("a folder that is not there has no settings", async () => {
  expect(await zoneOf("hexo", { "a.md": "", ".git/HEAD": "" }, "nowhere")).toBeNull();
});
