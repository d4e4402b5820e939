import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isRequiredArgument,
  isUnionType,
} from "graphql";

/** Arguments of fields, by `Type.field`, each set as it stands in a query: `(by: {slug: "x"})`. All of them are asked. */
export type Asked = Readonly<Record<string, readonly string[]>>;

/** One query of a walk. */
export interface Step {
  /** The fields that it is about: `Article.tags`. */
  fields: readonly string[];
  query: string;
}

/** Before a field's name, where it is asked more than once, or of several types at one place. */
export const ALIAS = "_of_";

type Field = GraphQLField<unknown, unknown>;

/**
 * Queries that together ask for every field that can be reached from Query, with everything two levels below each.
 * @param without - types and fields that are left out, with all that only they lead to.
 * @throws for a field with required arguments of which `asked` holds none: whoever adds one says how it is asked.
 */
export function walkSchema(schema: GraphQLSchema, asked: Asked, without: readonly string[]): Step[] {
  const paths = new Map<GraphQLCompositeType, Wrap[]>([[schema.getQueryType() as GraphQLCompositeType, []]]);
  const steps: Step[] = [];
  // Grows as it goes, so that types come in the order of the shortest path to them.
  for (const [type, path] of paths) {
    const step = (fields: readonly string[], parts: readonly string[]) =>
      steps.push({ fields, query: wrapped(path, parts.join(" ")) });
    const plain: [name: string, field: Field][] = [];
    for (const [name, field] of fieldsOf(type, without)) {
      const variants = asked[name] ?? [""];
      if (asked[name] === undefined && field.args.some(isRequiredArgument))
        throw new Error(`${name} has required arguments: say in \`asked\` with which it might show what is hidden.`);
      if (asked[name] === undefined) plain.push([name, field]);
      else for (const parts of partsOf(schema, field, variants, without)) step([name], parts);
      for (const [one, wrap] of below(schema, field, variants[0] ?? ""))
        if (!paths.has(one) && !without.includes(one.name)) paths.set(one, [...path, wrap]);
    }
    // A query costs more than a field in it.
    const parts = plain.map(([, field]) => `${field.name} ${selection(schema, field, without, 2)}`);
    if (plain.length > 0)
      step(
        plain.map(([name]) => name),
        parts,
      );
  }
  return steps;
}

/** How often a field is asked in one query. */
const MOST_TOGETHER = 8;

/** One field with all sets of its arguments, some of them at a time. */
function partsOf(
  schema: GraphQLSchema,
  field: Field,
  variants: readonly string[],
  without: readonly string[],
): string[][] {
  const fields = selection(schema, field, without, 2);
  const parts = variants.map((variant, index) => `v${index}${ALIAS}${field.name}: ${field.name}${variant} ${fields}`);
  const most = Math.ceil(parts.length / MOST_TOGETHER);
  return Array.from({ length: most }, (_, index) => parts.slice(index * MOST_TOGETHER, (index + 1) * MOST_TOGETHER));
}

/** What stands before and behind the fields of a type, on the way to it. */
type Wrap = readonly [before: string, behind: string];

const wrapped = (path: readonly Wrap[], inner: string): string =>
  path
    .reduceRight((text, [before, behind]) => `${before} ${text} ${behind}`, inner)
    .replace(/^(.*)$/s, "{ __typename $1 }");

/** The types that a field leads to, and what is around their fields there. */
function below(schema: GraphQLSchema, field: Field, args: string): [GraphQLCompositeType, Wrap][] {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return [];
  const before = `${field.name}${args} { __typename`;
  if (!isAbstractType(type)) return [[type, [before, "}"]]];
  return schema.getPossibleTypes(type).map((one) => [one, [`${before} ... on ${one.name} {`, "} }"]]);
}

/** Every field, as `Type.field`, that a walk is to have shown an object of. */
export const fieldsToShow = (steps: readonly Step[]): string[] =>
  [...new Set(steps.flatMap(({ fields }) => fields))].sort();

function fieldsOf(type: GraphQLCompositeType, without: readonly string[]): [name: string, field: Field][] {
  if (isUnionType(type)) return [];
  return Object.values(type.getFields())
    .map((field): [string, Field] => [`${type.name}.${field.name}`, field])
    .filter(([name, field]) => !without.includes(name) && !without.includes(getNamedType(field.type).name));
}

function selection(schema: GraphQLSchema, field: Field, without: readonly string[], depth: number): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return "";
  if (!isAbstractType(type)) return `{ __typename ${fieldsBelow(schema, type, without, depth).join(" ")} }`;
  const parts = schema.getPossibleTypes(type).filter((one) => !without.includes(one.name));
  const of = (one: GraphQLCompositeType) =>
    // Fields of one name may have different types.
    fieldsBelow(schema, one, without, 0).map((each) => `${one.name}${ALIAS}${each.trim()}: ${each}`);
  return `{ __typename ${parts.map((one) => `... on ${one.name} { ${of(one).join(" ")} }`).join(" ")} }`;
}

function fieldsBelow(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  without: readonly string[],
  depth: number,
): string[] {
  return fieldsOf(type, without)
    .filter(([, field]) => !field.args.some(isRequiredArgument))
    .filter(([, field]) => depth > 0 || isLeafType(getNamedType(field.type)))
    .map(([, field]) => `${field.name} ${selection(schema, field, without, depth - 1)}`);
}
