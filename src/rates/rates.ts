import { Allowance, policyOf } from "./allowance.ts";
import type { Windows } from "./windows.ts";

/** Points that may be spent in a minute; 0 for as many as anybody likes. */
export interface RateLimits {
  /** By one address. */
  address: number;
  /** By one key, whatever address it comes from. */
  key: number;
}

/** What a request costs that is answered from memory, or not at all. */
export const REQUEST = 1;
/** What executing an operation costs beside the objects that it may find. */
export const EXECUTION = 20;
/** What a key that opens nothing costs: it is looked up in the database. */
const WRONG_KEY = 1_000;

/** What may be spent by whom. */
export interface Rates {
  /**
   * What a request may spend; null where no limit applies.
   * @param subject - whom its key belongs to; null of a request without one.
   */
  of(subject: string | null, address: string): Allowance | null;
  /** Notes that somebody at that address has sent a key that opens nothing. */
  noteWrongKey(address: string): void;
  /** What somebody may spend who sends such keys; null as long as they may go on. */
  outOfKeys(address: string): Allowance | null;
}

/** Makes what counts what is spent. */
export function createRates(windows: Windows, limits: RateLimits): Rates {
  const byAddress = policyOf("address", limits.address);
  const byKey = policyOf("key", limits.key);
  // Apart from all else: who has a right key may well share the address.
  const keysOf = (address: string) => new Allowance(windows, windows.of(`wrong ${address}`), byAddress);
  return {
    of(subject, address) {
      const policy = subject === null ? byAddress : byKey;
      if (policy.limit === 0) return null;
      return new Allowance(windows, windows.of(subject ?? address), policy);
    },
    noteWrongKey: (address) => {
      if (limits.address > 0) keysOf(address).spend(WRONG_KEY);
    },
    outOfKeys(address) {
      if (limits.address === 0) return null;
      const allowance = keysOf(address);
      return allowance.isSpent ? allowance : null;
    },
  };
}
