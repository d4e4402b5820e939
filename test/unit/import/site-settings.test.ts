import { join } from "node:path";
import { expect, test } from "vitest";
import { readSiteSettings } from "../../../src/import/site-settings.ts";
import { folder } from "../../integration/import/folder.ts";

const NOTHING = { timeZone: null, baseUrl: null };
const HUGO = { "content/a.md": "" };
const HEXO = { "source/_posts/a.md": "" };
const JEKYLL = { "_posts/a.md": "" };

/** What the settings of a site of these files come to, read from a folder below it. */
async function settingsOf(kind: string, files: Record<string, string>, below = "", format: string | null = null) {
  const root = await folder(files, "site");
  return readSiteSettings(join(root, below), { kind, format });
}

const ofHexo = (text: string) => settingsOf("hexo", { ...HEXO, "_config.yml": text });
const ofJekyll = (text: string) => settingsOf("jekyll", { ...JEKYLL, "_config.yml": text });
const ofHugo = (text: string) => settingsOf("hugo", { ...HUGO, "hugo.toml": text });

test.each([
  ["url: https://lamps.dev\nroot: /blog/\n", "https://lamps.dev/blog/"],
  ["url: https://lamps.dev/blog\nroot: /blog/\n", "https://lamps.dev/blog/"],
  ["url: https://lamps.dev/\nroot: /\n", "https://lamps.dev/"],
  ["url: https://lamps.dev\nroot: https://other.dev/\n", "https://lamps.dev/"],
  ["url: https://lamps.dev\nroot: 7\n", "https://lamps.dev/"],
  ["root: /blog/\n", null],
])("Hexo's %j has the base URL %s", async (text, baseUrl) => {
  expect(await ofHexo(`timezone: Asia/Shanghai\n${text}`)).toEqual({ timeZone: "Asia/Shanghai", baseUrl });
});

test.each([
  ["url: https://rivers.dev\nbaseurl: /notes\n", "https://rivers.dev/notes/"],
  ["url: https://rivers.dev/\nbaseurl: notes/\n", "https://rivers.dev/notes/"],
  ['url: https://rivers.dev/en\nbaseurl: "/notes"\n', "https://rivers.dev/en/notes/"],
  ['url: "https://rivers.dev"\nbaseurl: ""\n', "https://rivers.dev/"],
  ["url: https://rivers.dev\nbaseurl: ../..//etc\n", "https://rivers.dev/etc/"],
  ["baseurl: /notes\n", null],
])("Jekyll's %j has the base URL %s", async (text, baseUrl) => {
  expect(await ofJekyll(`timezone: Europe/Lisbon\n${text}`)).toEqual({ timeZone: "Europe/Lisbon", baseUrl });
});

test.each([
  ["hugo.toml", 'baseURL = "https://gardens.dev/en"\ntimeZone = "Asia/Tokyo"\n[params]\ntimeZone = "UTC"\n'],
  ["hugo.yaml", "baseurl: https://gardens.dev/en\ntimezone: asia/tokyo\n"],
  ["config.yml", "\uFEFFBaseUrl: https://gardens.dev/en/\r\nTimeZone: Asia/Tokyo\r\n"],
  ["config.json", '{"BASEURL": "https://gardens.dev/en/", "TIMEZONE": "Asia/Tokyo"}'],
  ["config/_default/hugo.toml", 'baseURL = "https://gardens.dev/en/"\ntimeZone = "Asia/Tokyo"\n'],
  ["config/_default/config.yaml", "baseURL: https://gardens.dev/en/\ntimeZone: Asia/Tokyo\n"],
])("Hugo's settings are read from %s, whatever the case of their keys", async (name, text) => {
  const settings = { timeZone: "Asia/Tokyo", baseUrl: "https://gardens.dev/en/" };
  expect(await settingsOf("hugo", { ...HUGO, [name]: text })).toEqual(settings);
});

test("of several files Hugo's own order decides, and each value is looked for by itself", async () => {
  const files = {
    "config/_default/config.toml": 'baseURL = "https://default.dev/"\n',
    "hugo.toml": 'baseURL = "https://hugo.dev/"\ntimeZone = "Asia/Tokyo"\n',
    "config.json": '{"timeZone": "Asia/Seoul"}',
  };
  expect(await settingsOf("hugo", { ...HUGO, ...files })).toEqual({
    timeZone: "Asia/Tokyo",
    baseUrl: "https://default.dev/",
  });
});

