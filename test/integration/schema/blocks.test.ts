import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runImport } from "../../../src/import/run.ts";
import { article, image, NOW, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { useImporting } from "../../support/importing.ts";

const importing = useImporting();
let gateway: TestGateway;
let folder: string;

const BODY = `## Two *parts*

Text with a [link](https://other.example/x) and [another](#two-parts).

![A hill](/images/hill.png "t")

- one
- two

> said

\`\`\`ts
const a = 1 < 2;
\`\`\`

| a | b |
| --- | --- |
| ![](/images/hill.png) | d |

<p><iframe src="https://www.youtube.com/embed/x"></iframe></p>

<audio src="/a.mp3"></audio>

---

<details><summary>s</summary>t</details>
`;

beforeAll(async () => {
  gateway = await startTestGateway();
  folder = await mkdtemp(join(tmpdir(), "broadsheet-blocks-"));
  await mkdir(join(folder, "source/_posts"), { recursive: true });
  await mkdir(join(folder, "source/images"));
  await writeFile(join(folder, "_config.yml"), "title: x\n");
  await writeFile(join(folder, "source/images/hill.png"), "");
  await writeFile(join(folder, "source/_posts/all.md"), `---\ntitle: All\n---\n${BODY}`);
  const deps = { ...importing, client: gateway.database.client, now: () => NOW };
  await runImport(deps, { paths: [folder], cwd: "/", imageProxies: [], source: "site" });
});

afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const BLOCKS = `blocks { __typename id html
  ... on ParagraphBlock { text } ... on HeadingBlock { text level anchor }
  ... on ImageBlock { image { url } alt caption href }
  ... on ListBlock { ordered items } ... on QuoteBlock { text } ... on CodeBlock { code language }
  ... on TableBlock { header rows } ... on EmbedBlock { url provider } ... on MediaBlock { src kind } }`;

test("blocks of every type, outline, links and reading time", async () => {
  const { data, errors } =
    await gateway.ask(`{ article(by: {slug: "all"}) { readingTime language body { html readingTime
    ${BLOCKS} outline { level text anchor } links { href text external } } } }`);
  expect(errors).toEqual([]);
  const { readingTime, body } = data.article;
  const url = expect.stringMatching(/^https:\/\/news\.example\.com\/images\/\d+\/source\/images\/hill\.png$/);
  const shown = expect.stringMatching(
    /^<img src="https:\/\/news\.example\.com\/images\/\d+\/source\/images\/hill\.png"/,
  );
  const types = body.blocks.map(({ id: _, html: __, ...own }: Record<string, unknown>) => own);
  expect(types).toEqual([
    { __typename: "HeadingBlock", text: "Two parts", level: 2, anchor: "h-two-parts" },
    { __typename: "ParagraphBlock", text: "Text with a link and another." },
    { __typename: "ImageBlock", image: { url }, alt: "A hill", caption: null, href: null },
    { __typename: "ListBlock", ordered: false, items: ["one", "two"] },
    { __typename: "QuoteBlock", text: "said" },
    { __typename: "CodeBlock", code: "const a = 1 < 2;", language: "ts" },
    { __typename: "TableBlock", header: ["a", "b"], rows: [[shown, "d"]] },
    { __typename: "EmbedBlock", url: "https://www.youtube.com/embed/x", provider: "YouTube" },
    { __typename: "MediaBlock", src: "/a.mp3", kind: "AUDIO" },
    { __typename: "DividerBlock" },
    { __typename: "HtmlBlock" },
  ]);
  expect(body.blocks[2].html).toEqual(shown);
  expect(body.html).toContain(body.blocks[2].html);
  expect(new Set(body.blocks.map(({ id }: { id: string }) => id)).size).toBe(11);
  expect(body.outline).toEqual([{ level: 2, text: "Two parts", anchor: "h-two-parts" }]);
  expect(body.links).toEqual([
    { href: "https://other.example/x", text: "link", external: true },
    { href: "#h-two-parts", text: "another", external: false },
  ]);
  expect(body.readingTime).toBe(readingTime);
  expect(readingTime).toBeGreaterThan(23);
});

test("blocks of a list cost one statement, two with their images, and a list without them none", async () => {
  const picture = (name: string) => image(`https://img.example.com/${name}.jpg`);
  await writeArticles(
    gateway.database,
    Array.from({ length: 30 }, (_, index) => {
      const html = `<p>a</p><img src="https://img.example.com/${index}-1.jpg">`;
      return article({
        path: `${index}.md`,
        html,
        text: "a",
        images: [picture(`${index}-0`), picture(`${index}-1`)],
        layout: {
          blocks: [
            ["paragraph", [0, 8], [0, 1], 0],
            ["image", [8, html.length], 1, null, null],
          ],
          outline: [],
          links: [],
        },
      });
    }),
  );
  const ask = (selection: string, first = 20) =>
    gateway.ask(`{ articles(first: ${first}, filter: {sources: ["test"]}) { nodes { path ${selection} } } }`);
  for (const first of [2, 20]) {
    expect(
      (await ask("body { blocks { __typename html } outline { text } links { href } }", first)).statements,
    ).toHaveLength(2);
    const { data, errors, statements } = await ask("body { blocks { ... on ImageBlock { image { url } } } }", first);
    expect(errors).toEqual([]);
    expect(statements).toHaveLength(3);
    for (const { path, body } of data.articles.nodes) {
      expect(body.blocks[1].image.url).toBe(`https://img.example.com/${path.replace(".md", "")}-1.jpg`);
    }
  }
  expect((await ask("readingTime body { readingTime wordCount }")).statements).toHaveLength(1);
  expect((await ask("body { html }")).statements.join()).not.toContain('"blocks"');
});

test("what was stored before there were blocks is one block, and has no outline", async () => {
  await writeArticles(gateway.database, [article({ path: "old.md", title: "Old" })], "old");
  await gateway.database.client`update article_bodies set blocks = null
    where article_id = (select id from articles where slug = 'old')`;
  const { data } = await gateway.ask(
    `{ article(by: {slug: "old"}) { body { blocks { __typename html } outline { text } links { href } } } }`,
  );
  const html = "<p>Text of Old.</p>";
  expect(data.article.body).toEqual({ blocks: [{ __typename: "HtmlBlock", html }], outline: [], links: [] });
});
