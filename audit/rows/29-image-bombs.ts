import { bomb, picture } from "../../test/support/pictures.ts";
import type { Row } from "../row.ts";
import { post, sendArticles } from "../world/articles.ts";
import { send } from "../world/http.ts";
import { startHost } from "../world/image-host.ts";

const SCRIPT = "<script>alert(1)</script>";
const svg = (inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`);

const REFUSED: Record<string, () => Buffer> = {
  "bomb.png": bomb,
  "script.svg": () => svg(SCRIPT),
  "handler.svg": () => svg('<rect onload="alert(1)" width="9" height="9"/>'),
  "script-as.png": () => svg(SCRIPT),
  "page-as.png": () => Buffer.from(`<!doctype html><html><body>${SCRIPT}</body></html>`),
  "page-with-signature.png": () => Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from(SCRIPT)]),
};

/** Milliseconds for a refusal. */
const AT_ONCE = 100;

export const imageBombs: Row = {
  row: 29,
  title: "image bombs (16,000 × 16,000 in 31 KB), SVG with script, HTML served as PNG",
  must: "refused in 100 ms; limitInputPixels 24e6",
  async attack({ expect, ownGateway, makeKey, after, from }) {
    const good = await picture(300, 200).png().toBuffer();
    const pages: Record<string, Buffer> = { "good.png": good };
    // Each several times, as other addresses: what was refused once is not looked at again.
    for (const [name, make] of Object.entries(REFUSED)) for (const n of [0, 1, 2]) pages[`${n}-${name}`] = make();
    const host = await startHost((request, response) => {
      const page = pages[(request.url ?? "").slice(1)];
      response.writeHead(page ? 200 : 404, { "content-type": "image/png" }).end(page);
    });
    after(host.close);
    const gateway = await ownGateway({ RATE_LIMIT: "0", FETCH_ALLOW: `127.0.0.1:${host.port}` });
    const key = await makeKey(gateway.databaseUrl, "importer");
    const urlOf = (name: string) => `http://127.0.0.1:${host.port}/${name}`;
    const body = Object.keys(pages)
      .map((name) => `<img src="${urlOf(name)}">`)
      .join("\n");
    await sendArticles(gateway.ask, key, "images", { "images.html": post({ title: "Images" }, body) });
    const fetchOf = async (name: string, field: "url" | "src(width: 320)") => {
      const { data } = await gateway.ask(`query ($url: URL!) { image(by: {url: $url}) { it: ${field} } }`, {
        variables: { url: urlOf(name) },
      });
      return send(data?.image?.it ?? gateway.url, { from });
    };
    // What draws is loaded with the first.
    const drawn = await fetchOf("good.png", "src(width: 320)");
    expect(
      "an image is drawn",
      drawn.status === 200 && /^image\//.test(drawn.headers["content-type"] ?? ""),
      drawn.text,
    );
    for (const name of Object.keys(REFUSED)) {
      const took: number[] = [];
      for (const n of [0, 1, 2]) {
        const reply = await fetchOf(`${n}-${name}`, n === 2 ? "url" : "src(width: 320)");
        took.push(reply.milliseconds);
        const type = reply.headers["content-type"] ?? "";
        // An SVG, whatever its name, may be sent as what it is, where its policy lets nothing in it run.
        const policy = String(reply.headers["content-security-policy"]);
        const isBound = /default-src 'none'/.test(policy) && /sandbox(?!.*allow-)/.test(policy);
        const isSvg = String(pages[`0-${name}`]).startsWith("<svg") && type === "image/svg+xml";
        const harmless =
          reply.status >= 400 || (isSvg && isBound && reply.headers["x-content-type-options"] === "nosniff");
        expect(
          `${name}: refused, or nothing in it can run`,
          harmless,
          `${reply.status} ${type} ${reply.text.slice(0, 80)}`,
        );
      }
      const middle = took.sort((a, b) => a - b)[1] ?? 0;
      expect(`${name}: in ${AT_ONCE} ms`, middle < AT_ONCE, `${Math.round(middle)} ms`);
    }
  },
};
