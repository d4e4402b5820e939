import ipaddr from "ipaddr.js";

/** Addresses that look public and lead into the machine's own network: Azure answers its machines under this one. */
const INTERNAL = new Set(["168.63.129.16"]);

/** RFC 4291, section 2.4: all of IPv6's public unicast addresses are given out from here. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
/** RFC 6052: an IPv4 address in the clothes of an IPv6 one. Networks without IPv4 reach all of it in this way. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Whether an IP address is one that the public internet routes to a single machine: not private, local, reserved,
 * multicast, nor an IPv4 address that another form hides (mapped, 6to4, Teredo). Behind NAT64's prefix the address
 * inside decides.
 * @param address - in the usual forms; anything else is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return isPublicIPv4(ipaddr.IPv4.parse(address));
  if (!ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.match(NAT64)) return isPublicIPv4(new ipaddr.IPv4(parsed.toByteArray().slice(-4)));
  return parsed.range() === "unicast" && parsed.match(GLOBAL_UNICAST);
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && !INTERNAL.has(address.toString());
}
