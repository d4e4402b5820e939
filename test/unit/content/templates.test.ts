import fc from "fast-check";
import { expect, test } from "vitest";
import { putAside } from "../../../src/content/aside.ts";
import { mdxToMarkdown } from "../../../src/content/mdx.ts";
import type { SourceKind } from "../../../src/content/types.ts";
import { articleOf, codesOf, parseText } from "./support.ts";

const read = (kind: SourceKind, body: string, path = "posts/article.md") =>
  parseText(`---\ntitle: x\n---\n${body}`, { kind }, path);
const article = (...given: Parameters<typeof read>) => articleOf(read(...given));

test.each([
  ["{{< figure src=/a.png >}}", "/a.png", null, null],
  ['{{<figure src="/a.png" title="One" caption="Two">}}', "/a.png", "Two", "One Two"],
  ["{{% figure src='/a.png' %}}", null, null, null],
  ['{{< figure link="https://b.example/" src="/a.png" alt="A \\"b\\" <c>" />}}', "/a.png", 'A "b" <c>', null],
  ["{{< figure\n  src=`/a.png`\n  caption=`Two`\n>}}", "/a.png", "Two", "Two"],
])("%j is an image of Hugo's", (body, src, alt, caption) => {
  const parsed = read("hugo", `Above\n\n${body}\n\nBelow`);
  const images = articleOf(parsed).images;
  if (src === null) {
    // Hugo knows no single quotes.
    expect(images).toEqual([]);
    expect(codesOf(parsed)).toEqual(["SHORTCODE_KEPT"]);
  } else {
    expect(images).toMatchObject([{ address: { localPath: src.slice(1) }, alt, caption }]);
    expect(parsed.issues).toEqual([]);
    expect(articleOf(parsed).html).not.toContain("<p></p>");
  }
});

test("Hugo's other shortcodes stay as they are written: in text, in code, in links, and in HTML", () => {
  const parsed = read(
    "hugo",
    'See {{<kbd "a_b*c*">}} and `{{% x %}}`.\n\n    {{< in_code >}}\n\n[link]({{< ref "a b.md" >}})\n\n{{< youtube id="_x_" >}}',
  );
  expect(articleOf(parsed).text).toBe(
    'See {{<kbd "a_b*c*">}} and {{% x %}}.\n{{< in_code >}}\n\nlink\n{{< youtube id="_x_" >}}',
  );
  expect(parsed.issues).toMatchObject([
    { code: "SHORTCODE_KEPT", message: expect.stringMatching(/: kbd, x, in_code, ref, youtube$/) },
  ]);
  expect(article("hugo", "<p>{{< x >}}</p>").text).toBe("{{< x >}}");
  expect(article("hugo", '<p><img src="{{< blogdown/postref >}}a/b.png"></p>').images[0]?.address.localPath).toBe(
    "posts/a/b.png",
  );
});

test("a shortcode that is commented out is the text that it shows", () => {
  const parsed = read("hugo", "{{</* figure src=/a.png */>}} and `{{%/* x */%}}`");
  expect(articleOf(parsed)).toMatchObject({ text: "{{< figure src=/a.png >}} and {{% x %}}", images: [] });
  expect(parsed.issues).toEqual([]);
});

test("what is inside of shortcodes that come in pairs is read as Markdown", () => {
  expect(article("hugo", "{{% note %}}\n\nAn *image*: ![](/a.png)\n\n{{% /note %}}")).toMatchObject({
    text: "{{% note %}}\nAn image:\n{{% /note %}}",
    images: [{}],
  });
});

test("Liquid stays as it is written, but for raw and for the site's root in addresses", () => {
  const parsed = read(
    "jekyll",
    "{% if a_b %}*A* {{ page.a_b | upcase }}{% endif %}\n\n![]({{ site.url }}{{ site.baseurl }}/a.png) ![]({{ '/b.png' | relative_url }})\n\n{% raw %}{{ c }}{% endraw %} `{{ d }}`",
  );
  const { text, images } = articleOf(parsed);
  expect(text).toBe("{% if a_b %}A {{ page.a_b | upcase }}{% endif %}\n{{ c }} {{ d }}");
  expect(images.map(({ address }) => address.localPath)).toEqual(["a.png", "b.png"]);
  expect(parsed.issues).toMatchObject([
    {
      code: "LIQUID_KEPT",
      message: expect.stringMatching(/: {% if %}, {{ page.a_b \| upcase }}, {% endif %}, {{ d }}$/),
    },
  ]);
});

test("templates of one generator are text to all others", () => {
  for (const kind of ["hexo", "folder", "astro"] as const) {
    const parsed = read(kind, "{% asset_img a.png %} and {{ b }}");
    expect(articleOf(parsed).text).toBe("{% asset_img a.png %} and {{ b }}");
    expect(parsed.issues).toEqual([]);
  }
});

