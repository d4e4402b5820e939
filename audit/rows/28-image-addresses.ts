import type { Row, Stage } from "../row.ts";
import { post, sendArticles } from "../world/articles.ts";
import type { Gateway } from "../world/gateway.ts";
import { send } from "../world/http.ts";
import { type Host, startHost } from "../world/image-host.ts";

/** All the ways in which somebody may write an address that is not public. */
const addressesOf = (port: number): string[] =>
  [
    ...["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001"],
    ...["127.0.0.2", "0.0.0.0", "0", "localhost", "localhost.", "LOCALHOST", "①②⑦.⓪.⓪.①", "127。0。0。1"],
    ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
    ...["[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fd00::1]"],
    ...["10.0.0.1", "10.255.255.255", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1"],
    ...["[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "0xa9.0xfe.0xa9.0xfe", "2852039166", "user@127.0.0.1"],
    ...["localhost.localdomain", "ip6-localhost"],
  ].map((host) => `http://${host}:${port}/a.png`);

// In the gateway's process names of this kind are public when they are looked at, and lead home when they are looked at
// again; `both` has both addresses at once.
const RESOLVER = `
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { isIP } from "node:net";
const real = dns.lookup;
const asked = new Map();
dns.lookup = (name, options, callback) => {
  if (!String(name).endsWith(".audit.example")) return real(name, options, callback);
  const times = asked.get(name) ?? 0;
  asked.set(name, times + 1);
  const home = name.includes("six") ? "::1" : "127.0.0.1";
  // Public, and yet nobody's: no gateway to IPv4 has it.
  const answers = name.startsWith("both") ? ["64:ff9b::5db8:d70e", home] : [times === 0 ? "64:ff9b::5db8:d70e" : home];
  const all = answers.map((address) => ({ address, family: isIP(address) }));
  if (options && options.all) callback(null, all);
  else callback(null, all[0].address, all[0].family);
};
syncBuiltinESMExports();`;

/** What nobody may get to see. */
const CANARY = "canary 4711";

const SRC = "query ($url: URL!) { image(by: {url: $url}) { src(width: 320) } }";

/** What an image that an article shows is answered with. */
async function fetchImage(
  { ask }: Gateway,
  { from }: Stage,
  url: string,
): Promise<{ status: number; text: string } | null> {
  const { data } = await ask(SRC, { variables: { url } });
  const src: string | undefined = data?.image?.src;
  if (src === undefined) return null;
  return send(src, { from });
}

async function startCanaries({ after }: Stage): Promise<Host[]> {
  const canaries = [await startHost((_, response) => response.end(CANARY))];
  // Not every machine has IPv6.
  const six = await startHost((_, response) => response.end(CANARY), "::1").catch(() => null);
  if (six !== null) canaries.push(six);
  for (const canary of canaries) after(canary.close);
  return canaries;
}

export const imageAddresses: Row = {
  row: 28,
  title:
    "image addresses to 127.0.0.1, 10/8, 169.254/16, ::1, IPv4 in IPv6, decimal and octal forms, redirects and DNS answers that change",
  must: "never connected to",
  async attack(stage) {
    const { expect, ownGateway, makeKey, after } = stage;
    const canaries = await startCanaries(stage);
    const ports = canaries.map(({ port }) => port);
    // A host that may be fetched from, which sends everybody elsewhere.
    const targets = ports.flatMap(addressesOf);
    const redirecting = await startHost((request, response) => {
      const target = targets[Number(request.url?.slice(1).split(".")[0])];
      response
        .writeHead(target === undefined ? 404 : 302, { location: target && Buffer.from(target).toString("latin1") })
        .end();
    });
    after(redirecting.close);
    const gateway = await ownGateway({
      RATE_LIMIT: "0",
      FETCH_ALLOW: `127.0.0.1:${redirecting.port}`,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(RESOLVER)}`,
    });
    const key = await makeKey(gateway.databaseUrl, "importer");
    const names = ["changes", "changes-six", "both", "both-six"];
    const urls = [
      ...targets,
      ...targets.map((_, n) => `http://127.0.0.1:${redirecting.port}/${n}.png`),
      ...ports.flatMap((port) =>
        names.flatMap((name) => [1, 2].map(() => `http://${name}-${port}.audit.example:${port}/a.png`)),
      ),
    ];
    const body = urls.map((url) => `<img src="${url}">`).join("\n");
    await sendArticles(gateway.ask, key, "images", { "images.html": post({ title: "Images" }, body) });
    const reached: string[] = [];
    let asked = 0;
    for (let at = 0; at < urls.length; at += 8) {
      const answers = await Promise.all(urls.slice(at, at + 8).map((url) => fetchImage(gateway, stage, url)));
      for (const [n, answer] of answers.entries()) {
        if (answer !== null) asked++;
        if (answer?.status === 200 || answer?.text.includes(CANARY)) reached.push(`${urls[at + n]}: ${answer.status}`);
      }
    }
    expect("images could be asked for", asked > urls.length / 2, `${asked} of ${urls.length}`);
    expect("the redirecting host was asked", redirecting.connections() > 0);
    expect("none is answered with what is there", reached.length === 0, reached[0]);
    const connections = canaries.map((canary) => canary.connections());
    expect(
      "nothing was ever connected to",
      connections.every((count) => count === 0),
      connections,
    );
  },
};
