// Operations over the schema of world.ts, made up by a seed.

/** An operation and its variables; by chance it may not be valid. */
export interface MadeUp {
  query: string;
  variables: Record<string, unknown>;
}

const OBJECTS: Record<string, string> = { one: "", sure: "", many: "", some: "", all: "", grid: "" };
const LEAVES = ["text", "certain", "color", "on", "size", "__typename"];
const CALLS = [
  "count",
  "count(x: 1)",
  "count(x: $x)",
  'count(in: {text: "a"})',
  'count(in: {text: "a", x: $x, in: {text: "b"}, list: ["c", "d"]})',
  "count(in: $in)",
  "count(list: 5)",
  "count(list: [1, $n])",
  "count(list: $list, color: GREEN)",
  "count(color: $color)",
  "count(x: null)",
];
const HEAD = `query Made($x: Int, $n: Int! = 4, $in: In, $list: [Int!], $color: Color = GREEN, $p: Boolean!, $q: Boolean = true)`;

/** The same seed makes the same operation. */
export function makeOperation(seed: number): MadeUp {
  const random = createRandom(seed);
  const pick = <One>(list: readonly One[]): One => list[random(list.length)] as One;
  const directive = () =>
    random(4) > 0
      ? ""
      : ` ${pick(["@include(if: $p)", "@skip(if: $q)", "@skip(if: $p) @include(if: $q)", "@include(if: false)", "@skip(if: false)"])}`;
  const alias = () => (random(5) > 0 ? "" : `${pick(["x", "y"])}${random(1000)}: `);

  function selection(type: string, depth: number): string {
    const count = 1 + random(4);
    const parts = Array.from({ length: count }, () => part(type, depth));
    return `{ ${parts.join(" ")} }`;
  }

  function part(type: string, depth: number): string {
    if (random(6) === 0 && depth < 4) return fragmentPart(type, depth);
    if (type === "Node" || type === "Either") return abstractPart(type, depth);
    if (type === "B")
      return depth < 5 && random(3) === 0
        ? `${alias()}other${directive()} ${selection("B", depth + 1)}`
        : `${pick(["name", "id", "__typename"])}${directive()}`;
    const kind = random(depth < 4 ? 4 : 2);
    if (kind === 0) return `${alias()}${pick(LEAVES)}${directive()}`;
    if (kind === 1) return `c${random(1000)}: ${pick(CALLS)}${directive()}`;
    const below = type === "Query" ? "A" : "B";
    if (kind === 2) return `${alias()}${pick(Object.keys(OBJECTS))}${directive()} ${selection(below, depth + 1)}`;
    const [field, named] = pick([
      ["node", "Node"],
      ["nodes", "Node"],
      ["either", "Either"],
    ]) as [string, string];
    return `${alias()}${field}${directive()} ${selection(named, depth + 1)}`;
  }

  function abstractPart(type: string, depth: number): string {
    if (type === "Node" && random(2) === 0) return pick(["id", "__typename"]);
    return `... on ${pick(["A", "B"].map((one) => `${one}${directive()} ${selection(one, depth + 1)}`))}`;
  }

  function fragmentPart(type: string, depth: number): string {
    if ((type === "A" || type === "B") && random(2) === 0) return `...Of${type}${directive()}`;
    return `...${directive()} ${selection(type, depth + 1)}`;
  }

  const variables: Record<string, unknown> = { p: random(2) === 0 };
  if (random(2) === 0) variables.q = random(2) === 0;
  if (random(2) === 0) variables.x = pick([1, null, 2]);
  if (random(2) === 0) variables.in = pick([{ text: "v" }, { text: "v", in: { text: "w" }, list: "one" }, null]);
  if (random(3) === 0) variables.list = pick([[1, 2], 3, null]);
  if (random(3) === 0) variables.color = pick(["RED", null]);
  if (random(12) === 0) variables.n = pick(["wrong", null, 9]);
  const query = `${HEAD} ${selection("Query", 0)}
    fragment OfA on A ${selection("A", 4).replaceAll("...OfA", "text")}
    fragment OfB on B { name other { id ...More } }
    fragment More on B { __typename name @include(if: $p) }`;
  return { query, variables };
}

/** Whole numbers below a bound, by mulberry32. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
