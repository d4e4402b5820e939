import type { ServerResponse } from "node:http";
import type { Facts, Phase } from "../caller.ts";

/**
 * Has the answer say in the header Server-Timing what it took: https://www.w3.org/TR/server-timing/. Browsers show it
 * among the timings of a request. It is written with the head, when all but sending is done.
 */
export function addServerTiming(response: ServerResponse, facts: Facts): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const timed = (...args: unknown[]): ServerResponse => {
    response.setHeader("server-timing", serverTiming(facts));
    return writeHead(...args);
  };
  Object.assign(response, { writeHead: timed });
}

type Ended = Phase & { ended: number };

/** As in `parse;dur=0.1, validate;dur=0.2, execute;dur=3.1, db;dur=2.4;desc="3 statements"`. */
function serverTiming({ fromMemory, parse, validate, execute, statements }: Facts): string {
  const phases = Object.entries({ parse, validate, execute })
    .filter((entry): entry is [string, Ended] => entry[1]?.ended != null)
    .map(([name, { begun, ended }]) => `${name};dur=${(ended - begun).toFixed(3)}`);
  if (statements.length > 0) {
    const sum = statements.reduce((total, { milliseconds }) => total + (milliseconds ?? 0), 0);
    const count = `${statements.length} statement${statements.length === 1 ? "" : "s"}`;
    phases.push(`db;dur=${sum.toFixed(3)};desc="${count}"`);
  }
  return [`cache;desc=${fromMemory ? "hit" : "miss"}`, ...phases].join(", ");
}
