import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { article, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

test("names that are each other's slugs with a suffix all get one", async () => {
  const to = await source(db.client, "tags");
  const tags = ["foo", `foo-${hashOf("foo~").slice(0, 8)}`, `foo-${hashOf("foo~")}`];
  await write(db.client, to, [article("1.md", { tags })]);
  expect(await write(db.client, to, [article("2.md", { tags: ["foo~"] })])).toMatchObject([{ outcome: "created" }]);
  const [last] = await db.client`select slug from tags where name = 'foo~'`;
  expect(last?.slug).toBe(`foo-${hashOf(hashOf("foo~"))}`);
});
