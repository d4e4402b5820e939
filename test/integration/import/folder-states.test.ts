import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { writeBatch } from "../../../src/db/write/batch.ts";
import { articlePathsOf, removeArticles } from "../../../src/db/write/remove.ts";
import type { Source } from "../../../src/db/write/sources.ts";
import { findUnchanged } from "../../../src/db/write/unchanged.ts";
import { article, maintainedCounts, NOW, recountedCounts, source, useDatabase } from "./writing.ts";

// Whatever a folder goes through, what is stored afterwards is what the folder says.

const db = useDatabase();

const file = fc.record({
  content: fc.constantFrom("a", "b", "c"),
  title: fc.constantFrom("One", "Two"),
  url: fc.constantFrom(null, null, "https://example.com/u"),
  guid: fc.constantFrom(null, null, "g"),
  status: fc.constantFrom<NewArticle["status"]>("PUBLISHED", "PUBLISHED", "DRAFT"),
  tags: fc.subarray(["x", "y"]),
  /** Of a crawl: changes the bytes and nothing else. */
  noise: fc.constantFrom(0, 1),
});
type File = NonNullable<typeof file extends fc.Arbitrary<infer Value> ? Value : never>;
type Folder = ReadonlyMap<string, File>;

const folder = fc
  .dictionary(fc.constantFrom("1.md", "2.md", "3.md", "4.md", "5.md"), file, { noNullPrototype: true })
  .map((files): Folder => new Map(Object.entries(files)));
const step = fc.record({ folder, batch: fc.integer({ min: 1, max: 5 }), prune: fc.boolean() });

const sha256 = (value: unknown): Buffer => createHash("sha256").update(JSON.stringify(value)).digest();

function toArticle(path: string, { noise, ...said }: File): NewArticle {
  const { content, ...fields } = said;
  return article(path, {
    ...fields,
    text: content,
    contentKey: sha256(content),
    essence: sha256(said),
    fingerprint: sha256([said, noise]),
  });
}

/** A run over the folder, as an import does it. @returns what became of the files. */
async function run(to: Source, files: Folder, { batch, prune }: { batch: number; prune: boolean }): Promise<string[]> {
  const hasFile = async (path: string) => files.has(path);
  const deps = { client: db.client, slugify, hasFile, dryRun: false };
  const outcomes: string[] = [];
  let paths = [...files.keys()].sort();
  while (paths.length > 0) {
    const again: string[] = [];
    for (let start = 0; start < paths.length; start += batch) {
      const articles = paths.slice(start, start + batch).map((path) => toArticle(path, files.get(path)!));
      const unchanged = await findUnchanged(db.client, to.id, articles, NOW, hasFile);
      const changed = articles.filter(({ path }) => !unchanged.has(path));
      for (const outcome of changed.length > 0 ? await writeBatch(deps, to, changed, NOW) : []) {
        outcomes.push(outcome.outcome);
        if ("released" in outcome) again.push(...outcome.released.filter((path) => files.has(path)));
      }
    }
    paths = [...new Set(again)].sort();
  }
  if (!prune) return outcomes;
  const gone = (await articlePathsOf(db.client, to.id, null, 100)).filter(({ path }) => !files.has(path));
  const removed = await removeArticles(
    deps,
    to,
    gone.map(({ path }) => path),
    NOW,
  );
  expect(removed.filter(({ outcome }) => outcome === "renamed")).toEqual([]);
  return [...outcomes, ...removed.map(({ outcome }) => outcome)];
}

interface State {
  /** Ids of articles by each path that leads to them. */
  ids: Map<string, string>;
  /** Own paths of articles. */
  own: Map<string, { id: string; title: string; url: string | null; status: string; text: string }>;
  /** Files that hold an article again, and its own path. */
  copies: Map<string, string>;
}

