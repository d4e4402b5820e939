// What runs do with whole files, as a person meets it: the folder on one side, the API and the command line on the other.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportOptions, runImport } from "../../../src/import/run.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { useImporting } from "../../support/importing.ts";
import { makeKey } from "../../support/keys.ts";
import { folder, put } from "./folder.ts";

const importing = useImporting();

const NOW = new Date("2026-01-01T00:00:00.000Z");
const PROXY = "https://cors.zfour.workers.dev/?";
const LONG = `<p>${"A sentence that stands for a whole article. ".repeat(20)}</p>`;
const UNSCRIPTED = "<p>Text</p>";

let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  key = await makeKey(gateway.database.client, "reader");
});

afterAll(() => gateway.close());

const run = (root: string, options: Partial<ImportOptions> = {}) =>
  runImport(
    { ...importing, client: gateway.database.client, now: () => NOW },
    { paths: [root], cwd: "/", imageProxies: [PROXY], ...options },
  );

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await gateway.ask(query, variables, key);
  expect(errors).toEqual([]);
  return data;
}

const articles = (root: string) => gateway.database.client<{ path: string; id: string; slug: string; title: string }[]>`
  select a.path, a.id, a.slug, a.title from articles a join sources s on s.id = a.source_id
  where s.root = ${root} order by a.path collate "C"`;

/** A file as a feed script writes it. */
const scripted = (lines: string, body = UNSCRIPTED) =>
  `\n---\ntitle: 'Harbour'\ncategories: \n - News\n - Local\n${lines}\n---\n\n<div>   \n${body}  \n</div>\n            `;

const ARTICLE = `query ($path: ArticlePath!) { article(by: { path: $path }) {
  title publishedAt publishedAtPrecision commentsEnabled authors { name } categories { path }
  headImage { originalUrl width height } thumbnail { originalUrl width height }
  images(first: 100) { totalCount nodes { originalUrl width height format } }
  body { format html text raw wordCount } } }`;

test("an article of a feed comes out of the API with every image, category and character", async () => {
  const bytes = await readFile(new URL("../../fixtures/articles/feed.txt", import.meta.url));
  const root = await folder({ "000_5f0c1d2e3a4b5c6d.txt": bytes }, "seed");
  expect(await run(root)).toMatchObject({ created: 1, failed: 0 });
  const { article } = await ask(ARTICLE, { path: { source: "seed", path: "000_5f0c1d2e3a4b5c6d.txt" } });

  const file = bytes.toString("utf8");
  const body = file.slice(file.indexOf("\n---\n", 5) + 5);
  const shown = [...body.matchAll(/data-original="([^"]+)" data-height="(\d+)" data-width="(\d+)"/g)].map(
    ([, originalUrl, height, width]) => ({ originalUrl, width: Number(width), height: Number(height) }),
  );
  expect(shown).toHaveLength(3);
  expect(article).toMatchObject({
    title: "河上的桥·一座城市的四季丨影像",
    publishedAt: "2021-12-18T17:38:22.000Z",
    publishedAtPrecision: "INSTANT",
    commentsEnabled: false,
    authors: [{ name: "河畔" }],
    categories: [{ path: ["新媒体", "河畔", "source"] }],
    headImage: shown[0],
    thumbnail: shown[0],
    images: { totalCount: 3, nodes: shown.map((image) => ({ ...image, format: "JPEG" })) },
  });
  expect(article.body).toMatchObject({ format: "HTML", raw: body });
  const characters = body.replace(/<[^>]*>/g, "").replace(/\s/g, "");
  expect(article.body.text.replace(/\s/g, "")).toBe(characters);
  expect(article.body.html.replace(/<[^>]*>/g, "").replace(/\s/g, "")).toBe(characters);
});

test("that a zone was assumed is reported once a run, however many dates there are", async () => {
  const dated = (day: number) => scripted(`date: 2021-10-0${day} 14:08:07`, `<p>${day}</p>`);
  const root = await folder({ "1.md": dated(1), "2.md": dated(2), "3.md": dated(3) }, "zones");
  const report = await run(root);
  expect(report.created).toBe(3);
  expect(report.issues.map(({ code }) => code)).toEqual(["DATE_ZONE_ASSUMED"]);
  const { importRuns } = await ask('{ importRuns(source: "zones") { nodes { issues { totalCount } } } }');
  expect(importRuns.nodes).toEqual([{ issues: { totalCount: 1 } }]);
});

