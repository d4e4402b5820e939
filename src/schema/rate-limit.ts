import type { Allowance } from "../rates/allowance.ts";
import { builder } from "./builder.ts";

const RateLimit = builder.objectRef<Allowance>("RateLimit").implement({
  description: "What may be spent in a minute, by one address or with one key.",
  fields: (t) => ({
    cost: t.exposeInt("cost", {
      description: "What this request cost: 1, and where it is executed 20 and 1 for each object that it may find.",
    }),
    limit: t.exposeInt("limit", { description: "What may be spent in a minute." }),
    remaining: t.exposeInt("remaining", { description: "What is left of it." }),
    resetAt: t.field({
      type: "DateTime",
      description: "When there is as much again.",
      resolve: (allowance) => allowance.resetsAt,
    }),
  }),
});

builder.queryField("rateLimit", (t) =>
  t.field({
    type: RateLimit,
    nullable: true,
    description:
      "What this request cost and what is left; null where no limit applies. An answer that holds it is never cached.",
    resolve: (_root, _args, { made, allowance }) => {
      if (made) made.keepable = false;
      return allowance ?? null;
    },
  }),
);
