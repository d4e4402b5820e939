import type { Window, Windows } from "./windows.ts";

/** How much may be spent in a minute, by whom. */
export interface Policy {
  /** As the headers call it. */
  name: "address" | "key";
  limit: number;
  /** The header RateLimit-Policy. */
  header: string;
}

export const policyOf = (name: Policy["name"], limit: number): Policy => ({
  name,
  limit,
  header: `"${name}";q=${limit};qu="points";w=60`,
});

/** What a request may spend, and has spent. Whoever has anything left may ask: the last operation may take more than that. */
export class Allowance {
  /** What the request itself has cost so far. */
  cost = 0;
  private readonly windows: Windows;
  private readonly window: Window;
  private readonly policy: Policy;

  constructor(windows: Windows, window: Window, policy: Policy) {
    this.windows = windows;
    this.window = window;
    this.policy = policy;
  }

  /** Says false, and takes nothing, where nothing was left. */
  spend(points: number): boolean {
    if (this.isSpent) return false;
    this.cost += points;
    this.windows.spend(this.window, points);
    return true;
  }

  get isSpent(): boolean {
    return this.window.spent >= this.policy.limit;
  }
  get limit(): number {
    return this.policy.limit;
  }
  get remaining(): number {
    return Math.max(0, this.policy.limit - this.window.spent);
  }
  get resetsAt(): Date {
    return new Date(this.window.resetsAt);
  }
  /** Until there is as much again; 1 at the least. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil(this.windows.left(this.window) / 1_000));
  }
  /**
   * Names and values by turns:
   * https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.txt
   */
  get headers(): readonly string[] {
    const { name, header } = this.policy;
    return ["ratelimit-policy", header, "ratelimit", `"${name}";r=${this.remaining};t=${this.secondsLeft}`];
  }
}
