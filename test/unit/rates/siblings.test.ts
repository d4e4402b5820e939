import { expect, test, vi } from "vitest";
import { type Siblings, shareWithSiblings } from "../../../src/rates/exchange.ts";
import { type Spending, Windows } from "../../../src/rates/windows.ts";

test("processes on one port count together", async () => {
  const now = Date.now();
  const listeners: ((spendings: readonly Spending[]) => void)[] = [];
  const join = (place: number) => {
    const windows = new Windows(() => now, true);
    const siblings: Siblings = {
      tell: (spendings) => {
        for (const [index, listener] of listeners.entries()) if (index !== place) listener(spendings);
      },
      onTold: (listener) => {
        listeners[place] = listener;
      },
    };
    return { windows, exchange: shareWithSiblings(windows, siblings) };
  };
  const all = [join(0), join(1), join(2)];
  for (const [place, { windows }] of all.entries()) windows.spend(windows.of("a"), 10 ** place);
  await vi.waitFor(() => expect(all.map(({ windows }) => windows.of("a").spent)).toEqual([111, 111, 111]));
  for (const { exchange } of all) await exchange.close();
});