test("no text can be taken for what stands in place of a mark", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("asideq", "aside0q", "0", "1", "z", "{{x}}", " "), { maxLength: 30 }),
      (parts) => {
        const text = parts.join("");
        const aside = putAside(text, /\{\{x\}\}/g, () => ({ html: "{{x}}", address: null, kept: null }));
        expect(aside.text).not.toContain("{{");
        expect(aside.restore(aside.text).html).toBe(text);
      },
    ),
  );
});

test("a mark cannot bring in markup", () => {
  const { html } = article("hugo", '{{< x "<script>alert(1)</script>" >}} <a href="{{< "onclick=y" >}}">z</a>');
  expect(html).not.toMatch(/<script|<a[^>]* onclick/);
});

test.each([
  ["imports", 'import A from "a";\nimport { B } from "b";\n\nText', "\nText"],
  ["exports of several lines", "export const a = {\n  b: [1],\n\n  c: 2,\n};\n\nText", "\nText"],
  ["brackets in strings", 'export const a = "({[";\n\nText', "\nText"],
  ["only a block that begins a paragraph", "Text\nimport A from 'a'\n", "Text\nimport A from 'a'\n"],
  ["nothing more than its first lines where brackets do not add up", "export const a = {\n\nText", "\nText"],
  ["comments", "a {/* b\n\nc */} d", "a  d"],
])("from MDX go %s", (_, mdx, markdown) => {
  expect(mdxToMarkdown(mdx).markdown).toBe(markdown);
});

test("what is code in MDX stays, whatever it looks like", () => {
  const mdx = 'Text\n\n```js\nimport A from "a";\n\n<B c={d} />\n````\n\n~~~\nexport {}\n```\n~~~';
  expect(mdxToMarkdown(mdx).markdown).toBe(mdx);
});

test("components lose their tags and keep their content, which is Markdown", () => {
  const parsed = read(
    "astro",
    '<Tabs items={["a > b"]} render={() => <b>x</b>}>\n    <Tabs.Item title="One">\n    **Bold** and <Link to="/x">a *link*</Link>\n    </Tabs.Item>\n</Tabs>\n\n<Empty />\n\n{props.title} 1 < 2',
    "posts/a.mdx",
  );
  expect(articleOf(parsed).html.replace(/\s+/g, " ").trim()).toBe(
    "<p><strong>Bold</strong> and a <em>link</em></p> <p><code>&lt;Empty /></code></p> <p>{props.title} 1 &lt; 2</p>",
  );
  expect(parsed.issues).toMatchObject([{ code: "COMPONENT_KEPT", message: expect.stringContaining("Empty") }]);
});

test("an image component is an image, where its address is written out", () => {
  const images = article(
    "astro",
    '<Image src="/a.png" alt="A" width={640} />\n\n<Image src={hero} />',
    "posts/a.mdx",
  ).images;
  expect(images).toMatchObject([{ address: { localPath: "a.png" }, alt: "A" }]);
});

test("a tag of several lines stays one, though values go from it", () => {
  const badge =
    '<a\n  href="https://a.example/"\n  style={{ display: "flex" }}\n>\n  <img\n    alt="B"\n    src="https://a.example/b.png"\n    style={{}}\n  />\n</a>';
  expect(article("astro", badge, "posts/a.mdx")).toMatchObject({
    images: [{ alt: "B" }],
    html: expect.stringMatching(/^<a [^>]+>\s*<img [^>]+>\s*<\/a>\s*$/),
  });
});

test("MDX is Markdown, also where it begins with an element", () => {
  expect(article("astro", '<div className="a">\n  *Text*\n</div>', "posts/a.mdx")).toMatchObject({
    format: "MARKDOWN",
    text: "Text",
  });
});

test("Jekyll's own mark, and WordPress' with a text, end the beginning of an article", () => {
  const summary = (kind: SourceKind, front: string, body: string) =>
    articleOf(parseText(`---\ntitle: x\n${front}---\n${body}`, { kind })).summary;
  expect(
    summary("jekyll", "excerpt_separator: <!--above-->\n", "One\n\n<!-- more -->\n\nTwo\n\n<!-- above -->\n\nThree"),
  ).toBe("One\nTwo");
  expect(summary("jekyll", "", "One\n\n<!--more-->\n\nTwo")).toBe("One");
  expect(summary("wordpress", "", "One\n\n<!--more Read on-->\n\nTwo")).toBe("One");
  expect(summary("hexo", "", "One\n\n<!--more about it-->\n\nTwo")).toBe(null);
  expect(summary("hexo", "", "One\n\n<!--- more --->\n\nTwo")).toBe("One");
});
