import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { essenceOf } from "../../../src/content/essence.ts";
import type { ContentOptions } from "../../../src/content/types.ts";
import { PIPELINE_VERSION } from "../../../src/content/version.ts";
import { writeDerived } from "../../../src/db/write/derived.ts";
import { deriveBodies } from "../../../src/import/derive.ts";
import { runImport } from "../../../src/import/run.ts";
import { useImporting } from "../../support/importing.ts";
import { contentOf } from "./content-state.ts";
import { folder } from "./folder.ts";
import { article, NOW, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();
const importing = useImporting();

const deps = () => ({ ...importing, client: db.client, now: () => NOW });
const derive = (signal?: AbortSignal) =>
  deriveBodies(deps(), { imageProxies: [], onProgress: () => {}, ...(signal && { signal }) });

const OLD = PIPELINE_VERSION - 1;
const OPTIONS: ContentOptions = {
  kind: "hexo",
  timeZone: "UTC",
  timeZoneAssumed: true,
  baseUrl: null,
  categoryMode: "chain",
  imageProxies: [],
};

/** Makes rows of what an older pipeline would have left. */
async function age(): Promise<void> {
  const rows = await db.client<{ id: string; path: string; raw: string; front: string }[]>`
    select a.id, a.path, b.raw, b.front_matter::text as front from articles a join article_bodies b on b.article_id = a.id
    where b.pipeline_version = ${PIPELINE_VERSION}`;
  for (const { id, path, raw, front } of rows) {
    const essence = essenceOf({ front: JSON.parse(front), raw, crawled: path.endsWith("two.md") }, OPTIONS, OLD);
    await db.client`update articles set essence = ${essence}, fingerprint = '\\x00', reading_time = 0, lead = 'old'
      where id = ${id}`;
    await db.client`update article_bodies set pipeline_version = ${OLD}, html = 'old', text = 'old', blocks = null
      where article_id = ${id}`;
  }
  // As releases before these tables left it.
  await db.client`truncate article_search, article_likeness, article_words`;
}

const withoutFingerprints = (content: Record<string, string[]>) => ({
  ...content,
  articles: content.articles?.map((row) => row.replace(/"fingerprint": "[^"]*"/, "")).sort(),
});

test("bodies are derived anew from what is stored, and the next import finds nothing new", async () => {
  const root = await folder(
    {
      "_config.yml": "title: x\n",
      "source/images/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "source/_posts/one.md":
        "---\ntitle: One\nzeta: 1\nalpha: [2, {c: 3, b: 4}]\ndate: 2020-01-01\ntags: [t]\n---\n\n# A\n\n![](/images/a.svg)\n",
      "source/_posts/two.md": "\n---\ntitle: Two\ndate: 2020-01-01 10:00:00\n---\n\n<div>   \n<p>text</p></div>\n",
      "source/_posts/three.html": "---\ntitle: Three\ndate: 2020-01-01 10:00:00\n---\n<p>other</p>\n",
      "source/_posts/four.md": "---\ntitle: Four\ndate: 2099-01-01\n---\nahead\n",
      "source/_posts/five.md": "---\ntitle: Five\n---\nGIF89a begins files of pictures, and this text\n",
      "source/_posts/six.md": "---\ntitle: Six\nexpires: 2020-01-02\n---\n\uFEFFexpired\n",
    },
    `site-${randomUUID()}`,
  );
  const run = () => runImport(deps(), { paths: [root], cwd: "/", imageProxies: [] });
  expect(await run()).toMatchObject({ created: 6, failed: 0 });
  const imported = await contentOf(db.client);
  await age();
  expect(await contentOf(db.client)).not.toEqual(imported);
  const changed = await db.client`select max(seq) from changes`;

  expect(await derive()).toEqual({ total: 6, derived: 6, failed: [] });
  expect(withoutFingerprints(await contentOf(db.client))).toEqual(withoutFingerprints(imported));
  const changes = await db.client`select entities from changes where seq > ${changed[0]?.max}`;
  expect(changes.flatMap(({ entities }) => entities).filter((name) => name.startsWith("Article:"))).toHaveLength(6);
  expect(await derive()).toEqual({ total: 0, derived: 0, failed: [] });

  expect(await run()).toMatchObject({ unchanged: 6, updated: 0 });
  expect(await contentOf(db.client)).toEqual(imported);
});

test("it goes on where it was stopped, and needs no files", async () => {
  const root = await folder({ "a.md": "---\ntitle: A\n---\n![](/b.png)\n" }, `posts-${randomUUID()}`);
  await runImport(deps(), { paths: [root], cwd: "/", imageProxies: [] });
  await rm(root, { recursive: true });
  const imported = await contentOf(db.client);
  await age();
  expect(await derive(AbortSignal.abort())).toMatchObject({ derived: 0 });
  expect(await derive()).toMatchObject({ derived: 7, failed: [] });
  expect(withoutFingerprints(await contentOf(db.client))).toEqual(withoutFingerprints(imported));
});

test("what an import has written since a body was read is not overwritten", async () => {
  const to = await source(db.client, "raced");
  await write(db.client, to, [article("a.md", { title: "New" })]);
  const write_ = { client: db.client, slugify: (text: string) => text, hasFile: async () => true, dryRun: false };
  const late = article("a.md", { title: "Old" });
  expect(await writeDerived(write_, to, [late], new Map([["a.md", "\\x01"]]), NOW)).toEqual([]);
  expect(await db.client`select title from articles where source_id = ${to.id}`).toEqual([{ title: "New" }]);
});

test("a body that cannot be read any more stays as it was, and is named", async () => {
  const to = await source(db.client, "too-large");
  await write(db.client, to, [article("large.html", { raw: "<b><p>".repeat(80_000), pipelineVersion: OLD })]);
  expect(await derive()).toMatchObject({
    derived: 1, // the one of the test before
    failed: [{ source: "too-large", path: "large.html", reason: expect.stringContaining("cannot be read") }],
  });
});
