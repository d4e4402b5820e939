/** As much of a node of PostgreSQL's plans as is looked at. */
export interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: PlanNode[];
}

/** What a statement takes. */
export interface Facts {
  milliseconds: number;
  /** Pages of 8 KiB that were looked at, each as often as it was. */
  buffers: number;
  /** Rows that came out of it. */
  rows: number;
  /** Rows of tables and entries of indexes that were read, also those that were then left out. */
  read: number;
  /** The most rows that were sorted at once. */
  sorted: number;
  /** Tables that were read from end to end. */
  scanned: string[];
  indexes: string[];
}

/** Reads a plan that was run. What was planned for and not run is left out. */
export function factsOf(plan: PlanNode, milliseconds: number): Facts {
  const nodes = [...walk(plan)];
  const indexes = nodes.flatMap((node) => node["Index Name"] ?? []);
  const sorts = nodes.filter((node) => node["Node Type"].endsWith("Sort"));
  return {
    milliseconds,
    buffers: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
    rows: plan["Actual Rows"] * plan["Actual Loops"],
    read: nodes.filter(isRead).reduce((sum, node) => sum + readBy(node), 0),
    sorted: Math.max(0, ...sorts.flatMap((node) => (node.Plans ?? []).map((child) => child["Actual Rows"]))),
    scanned: [...new Set(nodes.flatMap((node) => (isWhole(node) ? (node["Relation Name"] ?? []) : [])))].sort(),
    indexes: [...new Set(indexes)].sort(),
  };
}

function* walk(node: PlanNode): Generator<PlanNode> {
  if (node["Actual Loops"] === 0) return;
  yield node;
  for (const child of node.Plans ?? []) yield* walk(child);
}

const isWhole = (node: PlanNode): boolean => node["Node Type"] === "Seq Scan";

const isRead = (node: PlanNode): boolean => node["Relation Name"] !== undefined || node["Index Name"] !== undefined;

const readBy = (node: PlanNode): number =>
  node["Actual Loops"] *
  (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0));
