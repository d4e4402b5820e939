import { afterAll, beforeAll, expect, test } from "vitest";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(undefined, "gateway");
  const articles = Array.from({ length: 40 }, (_, at) =>
    article({ path: `${at}.md`, images: [image(`https://img.example.com/${at}.jpg`, 1000, 600)] }),
  );
  const bare = image("https://img.example.com/bare.jpg");
  const drawing = { ...image("https://img.example.com/drawing.svg", 100, 100), format: "SVG" as const };
  await writeArticles(gateway.database, [...articles, article({ path: "b.md", images: [bare, drawing] })]);
  await gateway.database.client`
    update images set status = 'OK', placeholder = 'data:image/webp;base64,AAAA' where original_url like '%/0.jpg'`;
});

afterAll(() => gateway.close());

const SIGNED = "https://news\\.example\\.com/images/v/\\d+/[\\w-]{22}";

const ask = async (name: string, fields: string) => {
  const query = `query ($url: URL!) { image(by: {url: $url}) { ${fields} } }`;
  const { data, errors } = await gateway.ask(query, { url: `https://img.example.com/${name}` });
  return { image: data?.image, errors };
};

test("an image leads to the gateway in any size, and says what is known of it", async () => {
  const { image: found, errors } = await ask("0.jpg", "status placeholder originalUrl url src(width: 500) srcSet");
  expect(errors).toEqual([]);
  const entries = ["w320-q80.webp 320w", "w640-q80.webp 640w", "w960-q80.webp 960w", "w1280-q80.webp 1000w"];
  expect(found).toEqual({
    status: "OK",
    placeholder: "data:image/webp;base64,AAAA",
    originalUrl: "https://img.example.com/0.jpg",
    url: expect.stringMatching(new RegExp(`^${SIGNED}/original$`)),
    src: expect.stringMatching(new RegExp(`^${SIGNED}/w640-q80\\.webp$`)),
    srcSet: expect.stringMatching(new RegExp(`^${entries.map((entry) => `${SIGNED}/${entry}`).join(", ")}$`)),
  });
});

test("without a width there is no srcSet, and an SVG needs no variants", async () => {
  const fields = "status placeholder url src(width: 500, format: PNG) srcSet(widths: [100])";
  expect((await ask("bare.jpg", fields)).image).toMatchObject({ status: "UNCHECKED", placeholder: null, srcSet: null });
  const { image: drawing } = await ask("drawing.svg", fields);
  expect(drawing).toMatchObject({ src: drawing.url, srcSet: null });
});

test("an image is found by its address at the gateway, whatever its size", async () => {
  const { image: found } = await ask("7.jpg", "id url src(width: 64)");
  for (const url of [found.url, found.src]) {
    const { data } = await gateway.ask("query ($url: URL!) { image(by: {url: $url}) { id } }", { url });
    expect(data.image).toEqual({ id: found.id });
  }
});

test("the addresses of a list's images cost no statement", async () => {
  for (const first of [2, 40]) {
    const { errors, statements } = await gateway.ask(
      `{ images(first: ${first}) { nodes { url placeholder status src(width: 300) srcSet big: srcSet(widths: [1920]) } } }`,
    );
    expect(errors).toEqual([]);
    expect(statements).toHaveLength(1);
  }
});

test.each([
  ["src(width: 0)", "width takes 1 to 3840, and is 0."],
  ["src(width: -320)", "width takes 1 to 3840, and is -320."],
  ["src(height: 100000)", "height takes 1 to 3840, and is 100000."],
  ["src(quality: 0)", "quality takes 1 to 100, and is 0."],
  ["src(quality: 101)", "quality takes 1 to 100, and is 101."],
  ["src(format: SVG)", "format takes JPEG, PNG, GIF, WEBP, AVIF, and is SVG."],
  ["srcSet(widths: [320, -1])", "width takes 1 to 3840, and is -1."],
  ["srcSet(format: SVG, widths: [320])", "format takes JPEG, PNG, GIF, WEBP, AVIF, and is SVG."],
  ["srcSet(widths: [])", "widths takes 1 to 100 items, and is empty."],
  [`srcSet(widths: [${Array(101).fill(320)}])`, "widths takes at most 100 items, and has 101."],
])("%s says what would be right", async (field, message) => {
  const { errors } = await ask("0.jpg", field);
  expect(errors).toMatchObject([{ message, extensions: { code: "BAD_USER_INPUT" } }]);
});
