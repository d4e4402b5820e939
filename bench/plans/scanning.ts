/** Statements that read more the more there is, and why they may. */
interface Scanning {
  name: RegExp;
  /** Of the operation that they are asked for. */
  operation: RegExp;
  reason: string;
}

const ANY = /^/;

/** The first that fits counts. docs/decisions/benchmark-of-the-api.md says more. */
export const SCANNING: readonly Scanning[] = [
  {
    name: /^(articleTotal|articleTotalsByParents|searchTotal|imageTotal|issueTotalsByRunIds|categoryTotal|(authors|tags)\.total)$/,
    operation: ANY,
    reason: "counts all that fit, when asked",
  },
  { name: /^allCategories$|\.all$/, operation: ANY, reason: "reads all that memory holds, once a start" },
  { name: /Facet$/, operation: ANY, reason: "counts over the whole list, when asked" },
  {
    name: /^articlePage$/,
    operation: /of (rare )?(category|author|tag|two tags)\b.* by (CHANGED_AT|TITLE|WORD_COUNT)$/,
    reason: "sorts a filing of 20,000 articles at the most, kept by date only",
  },
  {
    name: /^articlePage$/,
    operation: /of (category, (tag|author)|two tags)\b/,
    reason: "intersects two filings",
  },
  {
    name: /^articlePage$/,
    operation: / by (CHANGED_AT|TITLE|WORD_COUNT)$/,
    reason: "goes along an order until enough pass the filter",
  },
  {
    name: /^articlePage$/,
    operation: /of .*published (from|to|within), .*(after|before)$/,
    reason: "starts where the dates do, not at the cursor",
  },
  { name: /^categoryPage$/, operation: /by ARTICLE_COUNT/, reason: "sorts all categories of the filter" },
  { name: /^searchPage$/, operation: ANY, reason: "sorts the matches of a word" },
  { name: /^(names|titles)Beginning$/, operation: ANY, reason: "sorts what begins alike" },
];
