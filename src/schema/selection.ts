import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";

type Paths = readonly (readonly string[])[];

/** Fields by their names, each with all places that select it. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** Where a field's own fields are selected. */
const ITSELF: Paths = [[]];

/** Where a connection's nodes are selected. */
export const NODES: Paths = [["nodes"], ["edges", "node"]];

// The nodes of a planned field are the same ones in every request that has its document.
const known = new WeakMap<readonly FieldNode[], Map<Paths, SelectedFields>>();

/**
 * The fields selected below a field, at any of the paths, which are a constant. There may be too many (what @skip leaves
 * out, what another type of an interface has), never too few.
 */
export function selectedFields(info: GraphQLResolveInfo, paths: Paths = ITSELF): SelectedFields {
  const below = known.get(info.fieldNodes) ?? new Map<Paths, SelectedFields>();
  const found = below.get(paths);
  if (found) return found;
  const fields = collectAll(info, paths);
  known.set(info.fieldNodes, below.set(paths, fields));
  return fields;
}

function collectAll(info: GraphQLResolveInfo, paths: Paths): SelectedFields {
  const fields = new Map<string, FieldNode[]>();
  for (const path of paths) {
    // Each fragment is read once for each depth: fragments that spread each other twice would take for ever.
    const seen = new Set<string>();
    for (const field of info.fieldNodes) collect(info, field.selectionSet, path, fields, seen);
  }
  return fields;
}

function collect(
  info: GraphQLResolveInfo,
  set: SelectionSetNode | undefined,
  path: readonly string[],
  fields: Map<string, FieldNode[]>,
  seen: Set<string>,
): void {
  const [next, ...rest] = path;
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const visit = `${path.length} ${selection.name.value}`;
      if (seen.has(visit)) continue;
      seen.add(visit);
      collect(info, info.fragments[selection.name.value]?.selectionSet, path, fields, seen);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(info, selection.selectionSet, path, fields, seen);
    } else if (next === undefined) {
      const places = fields.get(selection.name.value);
      if (places) places.push(selection);
      else fields.set(selection.name.value, [selection]);
    } else if (selection.name.value === next) {
      collect(info, selection.selectionSet, rest, fields, seen);
    }
  }
}

/**
 * What a statement has read because it is selected.
 * @throws Error where it was not, which is a fault of ours.
 */
export function selected<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a field that is selected was not read");
  return value;
}

/** Whether nobody asks what lies around a connection's page. */
export const isExact = (info: GraphQLResolveInfo): boolean => !selectedFields(info).has("pageInfo");
