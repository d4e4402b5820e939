import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { createClientAddress } from "../../../src/http/client-address.ts";

const from = (proxies: number, remoteAddress: string | undefined, forwarded?: string): string =>
  createClientAddress(proxies)({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  } as IncomingMessage);

test.each([
  ["an address", 0, "192.0.2.1", undefined, "192.0.2.1"],
  ["IPv4 within IPv6", 0, "::ffff:192.0.2.1", undefined, "192.0.2.1"],
  ["a household of IPv6", 0, "2001:db8:1:2:3:4:5:6", undefined, "20010db800010002/64"],
  ["another of its addresses", 0, "2001:db8:1:2::1", undefined, "20010db800010002/64"],
  ["a zone", 0, "fe80::1%eth0", undefined, "fe80000000000000/64"],
  ["a client that is gone", 0, undefined, undefined, "unknown"],
  ["a header that nobody answers for", 0, "192.0.2.1", "198.51.100.7", "192.0.2.1"],
  ["one proxy", 1, "10.0.0.1", "198.51.100.7", "198.51.100.7"],
  ["one proxy, and what the client says", 1, "10.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"],
  ["two proxies", 2, "10.0.0.1", "1.1.1.1, 198.51.100.7,10.0.0.2", "198.51.100.7"],
  ["two proxies, one of them passed by", 2, "10.0.0.1", "198.51.100.7", "198.51.100.7"],
  ["a proxy that says nothing", 1, "10.0.0.1", undefined, "10.0.0.1"],
  ["a proxy that says nonsense", 1, "10.0.0.1", "unknown", "10.0.0.1"],
  ["nothing between commas", 1, "10.0.0.1", "198.51.100.7, ", "10.0.0.1"],
  ["a port", 1, "10.0.0.1", "198.51.100.7:4711", "198.51.100.7"],
  ["a port of IPv6", 1, "10.0.0.1", "[2001:db8::1]:4711", "20010db800000000/64"],
  ["IPv6 without brackets", 1, "10.0.0.1", "2001:db8::1", "20010db800000000/64"],
  ["an address with spaces and more", 1, "10.0.0.1", `198.51.100.7 ${"x".repeat(50)}`, "10.0.0.1"],
])("%s", (_what, proxies, remote, forwarded, expected) => {
  expect(from(proxies, remote, forwarded)).toBe(expected);
});