async function stateOf({ id }: Source): Promise<State> {
  const own = await db.client`
    select a.path, a.id, a.title, a.url, a.status, b.text from articles a join article_bodies b on b.article_id = a.id
    where a.source_id = ${id}`;
  const others = await db.client`
    select p.path, p.article_id as id, a.path as of, p.fingerprint is not null as is_copy
    from article_paths p join articles a on a.id = p.article_id and a.source_id = p.source_id where p.source_id = ${id}`;
  const [{ n } = { n: 0 }] = await db.client`select count(*)::int as n from article_paths where source_id = ${id}`;
  expect(n).toBe(others.length);
  const paths = [...own, ...others].map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  return {
    ids: new Map([...own, ...others].map((row) => [row.path, row.id])),
    own: new Map(own.map(({ path, ...row }) => [path, row as never])),
    copies: new Map(others.filter((row) => row.is_copy).map((row) => [row.path, row.of])),
  };
}

const lastChange = async (): Promise<string> => (await db.client`select max(seq) as seq from changes`)[0]?.seq ?? "0";

async function toldSince(seq: string): Promise<{ entities: Set<string>; names: Set<string> }> {
  const rows = await db.client`select entities, names from changes where seq > ${seq}::bigint`;
  return {
    entities: new Set(rows.flatMap((row) => row.entities)),
    names: new Set(rows.flatMap((row) => row.names)),
  };
}

const saysTheSame = (a: File, b: File) =>
  a.content === b.content ||
  (a.title === b.title && ((a.url !== null && a.url === b.url) || (a.guid !== null && a.guid === b.guid)));

/** Each file is an article that says what the file says, or a copy of one that says the same. */
function expectNothingLost({ own, copies }: State, files: Folder): void {
  for (const [path, said] of files) {
    const stored = own.get(path);
    if (stored) {
      const { title, url, status, content: text } = said;
      expect(stored).toMatchObject({ title, url, status, text });
    } else {
      expect(copies.has(path), `${path} leads nowhere`).toBe(true);
      const original = files.get(copies.get(path)!);
      expect(original && saysTheSame(said, original), `${path} is no copy of ${copies.get(path)}`).toBe(true);
    }
  }
}

/** A path that leads elsewhere than before is told of by its name, or by the article that it led to. */
function expectTold(before: State, after: State, to: Source, told: Awaited<ReturnType<typeof toldSince>>): void {
  for (const path of new Set([...before.ids.keys(), ...after.ids.keys()])) {
    const [was, is] = [before.ids.get(path), after.ids.get(path)];
    if (was === is) continue;
    if (was === undefined) expect(told.names).toContain(`article.path:${to.name}/${path}`);
    else expect(told.entities).toContain(`Article:${was}`);
  }
}

let sources = 0;

test("after any states of a folder, what is stored is what its files say, and a second run finds nothing to do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const to = await source(db.client, `states-${sources++}`);
      for (const { folder: files, ...how } of steps) {
        const before = await stateOf(to);
        const since = await lastChange();
        const outcomes = await run(to, files, how);
        expect(outcomes).not.toContain("failed");
        const after = await stateOf(to);
        expectNothingLost(after, files);
        expectTold(before, after, to, await toldSince(since));
        if (how.prune) expect([...after.own.keys()].filter((path) => !files.has(path))).toEqual([]);
        expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));

        const settled = await lastChange();
        expect(await run(to, files, how)).toEqual([]);
        expect(await lastChange()).toBe(settled);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

test("batches of any size come to the same articles and copies", async () => {
  await fc.assert(
    fc.asyncProperty(folder, fc.integer({ min: 1, max: 4 }), async (files, batch) => {
      const [one, other] = [`sizes-${sources++}`, `sizes-${sources++}`];
      const states = [];
      for (const [name, size] of [[one, 5] as const, [other, batch] as const]) {
        const to = await source(db.client, name);
        await run(to, files, { batch: size, prune: false });
        const { own, copies } = await stateOf(to);
        states.push({ own: [...own.keys()].sort(), copies: [...copies].sort() });
      }
      expect(states[1]).toEqual(states[0]);
    }),
    { numRuns: 25 },
  );
}, 60_000);
