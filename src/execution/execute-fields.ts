import { type GraphQLAbstractType, GraphQLError, type GraphQLLeafType, type GraphQLObjectType } from "graphql";
import { getArgumentValues } from "graphql/execution/values.js";
import { inspect } from "graphql/jsutils/inspect.js";
import { type FieldPlan, type ObjectPlan, planBelow, type TypePlan, type Values } from "./plan.ts";
import { fail, type Place, ResolveInfo, type Run } from "./run.ts";
import { checkedType, runtimeTypeName } from "./runtime-type.ts";

/** An object to be filled by its plan. */
export const newObject = ({ blank }: ObjectPlan): Record<string, unknown> => (blank === null ? {} : { ...blank });

/** Fills an object of the answer. What takes a promise is there when it is kept; until then its key holds the place. */
export function executeFields(run: Run, { fields }: ObjectPlan, source: unknown, place: Place): void {
  const { value } = place;
  for (const field of fields) {
    const { key } = field;
    if (field.typename !== null) {
      value[key] = field.typename;
      continue;
    }
    try {
      value[key] = fill(run, field, field.type, resolveField(run, field, source, place), place, key);
    } catch (error) {
      value[key] = null;
      fail(run, error, field, field.type.nonNull, place, key);
    }
    // As in graphql-js, what comes after a field that took its object along is not executed.
    if (place.nulled) return;
  }
}

function resolveField(run: Run, field: FieldPlan, source: unknown, place: Place): unknown {
  const { resolve } = field;
  if (resolve !== null) {
    return resolve(source, field.args ?? argsOf(run, field), run.context, new ResolveInfo(run, field, place));
  }
  // As graphql-js's defaultFieldResolver.
  if ((typeof source !== "object" || source === null) && typeof source !== "function") return undefined;
  const value = (source as Record<string, unknown>)[field.definition.name];
  if (typeof value !== "function") return value;
  return value.call(source, field.args ?? argsOf(run, field), run.context, new ResolveInfo(run, field, place));
}

function argsOf(run: Run, field: FieldPlan): Values {
  const known = run.args.get(field);
  if (known !== undefined) return known;
  const args = getArgumentValues(field.definition, field.node, run.variables);
  run.args.set(field, args);
  return args;
}

/** What stands at a place's key: the completed value, or undefined while a promise is waited for. */
function fill(run: Run, field: FieldPlan, type: TypePlan, value: unknown, place: Place, key: string | number): unknown {
  if (!isPromise(value)) return complete(run, field, type, value, place, key);
  later(run, field, type, value, place, key, (kept) => complete(run, field, type, kept, place, key));
  return undefined;
}

function later<Value>(
  run: Run,
  field: FieldPlan,
  type: TypePlan,
  promise: PromiseLike<Value>,
  place: Place,
  key: string | number,
  completed: (value: Value) => unknown,
): void {
  const refuse = (error: unknown) => {
    place.value[key] = null;
    fail(run, error, field, type.nonNull, place, key);
  };
  const settle = () => {
    run.pending -= 1;
    if (run.pending === 0) run.finish?.();
  };
  run.pending += 1;
  // Of another kind it may call back at once, before the key holds the place.
  (promise instanceof Promise ? promise : Promise.resolve(promise)).then(
    (value) => {
      try {
        place.value[key] = completed(value);
      } catch (error) {
        refuse(error);
      }
      settle();
    },
    (error) => {
      refuse(error);
      settle();
    },
  );
}

/** @throws whatever makes the value unfit to stand there. */
function complete(
  run: Run,
  field: FieldPlan,
  type: TypePlan,
  value: unknown,
  place: Place,
  key: string | number,
): unknown {
  if (value == null) {
    if (!type.nonNull) return null;
    throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`);
  }
  if (value instanceof Error) throw value;
  switch (type.kind) {
    case "leaf":
      return type.isText && typeof value === "string" ? value : serialize(type.type, value);
    case "list":
      return completeList(run, field, type.item, value, below(place, key, field, type, []));
    case "object":
      return completeObject(run, field, type, type.type, value, place, key);
    case "abstract":
      return completeAbstract(run, field, type, type.type, value, place, key);
  }
}

function completeAbstract(
  run: Run,
  field: FieldPlan,
  plan: TypePlan,
  type: GraphQLAbstractType,
  value: unknown,
  place: Place,
  key: string | number,
): unknown {
  const name = runtimeTypeName(run, type, value, new ResolveInfo(run, field, place));
  const completed = (known: unknown) =>
    completeObject(run, field, plan, checkedType(run, field, type, known, value), value, place, key);
  if (!isPromise(name)) return completed(name);
  later(run, field, plan, name, place, key, completed);
  return undefined;
}

function completeList(run: Run, field: FieldPlan, item: TypePlan, values: unknown, place: Place): unknown {
  if (!isIterable(values)) {
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`);
  }
  const { value } = place;
  let index = 0;
  for (const one of values) {
    if (place.nulled) {
      // Nobody waits for it, and its rejection would end the process.
      if (isPromise(one)) one.then(undefined, () => {});
      continue;
    }
    try {
      value[index] = fill(run, field, item, one, place, index);
    } catch (error) {
      value[index] = null;
      fail(run, error, field, item.nonNull, place, index);
    }
    index += 1;
  }
  return place.nulled ? null : value;
}

function completeObject(
  run: Run,
  field: FieldPlan,
  plan: TypePlan,
  type: GraphQLObjectType,
  source: unknown,
  place: Place,
  key: string | number,
): unknown {
  const isType = type.isTypeOf?.(source, run.context, new ResolveInfo(run, field, place)) ?? true;
  if (isType === true) return fillObject(run, field, plan, type, source, place, key);
  const checked = (is: boolean) => {
    if (is) return fillObject(run, field, plan, type, source, place, key);
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(source)}.`, {
      nodes: field.nodes,
    });
  };
  if (!isPromise(isType)) return checked(isType);
  later(run, field, plan, isType, place, key, checked);
  return undefined;
}

function fillObject(
  run: Run,
  field: FieldPlan,
  plan: TypePlan,
  type: GraphQLObjectType,
  source: unknown,
  parent: Place,
  key: string | number,
): unknown {
  const objectPlan = planBelow(run.selected, field, type);
  const place = below(parent, key, field, plan, newObject(objectPlan));
  executeFields(run, objectPlan, source, place);
  return place.nulled ? null : place.value;
}

const below = (parent: Place, key: string | number, field: FieldPlan, type: TypePlan, value: object): Place => ({
  parent,
  key,
  typename: typeof key === "number" ? undefined : field.parentType.name,
  value: value as Place["value"],
  nullable: !type.nonNull,
  nulled: false,
});

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  const serialized = type.serialize(value);
  if (serialized != null) return serialized;
  throw new Error(
    `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
  );
}

const nameOf = ({ parentType, definition }: FieldPlan): string => `${parentType.name}.${definition.name}`;

function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === "object" && value !== null && typeof (value as PromiseLike<Value>).then === "function";
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === "object" && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === "function";
