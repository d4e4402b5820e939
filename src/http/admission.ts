import type { IncomingMessage } from "node:http";
import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import type { Caller } from "../caller.ts";
import type { ErrorCode } from "../errors.ts";
import type { Allowance } from "../rates/allowance.ts";
import { type Rates, REQUEST } from "../rates/rates.ts";
import type { ClientAddress } from "./client-address.ts";
import type { Identify } from "./identify.ts";

/** What letting requests in takes. */
export interface AdmissionDeps {
  identify: Identify;
  rates: Rates;
  addressOf: ClientAddress;
  log: Logger;
}

/**
 * Finds out who asks, and takes what a request costs from what they may spend: by headers alone, before anything is read.
 * @returns what has run out, where nothing is left; null where the request is let in.
 * @throws GraphQLError that says 401 for a key that opens nothing.
 */
export type Admit = (request: IncomingMessage, caller: Caller) => Promise<Allowance | null> | Allowance | null;

const WRONG_KEY: ErrorCode = "UNAUTHENTICATED";

/** Makes what lets requests in. */
export function createAdmission({ identify, rates, addressOf, log }: AdmissionDeps): Admit {
  let hasWarned = false;
  // Where it was asked for, it is known who the addresses are.
  const warn = ({ headers, socket }: IncomingMessage, address: string) => {
    if (hasWarned || headers["x-forwarded-for"] === undefined || !address.startsWith(socket.remoteAddress ?? "?"))
      return;
    hasWarned = true;
    log.warn(
      { address },
      "An address has spent all that one may, and names others in X-Forwarded-For: if it is a proxy of yours, set TRUST_PROXY",
    );
  };

  const charge = (request: IncomingMessage, caller: Caller, address: string): Allowance | null => {
    const allowance = rates.of(caller.subject, address);
    caller.allowance = allowance;
    if (allowance === null || allowance.spend(REQUEST)) return null;
    if (caller.subject === null) warn(request, address);
    return allowance;
  };

  async function identified(request: IncomingMessage, caller: Caller, authorization: string, address: string) {
    const spent = rates.outOfKeys(address);
    if (spent !== null) return spent;
    try {
      Object.assign(caller, await identify(authorization));
    } catch (error) {
      if (isWrongKey(error)) {
        rates.noteWrongKey(address);
        charge(request, caller, address);
      }
      throw error;
    }
    return charge(request, caller, address);
  }

  return (request, caller) => {
    const { authorization } = request.headers;
    const address = addressOf(request);
    // What is awaited costs a turn.
    return authorization === undefined
      ? charge(request, caller, address)
      : identified(request, caller, authorization, address);
  };
}

const isWrongKey = (error: unknown): boolean => error instanceof GraphQLError && error.extensions.code === WRONG_KEY;
