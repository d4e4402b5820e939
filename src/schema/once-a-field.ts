import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";

/**
 * What follows from a field's arguments and selection alone, worked out for the first object of a list and kept for the
 * others: within a request they have the same of both. A field has one `make`.
 */
export function onceAField<Value>(context: Context, { fieldNodes }: GraphQLResolveInfo, make: () => Value): Value {
  const known = context.ofFields.get(fieldNodes);
  if (known !== undefined) return known as Value;
  const made = make();
  context.ofFields.set(fieldNodes, made);
  return made;
}
