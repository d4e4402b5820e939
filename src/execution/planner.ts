import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from "graphql";
import { type ObjectPlan, planRoot, type Selected, type Values } from "./plan.ts";

/** What an execution of a query goes by. */
export interface QueryPlan {
  selected: Selected;
  root: ObjectPlan;
}

/** Plans queries, and keeps plans for when they are asked again. */
export interface Planner {
  /** Null where it is no query that can be planned: what is left to another executor. */
  plan(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    fragments: Record<string, FragmentDefinitionNode>,
  ): PlannedOperation | null;
}

/** A query of a document. */
export interface PlannedOperation {
  operation: OperationDefinitionNode;
  /** @throws GraphQLError where a condition of the root's fields cannot be told. */
  plan(variables: Values): QueryPlan;
}

// A field's plan takes some 500 bytes: of all, 20 MB at the most.
const MOST_FIELDS = 40_000;
const MOST_FIELDS_OF_ONE = 4_000;
// A plan holds its document for as long as it is kept, whatever that says: 94 bytes a character, so that so many are a field.
const CHARACTERS_OF_A_FIELD = 5;

const EMPTY: ObjectPlan = { fields: [], blank: null };

interface Kept extends QueryPlan {
  size: number;
}

/** Makes a planner for a schema. What it keeps is bounded by the number of planned fields and the length of their documents; what was not used for longest goes. */
export function createPlanner(schema: GraphQLSchema): Planner {
  const rootType = schema.getQueryType();
  const plans = new Map<string, Kept>();
  let fields = 0;
  let ids = 0;

  function forget(key: string): void {
    fields -= plans.get(key)?.size ?? 0;
    plans.delete(key);
  }

  function keep(key: string, selected: Omit<Selected, "onPlanned">): Kept {
    if (!rootType) throw new TypeError("The schema has no queries.");
    const grow = (by: number) => {
      kept.size += by;
      if (plans.get(key) !== kept) return;
      fields += by;
      if (kept.size > MOST_FIELDS_OF_ONE) forget(key);
      for (const oldest of plans.keys()) {
        if (fields <= MOST_FIELDS || oldest === key) break;
        forget(oldest);
      }
    };
    const kept: Kept = { selected: { ...selected, onPlanned: () => grow(1) }, root: EMPTY, size: 0 };
    plans.set(key, kept);
    grow(sizeOf(selected.operation));
    try {
      kept.root = planRoot(kept.selected, rootType);
    } catch (error) {
      forget(key);
      throw error;
    }
    return kept;
  }

  return {
    plan(document, operation, fragments) {
      if (operation.operation !== OperationTypeNode.QUERY || hasUnsafeKey(document)) return null;
      const id = ids++;
      const names = conditionNames(document);
      return {
        operation,
        plan(variables) {
          const conditions = Object.fromEntries(names.map((name) => [name, variables[name]]));
          const key = names.length === 0 ? `${id}` : `${id} ${JSON.stringify(Object.values(conditions))}`;
          const kept = plans.get(key);
          if (kept === undefined) return keep(key, { schema, operation, fragments, conditions });
          plans.delete(key);
          plans.set(key, kept);
          return kept;
        },
      };
    },
  };
}

/** What holding an operation's document takes, in fields; 1 for the least. */
const sizeOf = ({ loc }: OperationDefinitionNode): number =>
  Math.ceil((loc?.source.body.length ?? 0) / CHARACTERS_OF_A_FIELD) + 1;

/** Whether the answer would have the key `__proto__`, which is none of an ordinary object's own. */
function hasUnsafeKey(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: ({ alias }) => {
      if (alias?.value === "__proto__") found = true;
    },
  });
  return found;
}

/** The variables that @skip and @include ask for: by their values the same document selects other fields. */
function conditionNames(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