test.each([
  "http://example.com",
  "https://example.org/",
  "https://www.example.com/blog",
  "http://yoursite.com",
  "http://localhost",
  "http://localhost:4000/blog",
  "http://127.0.0.1:1313/",
  "ftp://lamps.dev/",
  "https://ann:secret@lamps.dev/",
  "//lamps.dev/",
  "/",
  `https://lamps.dev/${"a".repeat(3000)}`,
])("%s is no address of a site", async (url) => {
  expect(await ofHexo(`url: ${url}\ntimezone: Asia/Shanghai\n`)).toEqual({ timeZone: "Asia/Shanghai", baseUrl: null });
});

test.each(["Mars/Olympus", "+08:00", "8", "''", "[Asia/Shanghai]", "null"])("%s is no zone", async (zone) => {
  expect(await ofHexo(`url: https://lamps.dev\ntimezone: ${zone}\n`)).toEqual({
    timeZone: null,
    baseUrl: "https://lamps.dev/",
  });
});

test.each([
  ["is broken", "timezone: Asia/Shanghai\nurl: [\n"],
  ["is a list", "- timezone: Asia/Shanghai\n"],
  ["is empty", ""],
  ["is larger than 1 MiB", `timezone: Asia/Shanghai\n#${"x".repeat(1024 * 1024)}\n`],
])("a settings file that %s says nothing", async (_, text) => {
  expect(await ofHexo(text)).toEqual(NOTHING);
});

test("broken TOML says nothing, and a folder of that name neither", async () => {
  expect(await ofHugo('timeZone = "Asia/Tokyo"\nbaseURL = \n')).toEqual(NOTHING);
  expect(await settingsOf("hexo", { ...HEXO, "_config.yml/timezone": "Asia/Shanghai" })).toEqual(NOTHING);
});

test("the site is the folder or above it, as far as the repository reaches", async () => {
  const settings = { timeZone: "Asia/Tokyo", baseUrl: null };
  const site = { "hugo.toml": 'timeZone = "Asia/Tokyo"', "content/_index.md": "", "content/post/2020/a.md": "" };
  for (const below of ["", "content", "content/post", "content/post/2020"]) {
    expect(await settingsOf("hugo", site, below)).toEqual(settings);
  }
  expect(await settingsOf("hugo", { ...site, "content/post/.git/HEAD": "" }, "content/post")).toEqual(NOTHING);
  expect(await settingsOf("hugo", { ...site, ".git/HEAD": "" }, "content/post")).toEqual(settings);
  expect(await settingsOf("hugo", { ...site, "content/1/2/3/4/5/a.md": "" }, "content/1/2/3/4/5")).toEqual(settings);
  expect(await settingsOf("hugo", { ...site, "content/1/2/3/4/5/6/a.md": "" }, "content/1/2/3/4/5/6")).toEqual(NOTHING);
});

test("settings above count for the site's own articles, and for what is said to be of its kind", async () => {
  const beside = { ...HUGO, "hugo.toml": 'timeZone = "Asia/Tokyo"', "docs/a.md": "" };
  expect(await settingsOf("hugo", beside, "docs")).toEqual(NOTHING);
  expect(await settingsOf("hugo", beside, "docs", "hugo")).toEqual({ timeZone: "Asia/Tokyo", baseUrl: null });
  // No folder tells that this is a site; the file in the folder itself does.
  const bare = { "hugo.toml": 'timeZone = "Asia/Tokyo"', "posts/a.md": "" };
  expect(await settingsOf("hugo", bare)).toEqual({ timeZone: "Asia/Tokyo", baseUrl: null });
});

test("only settings of the source's own kind are read", async () => {
  const both = {
    ...HEXO,
    ...HUGO,
    "_config.yml": "timezone: Asia/Shanghai",
    "hugo.toml": 'timeZone = "Asia/Tokyo"',
    "astro.config.mjs": "",
  };
  expect(await settingsOf("hexo", both, "", "hexo")).toMatchObject({ timeZone: "Asia/Shanghai" });
  expect(await settingsOf("hugo", both, "", "hugo")).toMatchObject({ timeZone: "Asia/Tokyo" });
  for (const kind of ["astro", "folder"]) expect(await settingsOf(kind, both)).toEqual(NOTHING);
});

test("a folder that is not there has no settings", async () => {
  expect(await settingsOf("hexo", { "a.md": "", ".git/HEAD": "" }, "nowhere")).toEqual(NOTHING);
});
