import { expect, test } from "vitest";
import { explainConnectionError, isDriverFailure } from "../../../src/db/unreachable.ts";

const explain = (code: string, url = "postgres://me:s3cret@db.example/articles") =>
  explainConnectionError(Object.assign(new Error("x"), { code }), url);

test.each(["57P01", "57P02", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED"])(
  "%s says that the connection is lost and that the work goes on",
  (code) => {
    expect(explain(code)).toBe(
      "The connection to the database is lost: once PostgreSQL is up again, the same command goes on from there.",
    );
  },
);

test("a full disk and an unknown setting are told of", () => {
  expect(explain("53100")).toMatch(/^The database's disk is full: .*goes on from there\.$/);
  expect(explain("42704")).toMatch(/db\.example:5432 does not know a setting behind the \? of DATABASE_URL/);
});

test.each([
  ["?sslmode=require", true],
  ["?ssl=verify-full", true],
  ["?sslmode=disable", false],
  ["", false],
])("a server that does not answer at an address with %j is told of with TLS: %j", (query, tls) => {
  const url = `postgres://me:s3cret@db.example/articles${query}`;
  expect(explain("ECONNRESET", url)?.includes("PostgreSQL with TLS")).toBe(tls);
  expect(explain("ECONNRESET", url)).not.toContain("s3cret");
});

test("the driver's failure over a socket that is gone is told apart from ours", () => {
  const error = new TypeError("Cannot read properties of null (reading 'write')");
  expect(isDriverFailure(error)).toBe(false);
  error.stack = `${error}\n    at Immediate.nextWrite (file:///srv/node_modules/postgres/src/connection.js:255:22)`;
  expect(isDriverFailure(error)).toBe(true);
  expect(isDriverFailure("text")).toBe(false);
});
