import {
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLResolveInfo,
  locatedError,
  type OperationDefinitionNode,
} from "graphql";
import type { FieldPlan, Selected, Values } from "./plan.ts";

/** One execution of a query. */
export interface Run {
  selected: Selected;
  rootValue: unknown;
  context: unknown;
  /** Coerced. */
  variables: Values;
  /** Arguments that depend on variables: the same for each object of a list. */
  args: Map<FieldPlan, Values>;
  errors: GraphQLError[];
  /** Promises that are waited for. */
  pending: number;
  /** Called once none is. */
  finish: (() => void) | null;
}

/** An object or a list of the answer, and where it stands. */
export interface Place {
  /** Null of the whole answer. */
  parent: Place | null;
  key: string | number;
  /** Of the object that has the key; none of a list. */
  typename: string | undefined;
  value: Record<string | number, unknown>;
  /** Whether null may stand here. */
  nullable: boolean;
  /** An error took it along. What is still to come below it is of no interest. */
  nulled: boolean;
}

// As many as graphql-js tells of a document. For each it counts the lines of the document anew, and an answer may hold
// a hundred thousand fields that fail alike.
const MOST_ERRORS = 100;

const furtherErrors = () =>
  new GraphQLError(`More than ${MOST_ERRORS} fields failed. They are null, and no error tells of each of the others.`);

/** Records an error, unless something around it is null already, and nulls what may not be without the value. */
export function fail(
  run: Run,
  thrown: unknown,
  field: FieldPlan,
  nonNull: boolean,
  place: Place,
  key: string | number,
) {
  for (let around: Place | null = place; around !== null; around = around.parent) if (around.nulled) return;
  if (run.errors.length < MOST_ERRORS) run.errors.push(locatedError(thrown, field.nodes, keysTo(place, key)));
  else if (run.errors.length === MOST_ERRORS) run.errors.push(furtherErrors());
  if (!nonNull) return;
  let taken = place;
  taken.nulled = true;
  while (!taken.nullable && taken.parent !== null) {
    taken = taken.parent;
    taken.nulled = true;
  }
  if (taken.parent !== null) taken.parent.value[taken.key] = null;
}

function keysTo(place: Place, key: string | number): (string | number)[] {
  const keys = [key];
  for (let around = place; around.parent !== null; around = around.parent) keys.push(around.key);
  return keys.reverse();
}

/** What a resolver may ask about where it stands. Most ask nothing, so that it is told when asked. */
export class ResolveInfo implements GraphQLResolveInfo {
  private readonly run: Run;
  private readonly field: FieldPlan;
  private readonly place: Place;

  constructor(run: Run, field: FieldPlan, place: Place) {
    this.run = run;
    this.field = field;
    this.place = place;
  }

  get fieldName(): string {
    return this.field.definition.name;
  }
  get fieldNodes(): GraphQLResolveInfo["fieldNodes"] {
    return this.field.nodes;
  }
  get returnType(): GraphQLResolveInfo["returnType"] {
    return this.field.definition.type;
  }
  get parentType(): GraphQLResolveInfo["parentType"] {
    return this.field.parentType;
  }
  get path(): GraphQLResolveInfo["path"] {
    return { prev: pathOf(this.place), key: this.field.key, typename: this.field.parentType.name };
  }
  get schema(): GraphQLResolveInfo["schema"] {
    return this.run.selected.schema;
  }
  get fragments(): Record<string, FragmentDefinitionNode> {
    return this.run.selected.fragments;
  }
  get rootValue(): unknown {
    return this.run.rootValue;
  }
  get operation(): OperationDefinitionNode {
    return this.run.selected.operation;
  }
  get variableValues(): { [variable: string]: unknown } {
    return this.run.variables;
  }
}

function pathOf({ parent, key, typename }: Place): GraphQLResolveInfo["path"] | undefined {
  return parent === null ? undefined : { prev: pathOf(parent), key, typename };
}