test("files of any name are read, and their slugs are unique, readable and stable", async () => {
  const names = [
    " .md",
    "  leading spaces.md",
    "trailing space .md",
    `"quoted" 'name'.md`,
    "影像｜四季.md",
    "\u{1F6F6} boat.md",
    "a\nb.md",
    "100%.md",
    "c#.md",
    "[x](y).md",
    "*.md",
    "\\.md",
    `${"长".repeat(84)}.md`,
    `${"long ".repeat(50)}.md`,
    `${"\u{1F6F6}".repeat(62)}.md`,
  ];
  const files = Object.fromEntries(names.map((name, at) => [name, `\n---\ntitle:  \n---\n\n<p>Text ${at}</p>`]));
  const root = await folder(files, "names");
  expect(await run(root)).toMatchObject({ created: names.length, failed: 0, issues: [] });
  const stored = await articles(root);
  expect(stored.map(({ path }) => path).sort()).toEqual([...names].sort());
  expect(new Set(stored.map(({ slug }) => slug)).size).toBe(names.length);
  for (const { slug } of stored) expect(slug).toMatch(/^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u);
  const byPath = new Map(stored.map(({ path, title, slug }) => [path, [title, slug]]));
  expect(byPath.get("影像｜四季.md")).toEqual(["影像｜四季", "影像-四季"]);
  expect(byPath.get(`"quoted" 'name'.md`)).toEqual([`"quoted" 'name'`, "quoted-name"]);
  expect(byPath.get("  leading spaces.md")?.[1]).toBe("leading-spaces");
  expect(byPath.get("a\nb.md")?.[0]).toBe("a b");
  expect(byPath.get(" .md")?.[0]).toBe("Untitled");
  expect(await run(root)).toMatchObject({ unchanged: names.length, created: 0, updated: 0, renamed: 0 });
  expect(await articles(root)).toEqual(stored);
});

test("a file that is crawled again, with another date, placeholder and proxy, is unchanged", async () => {
  const crawled = (time: string, random: number, proxy: string) =>
    scripted(
      `headimg: 'https://picsum.photos/400/300?random=${random}'\ndate: ${time}\nthumbnail: 'https://picsum.photos/400/300?random=${random}'`,
      `<p><img src="${proxy}http://i.example/a.jpg">Text</p>`,
    );
  const root = await folder({ "a.md": crawled("2021-10-28 14:08:07", 1, "") }, "crawled");
  await run(root);
  const versions = () => gateway.database.client`
    select a.xmin::text, a.changed_at, b.xmin::text as body from articles a join article_bodies b on b.article_id = a.id
    where a.source_id = (select id from sources where name = 'crawled')`;
  const before = await versions();
  await put(root, "a.md", crawled("2021-11-02 09:15:40", 7, PROXY));
  expect(await run(root)).toMatchObject({ unchanged: 1, updated: 0, created: 0 });
  expect((await versions()).map(({ changed_at, body }) => [changed_at, body])).toEqual(
    before.map(({ changed_at, body }) => [changed_at, body]),
  );
  await put(root, "a.md", crawled("2021-11-02 09:15:40", 7, PROXY).replace("Text", "Another text"));
  expect(await run(root)).toMatchObject({ updated: 1 });
});

test("the same article at another path is one article: by its id, by its link, by its text", async () => {
  const root = await folder(
    {
      "1-text.md": scripted("date: 2021-10-28 14:08:07", LONG),
      "2-text.md": scripted("date: 2021-11-02 09:15:40\nthumbnail: https://i.example/t.jpg", `${LONG}\n`),
      "3-link.md": scripted("link: https://a.example/1", "<p>One</p>"),
      "4-link.md": scripted("link: https://a.example/1", "<p>One, but longer</p>"),
      "5-id.md": scripted("guid: urn:a:1", "<p>Two</p>"),
      "6-id.md": scripted("guid: urn:a:1", "<p>Two, but longer</p>"),
      "7-other.md": scripted("", "<p>Three</p>"),
      "8-short.md": scripted("", "<p>Not for copying.</p>"),
      "9-short.md": scripted("", "<p>Not for copying.</p>").replace("'Harbour'", "'Another'"),
      "a-short.md": scripted("", "<p>Not for copying.</p>").replace("Local", "Abroad"),
      "b-short.md": scripted("date: 2021-10-28 14:08:07", "<p>Not for copying.</p>"),
      "c-language.md": scripted("lang: de", LONG),
    },
    "copies",
  );
  const report = await run(root, { timeZone: "UTC" });
  expect((await articles(root)).map(({ path }) => path)).toEqual([
    "1-text.md",
    "3-link.md",
    "5-id.md",
    "7-other.md",
    "8-short.md",
    "9-short.md",
    "a-short.md",
    "c-language.md",
  ]);
  expect(report.issues.map(({ code, path }) => [code, path])).toEqual(
    ["2-text.md", "4-link.md", "6-id.md", "b-short.md"].map((path) => ["DUPLICATE_ARTICLE", path]),
  );
  const { article } = await ask("query ($path: ArticlePath!) { article(by: { path: $path }) { path } }", {
    path: { source: "copies", path: "2-text.md" },
  });
  expect(article.path).toBe("1-text.md");
  expect(await run(root)).toMatchObject({ unchanged: 12, issues: [] });
});

