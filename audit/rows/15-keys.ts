import { createHash } from "node:crypto";
import postgres from "postgres";
import type { KeyRole, Row, Stage } from "../row.ts";
import { IMPORT, importing, post } from "../world/articles.ts";
import type { Gateway } from "../world/gateway.ts";
import { codeOf, seenOf } from "../world/http.ts";
import { percentile } from "../world/load.ts";

const variables = importing("keys", { "k.md": post({ title: "K" }, "K.") });
const DELETE = `mutation { deleteArticles(input: {source: "keys", paths: ["k.md"]}) { deletedIds } }`;
const RUNS = "{ importRuns(first: 1) { totalCount } }";

/** What a role may do. */
async function expectRights(stage: Stage, { ask, databaseUrl }: Gateway, role: KeyRole | null, may: boolean) {
  const name = role === null ? "nobody" : `a key of role ${role}`;
  const key = role === null ? undefined : await stage.makeKey(databaseUrl, role).catch((error: Error) => error);
  stage.expect(`${name} can be had`, !(key instanceof Error), key instanceof Error ? key.message : "");
  if (key instanceof Error) return;
  const asked: [what: string, query: string, variables?: Record<string, unknown>][] = [
    ["import", IMPORT, variables],
    ["delete", DELETE],
    ["read runs of imports", RUNS],
  ];
  for (const [what, query, given] of asked) {
    const reply = await ask(query, { key, ...(given && { variables: given }) });
    const refused = codeOf(reply) === "FORBIDDEN" && reply.status === 403;
    if (may) stage.expect(`${name} may ${what}`, reply.errors.length === 0, seenOf(reply));
    else stage.expect(`${name} may not ${what}: 403 FORBIDDEN`, refused, seenOf(reply));
  }
}

async function expectRefused({ expect }: Stage, { ask }: Gateway, what: string, key: string) {
  for (const query of ["{ __typename }", RUNS]) {
    const reply = await ask(query, { key });
    const refused = reply.status === 401 && codeOf(reply) === "UNAUTHENTICATED" && reply.data === undefined;
    expect(`${what}: 401 UNAUTHENTICATED`, refused, seenOf(reply));
    expect(`${what}: the key is not repeated`, key.length < 20 || !reply.text.includes(key));
  }
}

const ROUNDS = 150;

/** Compares how long two kinds of wrong keys take, by turns. */
async function timing({ expect }: Stage, { ask }: Gateway, near: () => string, far: () => string) {
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    for (const [side, make] of [near, far].entries())
      took[side as 0 | 1].push((await ask("{ __typename }", { key: make() })).milliseconds);
  const [a, b] = took.map((times) => percentile(times, 0.5)) as [number, number];
  const differs = Math.abs(a - b) / Math.min(a, b);
  expect(
    "a key that is nearly right takes as long as any other",
    differs < 0.25,
    `${a.toFixed(2)} and ${b.toFixed(2)} ms`,
  );
}

export const keys: Row = {
  row: 15,
  title: "keys: wrong, revoked, expired; role too low; timing",
  must: "401, 403 with code; keys stored hashed, compared in constant time",
  async attack(stage) {
    const gateway = await stage.ownGateway({ RATE_LIMIT: "0" });
    const { databaseUrl, ask } = gateway;
    const client = postgres(databaseUrl, { max: 1 });
    stage.after(() => client.end({ timeout: 2 }));
    const key = await stage.makeKey(databaseUrl, "importer");

    const changed = (at: number) => `${key.slice(0, at)}${key[at] === "A" ? "B" : "A"}${key.slice(at + 1)}`;
    for (const wrong of [
      changed(key.length - 1),
      changed(10),
      `${key}A`,
      key.slice(0, -1),
      "bsk_",
      "x",
      `bsk_${"A".repeat(43)}`,
    ])
      await expectRefused(stage, gateway, "a wrong key", wrong);

    const expired = await stage.makeKey(databaseUrl, "importer");
    const hashOf = (text: string) => createHash("sha256").update(text).digest();
    await client`update api_keys set expires_at = now() - interval '1 second' where key_hash = ${hashOf(expired)}`;
    await expectRefused(stage, gateway, "an expired key", expired);
    const revoked = await stage.makeKey(databaseUrl, "importer");
    stage.expect("a key works until it is revoked", (await ask(RUNS, { key: revoked })).errors.length === 0);
    await client`update api_keys set revoked_at = now() where key_hash = ${hashOf(revoked)}`;
    await expectRefused(stage, gateway, "a revoked key", revoked);

    await expectRights(stage, gateway, null, false);
    await expectRights(stage, gateway, "editor", false);
    await expectRights(stage, gateway, "importer", true);
    await expectRights(stage, gateway, "admin", true);

    const [stored] = await client`select bool_or(k::text like ${`%${key.slice(4)}%`}) as plain,
      bool_and(octet_length(key_hash) = 32) as hashed from api_keys k`;
    stage.expect("keys are stored hashed", stored?.plain === false && stored.hashed === true, stored);
    const [used] = await client`select count(*)::int as count from api_keys where last_used_at is not null`;
    stage.expect("when a key was last used is recorded", used?.count > 0);
    const log = gateway.logSince(0);
    stage.expect("no key is in the log", ![key, expired, revoked].some((one) => log.includes(one)));

    let n = 0;
    const ending = () => (n++).toString(36).padStart(3, "0");
    await timing(
      stage,
      gateway,
      () => `${key.slice(0, -3)}${ending()}`,
      () => `bsk_${"Q".repeat(key.length - 7)}${ending()}`,
    );
  },
};
