// The bodies and images of files that feed scripts write, row by row of what was met.
import { expect, test } from "vitest";
import { articleOf, codesOf, parseText } from "./support.ts";

const PROXY = "https://cors.zfour.workers.dev/?";

/** A file as a feed script writes it, around this body. */
const scripted = (body: string, thumbnail = "''") =>
  `\n---\ntitle: 'x'\ncategories: \n - News\nheadimg: ${thumbnail}\nthumbnail: ${thumbnail}\n---\n\n<div>   \n${body}  \n</div>\n            `;

const article = (...given: Parameters<typeof scripted>) => articleOf(parseText(scripted(...given)));
const urlsOf = (body: string) => article(body).images.map(({ address }) => address.url ?? address.localPath);

test.each([
  ["''"],
  [""],
  ["'https://picsum.photos/400/300?random=8961'"],
  [`'${PROXY}https://picsum.photos/400/300?random=8961'`],
  ["/images/404.gif"],
  ["'https://blog.example/p/undefined'"],
  ["undefined"],
])("the thumbnail %s is no image: the first real one of the body, else none", (thumbnail) => {
  const gaps =
    '<img src="https://picsum.photos/9?random=1"><img src="/images/404.gif"><img src="data:image/gif;base64,R0">';
  const real = { url: "http://img.example/real.jpg", localPath: null };
  const shown = article(`${gaps}<p><img src="${PROXY}http://img.example/real.jpg"></p>`, thumbnail);
  expect([shown.headImage, shown.thumbnail?.address]).toEqual([null, real]);
  const none = article(`${gaps}<p>Text</p>`, thumbnail);
  expect([none.headImage, none.thumbnail, none.images]).toEqual([null, null, []]);
});

test("the twin of a lazy image in noscript may be any of the images that the lazy one names", () => {
  const lazy =
    '<img src="data:image/gif;base64,R0" data-src="//i.example/a_b.jpg" data-original="//i.example/a_r.jpg">';
  const sets = 'data-srcset="https://i.example/a-300.jpg 300w, https://i.example/a-900.jpg 900w"';
  const twin = (url: string) => `<noscript><img src="${url}"></noscript>`;
  const largest = ["https://i.example/a_r.jpg"];
  expect(urlsOf(`<p>${lazy}${twin("https://i.example/a_b.jpg?w=1")}</p>`)).toEqual(largest);
  expect(urlsOf(`<p>${twin("//i.example/a_b.jpg")}${lazy}</p>`)).toEqual(largest);
  expect(urlsOf(`<p><img ${sets} src="/blank.gif">${twin("https://i.example/a-900.jpg")}</p>`)).toEqual([
    "https://i.example/a-900.jpg",
  ]);
  expect(urlsOf(`<p>${lazy}${twin("//i.example/b.jpg")}</p>`)).toEqual([...largest, "https://i.example/b.jpg"]);
});

test.each([
  ['<img src="/a.png" data-width="640" data-height="480">', 640, 480],
  ['<img src="/a.png" data-rawwidth="640" data-rawheight="480">', 640, 480],
  ['<img src="/a.png" data-original-width="640" data-original-height="480">', 640, 480],
  ['<img src="/a.png" width="640" height="480">', 640, 480],
  ['<img src="/a.png" w="640" h="480">', 640, 480],
  ['<img src="/a.png" style="width: 27px">', 27, null],
  ['<img src="/a.png" width="100%" style="width: 50%; height: auto">', null, null],
  ['<div data-width="640" data-height="480"><img src="/a.png" width="100%"></div>', 640, 480],
  ['<figure style="width: 640px; height: 480px"><img src="/a.png"></figure>', 640, 480],
])("the size in %s is read", (body, width, height) => {
  expect(article(body).images).toMatchObject([{ width, height }]);
});

test.each([
  [`${PROXY}http://i.example/a.jpg?b=1`, "http://i.example/a.jpg?b=1"],
  ["https://images.weserv.nl/?url=https%3A%2F%2Fi.example%2Fa.jpg%3Fb%3D1&w=300", "https://i.example/a.jpg?b=1"],
  ["//i.example/a.jpg", "https://i.example/a.jpg"],
])("the image %s has the address of what is shown, in the body too", (src, url) => {
  const { images, html } = article(`<p><img src="${src}"></p>`, `'${src}'`);
  expect(images).toMatchObject([{ address: { url } }]);
  expect(html).toContain(`<img src="${url}" `);
  expect(article("<p>Text</p>", `'${src}'`)).toMatchObject({ headImage: { address: { url } } });
});

test("relative images resolve against the article's link, else the source's base; a data: image has no entry", () => {
  const body = '<p><img src="a.png"><img src="/b.png"><img src="data:image/png;base64,iVBO"></p>';
  const linked = (link: string, baseUrl: string | null) => {
    const text = scripted(body).replace("title:", `link: ${link}\ntitle:`);
    const { images, html } = articleOf(parseText(text, { baseUrl }));
    expect(html).toContain('src="data:image/png;base64,iVBO"');
    return images.map(({ address }) => address.url);
  };
  expect(linked("https://news.example/1/2.html", "https://site.example/")).toEqual([
    "https://news.example/1/a.png",
    "https://news.example/b.png",
  ]);
  expect(linked("", "https://site.example/blog/")).toEqual([
    "https://site.example/blog/a.png",
    "https://site.example/b.png",
  ]);
  expect(codesOf(parseText(scripted('<p><img src="../../../a.png"></p>')))).toEqual(["IMAGE_UNRESOLVED"]);
});

