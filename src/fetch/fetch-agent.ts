import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";
import { isPublicAddress } from "./fetch-addresses.ts";

/** A host has an address that is not public: nothing was connected to. */
export class AddressRefused extends Error {
  readonly hostname: string;

  constructor(hostname: string, address: string) {
    super(
      hostname === address
        ? `${hostname} is no public address`
        : `${hostname} leads to ${address}, which is no public address`,
    );
    this.hostname = hostname;
  }
}

/** A host is none of those that were named: nothing was connected to. */
export class HostRefused extends Error {
  constructor(hostname: string) {
    super(`${hostname} is none of the hosts that are allowed`);
  }
}

/** What an agent may connect to, and how names are resolved. */
export interface SafeAgentOptions {
  /** `host` or `host:port`, an IPv6 address in brackets: exempt from the rule of public addresses. */
  allowedHosts: readonly string[];
  /** Whether a host may be connected to at all, redirects included; every one may where it is left out. */
  permits?: (hostname: string) => boolean;
  /** Milliseconds to resolve and connect. */
  connectTimeout: number;
  /** As `dns.lookup`, which it is by default; asked for all addresses of a name. */
  lookup?: LookupFunction;
}

/**
 * An agent of undici that connects to public addresses only, however they are written: each address of a DNS answer is
 * checked, and the ones that were checked are the ones connected to, since the name is resolved once. It fails with
 * AddressRefused before any packet is sent.
 */
export function createSafeAgent({
  allowedHosts,
  permits = () => true,
  connectTimeout,
  lookup = systemLookup,
}: SafeAgentOptions): Agent {
  const guarded = buildConnector({ timeout: connectTimeout, lookup: publicOnly(lookup) });
  const exempt = buildConnector({ timeout: connectTimeout, lookup });
  const isExempt = exemption(allowedHosts);
  return new Agent({
    connect: (options, callback) => {
      const { hostname, protocol } = options;
      const port = options.port || (protocol === "https:" ? "443" : "80");
      if (!permits(hostname)) return callback(new HostRefused(hostname), null);
      if (isExempt(hostname, port)) return exempt(options, callback);
      // For an address that is written out, no lookup takes place.
      if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) {
        return callback(new AddressRefused(hostname, hostname), null);
      }
      return guarded(options, callback);
    },
  });
}

/** One address that is not public spoils the whole answer: it is never given out together with public ones. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, answer) => {
      if (error) return callback(error, []);
      const addresses = answer as LookupAddress[];
      const refused = addresses.find(({ address }) => !isPublicAddress(address));
      const first = addresses[0];
      if (refused || !first) return callback(new AddressRefused(hostname, refused?.address ?? "no address"), []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function exemption(allowedHosts: readonly string[]): (hostname: string, port: string) => boolean {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  return (hostname, port) => {
    const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname.toLowerCase();
    return allowed.has(host) || allowed.has(`${host}:${port}`);
  };
}
