// Operations that are larger than any page needs, by what they are large in, and what their refusal says.

/** A text made so many times, with blanks between. */
export const times = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(" ");

/** An operation with four fields a level. */
const nested = (levels: number): string =>
  `{ ${"tags { nodes { articles { nodes { ".repeat(levels)} id ${"} } } }".repeat(levels)} }`;

/** What an operation is too large in. */
export interface LargeOperation {
  name: string;
  query: string;
  says: RegExp;
}

export const DEEP: readonly LargeOperation[] = [
  {
    name: "50 deep",
    query: nested(12).replace("{ ", "{ __typename "),
    says: /more than 20 fields inside one another/,
  },
  { name: "5,000 deep", query: nested(1250), says: /nested too deeply/ },
];

export const WIDE: readonly LargeOperation[] = [
  {
    name: "200 aliases",
    query: `{ ${times(200, (n) => `a${n}: articles { totalCount }`)} }`,
    says: /more than 60 aliases/,
  },
  {
    name: "200 aliases of __typename",
    query: `{ ${times(200, (n) => `a${n}: __typename`)} }`,
    says: /more than 60 aliases/,
  },
  {
    name: "500 directives",
    query: `{ __typename ${times(500, () => "@include(if: true)")} }`,
    says: /more than 60 directives/,
  },
  {
    name: "2,000 fields",
    query: `{ articles { nodes { ${times(2000, () => "title")} } } }`,
    says: /more than 1000 fields/,
  },
  {
    name: "990 equal fields",
    query: `{ articles { nodes { ${times(990, () => "title")} } } }`,
    says: /the same fields too often/,
  },
  {
    name: "aliases in fragments",
    query: `{ ${times(8, () => "...F")} } fragment F on Query { ${times(8, (n) => `a${n}: __typename`)} }`,
    says: /more than 60 aliases/,
  },
  {
    name: "fields behind @skip and @include",
    query: `query($on: Boolean = false) { ${times(51, () => "...F @include(if: $on)")} } fragment F on Query { articles { nodes { ${times(20, () => "title")} } } }`,
    says: /more than 1000 fields/,
  },
  {
    name: "100 × 100 overlapping fragments",
    query: `{ articles { nodes { ${times(100, (n) => `...F${n}`)} } } } ${times(100, (n) => `fragment F${n} on Article { ${times(100, () => "title")} }`)}`,
    says: /more than 5000 words and signs/,
  },
];

export const EXPONENTIAL: readonly LargeOperation[] = [
  {
    name: "fragments that double 24 times",
    query: `{ ...F0 } ${times(24, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F24 on Query { __typename }`,
    says: /more than 1000 fields/,
  },
];

/** Costs more than an operation may, and is told how much. */
export interface CostBomb {
  name: string;
  query: string;
  variables: Record<string, unknown>;
  cost: number;
}

export const COST_BOMBS: readonly CostBomb[] = [
  {
    name: "as a literal",
    query: "{ articles(first: 1000000) { nodes { id } } }",
    variables: {},
    cost: 1_000_000,
  },
  {
    name: "as a variable",
    query: "query($n: Int) { articles(first: $n) { nodes { id } } }",
    variables: { n: 1_000_000 },
    cost: 1_000_000,
  },
  {
    name: "as a default",
    query: "query($n: Int = 1000000) { articles(first: $n) { nodes { id } } }",
    variables: {},
    cost: 1_000_000,
  },
  {
    name: "nested",
    query: "{ tags(first: 100) { nodes { articles(first: 100) { nodes { related { id } } } } } }",
    variables: {},
    cost: 100 + 100 * 100 * (1 + 10 + 5),
  },
  {
    name: "as the default of a fragment's variable, nested",
    query:
      "query($n: Int = 5000) { ...A } fragment A on Query { tags(first: 10) { ...B } } fragment B on TagConnection { nodes { articles(first: $n) { nodes { id } } } }",
    variables: {},
    cost: 10 + 10 * 5000,
  },
  {
    name: "that is included after all",
    query:
      "query($on: Boolean = true) { articles(first: 1000000) @skip(if: false) @include(if: $on) { nodes { id } } }",
    variables: {},
    cost: 1_000_000,
  },
  {
    name: "addresses of many widths",
    query: "query($w: [Int!]!) { articles(first: 100) { nodes { headImage { srcSet(widths: $w) } } } }",
    variables: { w: Array.from({ length: 300 }, (_, n) => n + 1) },
    cost: 100 * (1 + 1 + 300),
  },
  {
    name: "snippets again and again",
    query: `{ ${times(60, (n) => `s${n}: search(query: "word", first: 100) { edges { title snippets } }`)} }`,
    variables: {},
    cost: 60 * (100 + 100 * 11),
  },
  {
    name: "counting again and again",
    query: `{ articles { ${times(50, (n) => `f${n}: facets { tags { count } categories { count } authors { count } languages { count } }`)} } }`,
    variables: {},
    cost: 50 * (1 + 3 * (100 + 20) + (100 + 10)),
  },
  {
    name: "long texts under many names",
    query: `{ articles(first: 100) { nodes { body { ${times(58, (n) => `t${n}: html`)} } } } }`,
    variables: {},
    cost: 100 * (1 + 1 + 58 * 10),
  },
  {
    name: "excerpts under many names",
    query: `{ tags(first: 10) { nodes { articles(first: 100) { nodes { ${times(58, (n) => `e${n}: excerpt`)} } } } } }`,
    variables: {},
    cost: 10 + 10 * 100 * (1 + 58),
  },
];
