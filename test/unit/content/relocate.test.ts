import { expect, test } from "vitest";
import { relocateImages } from "../../../src/content/relocate.ts";
import { readBlocks, readLinks } from "../../../src/schema/read-blocks.ts";
import { articleWithBody } from "./support.ts";

test("local images in HTML are paths below the source's root, encoded; what leads nowhere never looks like one", () => {
  const { html } = articleWithBody("![](/a%20b/'c'.png) ![](../d&e.png) ![](../../../f.png) ![](/../g.png) ![](//)");
  expect(Array.from(html.matchAll(/src="([^"]*)"/g), ([, src]) => src)).toEqual([
    "/a%20b/&#x27;c&#x27;.png",
    "/d%26e.png",
    "../../../f.png",
    "../g.png",
  ]);
});

test("a layout fits the HTML whose images have moved", () => {
  const body =
    "# a\n\n![x](/1.png)\n\nb [c](/d) ![](/'2'.png)\n\n- ![](/1.png)\n- e\n\n`````\nf\n`````\n\n| ![](/3.png) | g |\n| --- | --- |\n| h | i |\n\n[![](/1.png)](/j)\n";
  const { html, text, layout } = articleWithBody(body);
  const moved = relocateImages(
    html,
    layout,
    new Map([
      ["/1.png", "/static/1.png"],
      ["/'2'.png", "/2"],
      ["/9.png", "/x"],
    ]),
  );
  const show = (piece: string) =>
    piece.replaceAll('src="/1.png"', 'src="/static/1.png"').replaceAll('src="/&#x27;2&#x27;.png"', 'src="/2"');
  expect(moved.html).toBe(show(html));
  const read = (of: { html: string; layout: typeof layout }) =>
    readBlocks({ articleId: 1, html: of.html, text, blocks: of.layout, show }).map(({ id: _, ...block }) => block);
  expect(read(moved)).toEqual(read({ html, layout }));
  expect(readLinks({ html: moved.html, text, blocks: moved.layout })).toEqual(
    readLinks({ html, text, blocks: layout }),
  );
});
