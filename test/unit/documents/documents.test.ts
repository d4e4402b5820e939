import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createDocuments } from "../../../src/documents/documents.ts";

const hashed = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(text).digest("hex") } },
});

test("what is remembered is bounded by its length, and the least used goes first", () => {
  const documents = createDocuments({ trusted: null, trustedOnly: false, automatic: true });
  const large = (n: number) => `{ __typename } # ${n} ${"x".repeat(60_000)}`;
  documents.textOf({ query: "{ __typename }", ...hashed("{ __typename }") });
  for (let n = 0; n < 100; n++) {
    documents.textOf({ query: large(n), ...hashed(large(n)) });
    // It is in use.
    expect(documents.textOf(hashed("{ __typename }"))).toBe("{ __typename }");
  }
  expect(documents.textOf(hashed(large(99)))).toBe(large(99));
  expect(() => documents.textOf(hashed(large(0)))).toThrow("PersistedQueryNotFound");
});

test("what is no name is left to whoever reads the request next", () => {
  const documents = createDocuments({ trusted: null, trustedOnly: false, automatic: true });
  for (const extensions of [
    undefined,
    null,
    [],
    "a",
    { persistedQuery: null },
    { persistedQuery: { sha256Hash: 1 } },
  ]) {
    expect(documents.textOf({ extensions })).toBeUndefined();
    expect(documents.textOf({ query: "{ a }", extensions })).toBe("{ a }");
  }
  expect(documents.textOf({ query: 7, documentId: 7 })).toBe(7);
});
