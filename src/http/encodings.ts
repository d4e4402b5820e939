import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";

/** How the bytes of a body can be sent. */
export type Encoding = (typeof encodings)[number];

/** The smallest first. */
export const encodings = ["br", "gzip", "identity"] as const;

/**
 * The encoding in which to send, by the header Accept-Encoding. Among what the client accepts at all, the choice is ours.
 * Whoever accepts nothing, not even identity, is better served with plain bytes than with 406.
 */
export function negotiateEncoding(accepted: string | undefined): Encoding {
  const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
  const possible = new Negotiator({ headers }).encodings([...encodings]);
  return encodings.find((encoding) => possible.includes(encoding)) ?? "identity";
}

/** The same, for those who ask often: there are few such headers, and they come again and again. */
export function createNegotiation(): typeof negotiateEncoding {
  const known = new LRUCache<string, Encoding>({ max: 200 });
  return (accepted) => {
    if (accepted === undefined) return "identity";
    const found = known.get(accepted);
    if (found !== undefined) return found;
    const encoding = negotiateEncoding(accepted);
    known.set(accepted, encoding);
    return encoding;
  };
}
