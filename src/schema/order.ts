import { builder } from "./builder.ts";

export const OrderDirection = builder.enumType("OrderDirection", {
  description: "From which end a list is sorted.",
  values: {
    ASC: { description: "Ascending: oldest, smallest or A first." },
    DESC: { description: "Descending: newest, largest or Z first." },
  },
});
