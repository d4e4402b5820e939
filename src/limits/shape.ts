import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** How large a part of a document is, its fragments spread. */
export interface Shape {
  /** Fields inside fields; `{ a }` has 1. */
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
}

const NOTHING: Shape = { depth: 0, fields: 0, aliases: 0, directives: 0 };

/**
 * The largest depth and the largest numbers among the operations and fragments of a document, each with its fragments
 * spread. Takes as long as the document is, whatever its fragments spread to; of fragments that spread themselves, which
 * validation refuses, the second round is left out.
 */
export function shapeOf(document: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<SelectionSetNode, Shape>();

  const measure = (set: SelectionSetNode | undefined): Shape => {
    if (set === undefined) return NOTHING;
    const known = measured.get(set);
    if (known) return known;
    measured.set(set, NOTHING);
    const shape = set.selections.map(measureSelection).reduce(beside, NOTHING);
    measured.set(set, shape);
    return shape;
  };
  const measureSelection = (selection: SelectionSetNode["selections"][number]): Shape => {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) {
      const aliases = selection.alias === undefined ? 0 : 1;
      const below = measure(selection.selectionSet);
      return beside({ depth: below.depth + 1, fields: 1, aliases, directives }, below);
    }
    const below = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    return beside({ ...NOTHING, directives }, measure(below?.selectionSet));
  };

  return document.definitions.reduce((largest, definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) return largest;
    const own = { ...NOTHING, directives: definition.directives?.length ?? 0 };
    return largestOf(largest, beside(own, measure(definition.selectionSet)));
  }, NOTHING);
}

const beside = (a: Shape, b: Shape): Shape => ({
  depth: Math.max(a.depth, b.depth),
  fields: a.fields + b.fields,
  aliases: a.aliases + b.aliases,
  directives: a.directives + b.directives,
});

const largestOf = (a: Shape, b: Shape): Shape => ({
  depth: Math.max(a.depth, b.depth),
  fields: Math.max(a.fields, b.fields),
  aliases: Math.max(a.aliases, b.aliases),
  directives: Math.max(a.directives, b.directives),
});
