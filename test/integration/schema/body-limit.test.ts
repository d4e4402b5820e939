import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { makeKey } from "../../support/keys.ts";

// How large a request may be, by who sends it.

let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  key = await makeKey(gateway.database.client, "sender");
});

afterAll(() => gateway.close());

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** A request of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const empty = JSON.stringify({ query: "{ __typename }", variables: { padding: "" } });
  return JSON.stringify({ query: "{ __typename }", variables: { padding: "x".repeat(bytes - empty.length) } });
}

interface Refusal {
  errors?: { message: string; extensions: { code: string } }[];
}

async function send(body: string | ReadableStream, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    duplex: "half",
  } as RequestInit);
  const { errors } = (await response.json()) as Refusal;
  return { status: response.status, errors };
}

const chunked = (text: string) => Readable.toWeb(Readable.from([Buffer.from(text)])) as ReadableStream;

test("a query of 64 KiB is read, and one of a byte more is refused", async () => {
  for (const of of [(text: string) => text, chunked]) {
    expect(await send(of(bodyOf(64 * KIBIBYTE)))).toEqual({ status: 200, errors: undefined });
    expect(await send(of(bodyOf(64 * KIBIBYTE + 1)))).toEqual({
      status: 413,
      errors: [
        { message: "The body is larger than 64 KiB, and no query needs to be.", extensions: { code: "BAD_REQUEST" } },
      ],
    });
  }
  expect(gateway.logged).toEqual([]);
});

test("with a key it may be 32 MiB", async () => {
  const authorization = `Bearer ${key}`;
  expect(await send(bodyOf(30 * MEBIBYTE), { authorization })).toEqual({ status: 200, errors: undefined });
  expect(await send(bodyOf(32 * MEBIBYTE + 1), { authorization })).toMatchObject({
    status: 413,
    errors: [{ message: "The body is larger than 32 MiB: send fewer files at a time." }],
  });
});

test("a key that opens nothing opens no larger body either", async () => {
  const authorization = `Bearer bsk_${"a".repeat(43)}`;
  expect(await send(bodyOf(2 * MEBIBYTE), { authorization })).toMatchObject({ status: 401 });
});

test("an endless body is refused while it comes", async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(0x20));
    },
  });
  expect(await send(endless)).toMatchObject({ status: 413 });
  expect(sent).toBeLessThan(64 * MEBIBYTE);
});

test("a large body that is no JSON is not sent back", async () => {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: `{${"x".repeat(2 * MEBIBYTE)}`,
  });
  const text = await response.text();
  expect(response.status).toBe(400);
  expect(text.length).toBeLessThan(1000);
  expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
});
