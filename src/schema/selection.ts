import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";

/**
 * The names of the fields selected below a field, at any of the paths given ([] is right below it). It may name too many
 * (what @skip leaves out, what another type of an interface has), never too few.
 */
export function selectedFields(info: GraphQLResolveInfo, paths: readonly (readonly string[])[] = [[]]): Set<string> {
  const names = new Set<string>();
  for (const path of paths) {
    // Each fragment is read once for each depth: fragments that spread each other twice would take for ever.
    const seen = new Set<string>();
    for (const field of info.fieldNodes) collect(info, field.selectionSet, path, names, seen);
  }
  return names;
}

function collect(
  info: GraphQLResolveInfo,
  set: SelectionSetNode | undefined,
  path: readonly string[],
  names: Set<string>,
  seen: Set<string>,
): void {
  const [next, ...rest] = path;
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const visit = `${path.length} ${selection.name.value}`;
      if (seen.has(visit)) continue;
      seen.add(visit);
      collect(info, info.fragments[selection.name.value]?.selectionSet, path, names, seen);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(info, selection.selectionSet, path, names, seen);
    } else if (next === undefined) {
      names.add(selection.name.value);
    } else if (selection.name.value === next) {
      collect(info, selection.selectionSet, rest, names, seen);
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

/** Where a connection's nodes are selected. */
export const NODES = [["nodes"], ["edges", "node"]] as const;

/** Whether nobody asks what lies around a connection's page. */
export const isExact = (info: GraphQLResolveInfo): boolean => !selectedFields(info).has("pageInfo");