test("braces written as entities are braces in code, in maths, in addresses, and in a style that goes", () => {
  const { text, html, images, raw } = article(
    "<style>a&#123;color:red&#125;</style><p>$x^&#123;2&#125;$</p><pre><code>f() &#123; g() &#125;</code></pre>" +
      '<img src="https://i.example/&#123;1&#125;.png"><p>&amp;#123;</p>',
  );
  expect(text).toBe("$x^{2}$\nf() { g() }\n&#123;");
  expect(html).not.toMatch(/color/);
  expect(images[0]?.address.url).toBe("https://i.example/%7B1%7D.png");
  expect(raw).toContain("f() &#123; g() &#125;");
});

test("code that was unescaped once too often stays text: in pre, in code, in cells", () => {
  expect(
    article(
      "<pre><code>#include <linux/sched.h>\nvector<int> v; List<String> l; <template></code></pre>" +
        "<table><tr><td><= 0.0.6</td><td><1.2</td></tr></table><p>Use <code><script></code>.</p>",
    ).text,
  ).toBe("#include <linux/sched.h>\nvector<int> v; List<String> l; <template>\n<= 0.0.6\t<1.2\nUse <script>.");
});

test.each(["<div>", "<p>", "<section>", "<table><tr><td>", "<blockquote>", "<h2>", "<ul><li>"])(
  "a body that begins with %s is HTML, however blank lines and spaces stand in it",
  (start) => {
    for (const before of ["", "\n\n", "\n\n        "]) {
      const { format, html, text } = articleOf(
        parseText(`\n---\ntitle: x\n---\n${before}${start}One\n\n\n        <b>two</b>\n\n    three`),
      );
      expect([format, text]).toEqual(["HTML", "One two three"]);
      expect(html).not.toContain("<pre");
    }
  },
);

test("what is removed is counted by its kind; comments, styles and empty boxes need no word", () => {
  const parsed = parseText(
    scripted(
      '<div id="recommend_bottom"></div><!-- ad --><style>a{}</style><p onclick="a()" onload="b()">Text</p>' +
        '<script>a()</script><iframe src="https://ads.example/"></iframe><form><p>b</p></form><embed src="a.swf">' +
        '<object data="b.swf"></object><a href="javascript:c()">c</a>' +
        '<iframe src="https://player.vimeo.com/video/1"></iframe>',
    ),
  );
  expect(parsed.issues).toMatchObject([
    {
      code: "MARKUP_REMOVED",
      message:
        "Removed from the body: 1 × script, 1 × frame, 1 × form, 2 × embedded object, 2 × event handler, 1 × unsafe address.",
    },
  ]);
  const { html } = articleOf(parsed);
  expect(html).not.toMatch(/recommend|<!--|style|<script|ads|<form|embed src|<object|onclick|javascript/);
  expect(html.match(/<iframe/g)).toHaveLength(1);
});

test.each([
  ["a title", "第7章", "第7章", 0],
  ["a link", '<a href="https://a.example/">a</a>', "a", 0],
  ["an image", '<img src="https://a.example/b.gif">', "", 1],
  ["nothing", "", "", 0],
])("a body that is only %s is an article", (_, body, text, images) => {
  const parsed = parseText(scripted(body));
  expect(articleOf(parsed)).toMatchObject({ title: "x", text, images: { length: images } });
  expect(parsed.issues).toEqual([]);
});

test("a body of 1.7 megabytes is whole", () => {
  const paragraph = `<p>${"One sentence of many. ".repeat(10)}<img src="https://i.example/a.png"></p>\n`;
  const count = Math.ceil(1_700_000 / paragraph.length);
  const { images, wordCount } = article(paragraph.repeat(count));
  expect([images.length, wordCount]).toEqual([count, count * 40]);
});

test("5,000 nested tags are flattened, and no character of them is lost", () => {
  const parsed = parseText(scripted(`${"<div>a".repeat(5000)}${"</div>".repeat(5000)}<p>after</p>`));
  expect(articleOf(parsed).text.replaceAll("\n", "")).toBe(`${"a".repeat(5000)}after`);
  expect(codesOf(parsed)).toEqual(["BODY_TOO_DEEP"]);
});

test("the description is what stands under excerpt first, then under description, then under summary", () => {
  const summary = (lines: string) =>
    articleOf(parseText(`---\ntitle: x\n${lines}\n---\nAbove\n\n<!-- more -->\n`)).summary;
  expect(summary("summary: three\ndescription: two\nexcerpt: one")).toBe("one");
  expect(summary("summary: three\ndescription: two")).toBe("two");
  expect(summary("summary: three\nexcerpt:")).toBe("three");
  expect(summary("excerpt: ''")).toBe("Above");
});

test("a crawl that shows images through another proxy says the same", () => {
  const essence = (src: string) => Buffer.from(article(`<p><img src="${src}"></p>`).essence).toString("hex");
  const plain = essence("http://i.example/a.jpg");
  expect(essence(`${PROXY}http://i.example/a.jpg`)).toBe(plain);
  expect(essence("https://images.weserv.nl/?url=http://i.example/a.jpg")).toBe(plain);
  expect(essence("http://i.example/b.jpg")).not.toBe(plain);
});
