import fc from "fast-check";
import { expect, test } from "vitest";
import { isPublicAddress } from "../../../src/fetch/fetch-addresses.ts";

test.each([
  "1.1.1.1",
  "93.184.215.14",
  "172.32.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:82f::200e",
  // NAT64 of 1.1.1.1.
  "64:ff9b::101:101",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["0.0.0.0", "this machine"],
  ["127.0.0.1", "this machine"],
  ["127.255.255.254", "this machine"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["169.254.169.254", "link-local, where clouds keep their secrets"],
  ["100.64.0.1", "a provider's own"],
  ["100.100.100.200", "a provider's own"],
  ["168.63.129.16", "Azure's own"],
  ["192.0.0.8", "reserved"],
  ["198.18.0.1", "for benchmarks"],
  ["203.0.113.5", "for documents"],
  ["224.0.0.1", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "this machine"],
  ["::1", "this machine"],
  ["::ffff:127.0.0.1", "IPv4, mapped"],
  ["::ffff:7f00:1", "IPv4, mapped"],
  ["::127.0.0.1", "IPv4, compatible"],
  ["64:ff9b::7f00:1", "IPv4 behind NAT64"],
  ["64:ff9b::10.0.0.1", "IPv4 behind NAT64"],
  ["64:ff9b:1::1", "a network's own NAT64"],
  ["2002:7f00:1::", "IPv4 in 6to4"],
  ["2001:0:53aa:64c::1", "IPv4 in Teredo"],
  ["fe80::1", "link-local"],
  ["fc00::1", "private"],
  ["fd00:ec2::254", "private"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["2001:db8::1", "for documents"],
  ["4000::1", "not given out"],
  ["0x7f000001", "no usual form"],
  ["017700000001", "no usual form"],
  ["127.1", "no usual form"],
  ["example.com", "no address"],
  ["", "no address"],
])("%s is not: %s", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test("whatever is put into an IPv6 address, a private IPv4 address does not become public", () => {
  const part = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.constantFrom("::ffff:", "64:ff9b::", "::", "::ffff:0:"), part, part, part, (prefix, a, b, c) => {
      expect(isPublicAddress(`${prefix}10.${a}.${b}.${c}`)).toBe(false);
      expect(isPublicAddress(`${prefix}127.${a}.${b}.${c}`)).toBe(false);
    }),
  );
});