test("a huge body and a deep one are imported, and the deep one alone is reported", async () => {
  const root = await folder(
    {
      "deep.md": scripted("", `${"<div>".repeat(5000)}deep${"</div>".repeat(5000)}`),
      "huge.md": scripted("", LONG.repeat(2000)),
      "plain.md": scripted(""),
    },
    "sizes",
  );
  const report = await run(root);
  expect(report).toMatchObject({ created: 3, failed: 0 });
  expect(report.issues.map(({ code, path }) => [code, path])).toEqual([["BODY_TOO_DEEP", "deep.md"]]);
});

test("a real run is a row with its issues, in GraphQL as in the file", async () => {
  const root = await folder(
    {
      "broken.md": "---\ntitle: x\nfoo\nbar: 1\n---\n",
      "repaired.md": scripted("author: @ida"),
      "readme.md": "# Hello\n",
      "plain.md": scripted("", "<p>Plain</p>"),
    },
    "told",
  );
  const report = await run(root);
  const { importRuns } = await ask(`{ importRuns(source: "told") { totalCount nodes {
    status dryRun startedAt finishedAt filesTotal filesRead created updated unchanged renamed deleted skipped failed
    source { name } issues(first: 10) { nodes { path line severity code message hint } } } } }`);
  expect(importRuns.totalCount).toBe(1);
  const [row] = importRuns.nodes;
  expect(row).toMatchObject({
    status: "FAILED",
    dryRun: false,
    source: { name: "told" },
    ...{ filesTotal: 4, filesRead: 4, created: 2, skipped: 1, failed: 1 },
    ...{ updated: 0, unchanged: 0, renamed: 0, deleted: 0 },
  });
  const told = report.issues.map(({ source, ...issue }) => issue);
  expect(row.issues.nodes.toSorted((a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1))).toEqual(
    told,
  );
  expect(told.map(({ code, path, line }) => [code, path, line])).toEqual([
    ["FRONT_MATTER_BROKEN", "broken.md", 3],
    ["NO_FRONT_MATTER", "readme.md", null],
    ["YAML_REPAIRED", "repaired.md", 7],
  ]);
  for (const { hint } of told) expect(hint).toMatch(/\S/);
});

test.each([
  ["hexo", { "_config.yml": "", "source/_posts/a.md": "" }, "source/_posts/a.md", [["One", "Two"]]],
  ["jekyll", { "_config.yml": "", "_posts/2020-01-02-a.md": "" }, "_posts/2020-01-02-a.md", [["One"], ["Two"]]],
  ["hugo", { "hugo.toml": "", "content/post/a.md": "" }, "content/post/a.md", [["One"], ["Two"]]],
  [
    "astro",
    { "astro.config.mjs": "", "package.json": "", "src/content/a.mdx": "" },
    "src/content/a.mdx",
    [["One"], ["Two"]],
  ],
  ["folder", { "a.md": "" }, "a.md", [["One", "Two"]]],
])(
  "%s is found out, recorded, and decides how categories are read, unless something else is given",
  async (kind, files, path, paths) => {
    const text = "---\ntitle: A\ncategories: [One, Two]\n---\nText";
    const root = await folder({ ...files, [path]: text }, `kind-${kind}`);
    const categories = async () => {
      const { article } = await ask(
        "query ($path: ArticlePath!) { article(by: { path: $path }) { categories { path } } }",
        {
          path: { source: `kind-${kind}`, path },
        },
      );
      return article.categories.map((category: { path: string[] }) => category.path);
    };
    expect((await run(root)).sources).toMatchObject([{ kind }]);
    expect(await categories()).toEqual(paths);
    const other = kind === "hexo" || kind === "folder" ? "hugo" : "hexo";
    expect((await run(root, { format: other })).sources).toMatchObject([{ kind: other }]);
    expect(await categories()).toEqual(other === "hexo" ? [["One", "Two"]] : [["One"], ["Two"]]);
    await run(root, { categoryMode: other === "hexo" ? "flat" : "chain" });
    expect(await categories()).toEqual(other === "hexo" ? [["One"], ["Two"]] : [["One", "Two"]]);
  },
);

test("what a source was found to be stays so, whatever files arrive; without articles it is found out anew", async () => {
  const written = (title: string) => `---\ntitle: ${title}\ncategories: [One, Two]\n---\nText of ${title}`;
  const root = await folder({ "a.md": written("A"), "b.md": written("B") }, "arriving");
  expect((await run(root)).sources).toMatchObject([{ kind: "folder" }]);
  await put(root, "c.mdx", written("C"));
  const report = await run(root);
  expect(report).toMatchObject({ created: 1, unchanged: 2, updated: 0, sources: [{ kind: "folder" }] });

  const bare = await folder({ "readme.md": "# Hello\n" }, "bare");
  expect((await run(bare)).sources).toMatchObject([{ kind: "folder" }]);
  await put(bare, "c.mdx", written("C"));
  expect((await run(bare)).sources).toMatchObject([{ kind: "astro" }]);
});
