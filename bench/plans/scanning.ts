/** Statements that read more the more there is, and why they may. */
interface Scanning {
  name: RegExp;
  operation: RegExp;
  reason: string;
}

const ANY = /^/;

/** The first that fits counts. docs/decisions/benchmark-of-the-api.md has what each takes. */
export const SCANNING: readonly Scanning[] = [
  {
    name: /^articleTotal$|^articleTotalsByParents$|^searchTotal$|^imageTotal$|^issueTotalsByRunIds$|^(category|authors\.|tags\.)t?otal$/i,
    operation: ANY,
    reason: "counts all that fit, when asked",
  },
  { name: /^allCategories$|\.all$/, operation: ANY, reason: "reads all that memory holds, once a start" },
  { name: /Facet$/, operation: ANY, reason: "counts over the whole list, when asked" },
];
