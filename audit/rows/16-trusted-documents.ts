import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "../row.ts";
import { codeOf, readReply, seenOf, send } from "../world/http.ts";

const TRUSTED = "query Newest { articles(first: 3) { nodes { title } } }";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const ID = sha256(TRUSTED);

const manifest = {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: [{ id: ID, name: "Newest", type: "query", body: TRUSTED }],
};

export const trustedDocuments: Row = {
  row: 16,
  title: "only trusted documents allowed (option)",
  must: "any other operation refused, GET and POST",
  quick: true,
  async attack({ ownGateway, scratch, expect, makeKey, from, unwatch }) {
    const path = join(scratch, "manifest.json");
    await writeFile(path, JSON.stringify(manifest));
    const gateway = await ownGateway({ TRUSTED_DOCUMENTS: path, TRUSTED_ONLY: "on" });
    // An innocent asks for what is trusted here: what it always asks for is what must be refused.
    await unwatch(gateway).catch(() => {});
    const { endpoint, ask } = gateway;
    const json = { "content-type": "application/json" };
    const post = async (body: unknown) =>
      readReply(await send(endpoint, { method: "POST", headers: json, body: JSON.stringify(body), from }));
    const get = async (params: Record<string, string>) =>
      readReply(await send(`${endpoint}?${new URLSearchParams(params)}`, { from }));

    const persisted = { persistedQuery: { version: 1, sha256Hash: ID } };
    const trusted = [
      await post({ documentId: ID }),
      await post({ extensions: persisted }),
      await get({ documentId: ID }),
      await get({ extensions: JSON.stringify(persisted) }),
    ];
    for (const [n, reply] of trusted.entries())
      expect(`a trusted document is answered (${n + 1})`, reply.data?.articles.nodes.length === 3, seenOf(reply));

    const other = "{ articles(first: 4) { nodes { title } } }";
    const forged = { persistedQuery: { version: 1, sha256Hash: sha256(other) } };
    const key = await makeKey(gateway.databaseUrl, "importer");
    const refused = [
      await post({ query: other }),
      await get({ query: other }),
      await get({ query: "{ __typename }" }),
      await post({ query: other, extensions: forged }),
      await get({ query: other, extensions: JSON.stringify(forged) }),
      await post({ query: other, extensions: persisted }),
      await post({ query: other, documentId: ID }),
      await post({ documentId: sha256(other) }),
      await post({ extensions: forged }),
      await post({ query: `${TRUSTED} `, operationName: "Other" }),
      await ask('mutation { deleteArticles(input: {source: "x", paths: ["y"]}) { deletedIds } }', { key }),
      await ask("{ __schema { queryType { name } } }"),
    ];
    for (const [n, reply] of refused.entries()) {
      const nothing = reply.data === undefined || reply.data === null || reply.data.articles?.nodes.length === 3;
      expect(
        `another operation is refused (${n + 1})`,
        nothing && (reply.errors.length > 0 || reply.data),
        seenOf(reply),
      );
    }
    expect(
      "with a code",
      refused[0] !== undefined && codeOf(refused[0]) === "PERSISTED_QUERY_ONLY",
      refused[0] && seenOf(refused[0]),
    );
  },
};
