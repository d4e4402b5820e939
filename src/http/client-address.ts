import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

/** Where a request comes from, as limits count it: an IPv4 address, or the 64 bits of an IPv6 address that one household has. */
export type ClientAddress = (request: IncomingMessage) => string;

/** Of a client that is gone already. */
const UNKNOWN = "unknown";

/**
 * Makes what finds addresses.
 * @param proxies - how many stand before the gateway, each of which adds to X-Forwarded-For whom it was asked by. That many
 *   entries from the right are theirs; what stands before is the client's own words. `Forwarded` (RFC 7239) is not read: a proxy
 *   that adds to the one header hands on the other as it came.
 */
export function createClientAddress(proxies: number): ClientAddress {
  return ({ socket, headers }) => {
    const forwarded = proxies === 0 ? null : entry(headers["x-forwarded-for"], proxies);
    return forwarded ?? counted(socket.remoteAddress ?? "") ?? UNKNOWN;
  };
}

/** Null where there is none, or no address. Who is asked past the outer proxies has fewer entries, all of them true. */
function entry(header: string | string[] | undefined, fromRight: number): string | null {
  if (header === undefined) return null;
  const entries = String(header).split(",");
  return counted(withoutPort((entries.at(-fromRight) ?? entries[0] ?? "").trim()));
}

// As some proxies write them: 192.0.2.1:4711, [2001:db8::1]:4711.
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/;

function withoutPort(text: string): string {
  const [, inBrackets, plain] = WITH_PORT.exec(text) ?? [];
  return inBrackets ?? plain ?? text;
}

const BYTES_OF_A_NETWORK = 8;
const IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

function counted(text: string): string | null {
  if (IPV4.test(text)) return text;
  if (!text.includes(":") || !ipaddr.isValid(text)) return null;
  // What is an IPv4 address within an IPv6 one becomes that.
  const address = ipaddr.process(text);
  if (address.kind() === "ipv4") return address.toString();
  return `${Buffer.from(address.toByteArray().slice(0, BYTES_OF_A_NETWORK)).toString("hex")}/64`;
}
