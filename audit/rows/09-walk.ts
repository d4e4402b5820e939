import type { Row } from "../row.ts";
import { post, sendArticles } from "../world/articles.ts";
import type { Gateway } from "../world/gateway.ts";

const COUNT = 151;
// Equal ones, some that differ by a millisecond, and none.
const DATES = [
  undefined,
  "2024-01-01T00:00:00.000Z",
  "2024-01-01T00:00:00.001Z",
  "2024-01-01T00:00:00.000Z",
  undefined,
  "1969-12-31T23:59:59.999Z",
];

const walked = (n: number) => post({ title: `Walked ${n % 7}`, date: DATES[n % DATES.length] }, `Number ${n}.`);
const files = (name: string, count: number, first = 0) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name}-${first + n}.md`, walked(first + n)]));

/** Every id of the list, page by page, in the order of the list. */
async function walk({ ask }: Gateway, order: string, backward: boolean, between: () => Promise<void>) {
  const seen: string[] = [];
  let place = "";
  for (let pages = 0; pages < 200; pages++) {
    const size = backward ? "last: 7" : "first: 7";
    const { data, text } = await ask(
      `{ articles(${size}${place}, orderBy: ${order}, filter: {sources: ["walk"]}) { nodes { path }
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
    );
    if (!data) throw new Error(text);
    const { nodes, pageInfo } = data.articles;
    const paths = nodes.map((node: { path: string }) => node.path);
    if (backward) seen.unshift(...paths);
    else seen.push(...paths);
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return seen;
    place = backward ? `, before: "${pageInfo.startCursor}"` : `, after: "${pageInfo.endCursor}"`;
    await between();
  }
  throw new Error("The walk has no end.");
}

export const walks: Row = {
  row: 9,
  title: "a full walk while articles are inserted, with equal dates, null dates",
  must: "none skipped, none twice, both directions",
  async attack({ ownGateway, makeKey, expect }) {
    const gateway = await ownGateway();
    const key = await makeKey(gateway.databaseUrl, "importer");
    await sendArticles(gateway.ask, key, "walk", files("old", COUNT));
    let inserted = 0;
    const orders = ["PUBLISHED_AT", "CHANGED_AT", "TITLE", "WORD_COUNT"];
    for (const field of orders) {
      for (const backward of [false, true]) {
        const order = `{field: ${field}, direction: ${backward ? "ASC" : "DESC"}}`;
        const seen = await walk(gateway, order, backward, async () => {
          await sendArticles(gateway.ask, key, "walk", files("new", 3, inserted));
          inserted += 3;
        });
        const old = seen.filter((path) => path.startsWith("old-"));
        const what = `by ${field} ${backward ? "from its end" : "from its beginning"}`;
        expect(`${what}: none skipped`, new Set(old).size === COUNT, `${new Set(old).size} of ${COUNT}`);
        expect(`${what}: none twice`, new Set(seen).size === seen.length, `${seen.length - new Set(seen).size} twice`);
      }
    }
    expect("articles came while it was walked", inserted > 100, inserted);
  },
};
