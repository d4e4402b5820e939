import { Agent } from "node:http";
import { askAt, type GraphqlReply } from "../world/http.ts";
import type { Question } from "../world/load.ts";

/** What came of all requests so far. */
export interface Tally {
  sent: number;
  right: number;
  /** What an answer said in place of what is right. */
  wrong: string[];
  /** Errors by their codes, and what the network said. */
  errors: Map<string, number>;
  /** Not sent, since too many were under way. */
  heldBack: number;
  took: number[];
}

/** How many may be under way. */
const MOST_UNDER_WAY = 200;
const TICK = 10;

/** Sends so many requests a second, whether they are answered or not, until it is told to stop. */
export function startPace(
  endpoint: string,
  perSecond: number,
  next: () => Question,
): { tally: Tally; stop(): Promise<Tally> } {
  const tally: Tally = { sent: 0, right: 0, wrong: [], errors: new Map(), heldBack: 0, took: [] };
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    const owed = ((performance.now() - started) / 1000) * perSecond;
    for (; due < owed; due++) {
      if (underWay.size >= MOST_UNDER_WAY) {
        tally.heldBack++;
        continue;
      }
      const asking: Promise<void> = ask(endpoint, next(), agent, tally).finally(() => underWay.delete(asking));
      underWay.add(asking);
    }
  }, TICK);
  return {
    tally,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      agent.destroy();
      return tally;
    },
  };
}

async function ask(endpoint: string, { query, variables, judge }: Question, agent: Agent, tally: Tally): Promise<void> {
  tally.sent++;
  const reply = await askAt(endpoint, query, { variables, agent }).catch((error: { code?: string }) => error);
  if (!("status" in reply)) return count(tally, reply.code ?? "no answer");
  tally.took.push(reply.milliseconds);
  if (reply.errors.length > 0 || reply.status !== 200) return count(tally, codeOf(reply));
  const wrong = judge(reply.data);
  if (wrong === null) tally.right++;
  else tally.wrong.push(wrong);
}

const codeOf = ({ status, errors }: GraphqlReply) => `${status} ${errors[0]?.extensions?.code ?? "without a code"}`;
const count = ({ errors }: Tally, what: string): void => void errors.set(what, (errors.get(what) ?? 0) + 1);
