/** What namespaces are called here, whatever prefix a document gives them: URIs without scheme and final slash. */
const PREFIXES: readonly [RegExp, string][] = [
  [/^www\.w3\.org\/2005\/atom$/, "atom"],
  [/^purl\.org\/atom\/ns#$/, "atom"],
  [/^purl\.org\/rss\/1\.0$/, ""],
  [/^(?:backend\.userland\.com|blogs\.law\.harvard\.edu\/tech)\/rss2?$/, ""],
  [/^my\.netscape\.com\/rdf\/simple\/0\.9$/, ""],
  [/^www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#$/, "rdf"],
  [/^www\.w3\.org\/1999\/xhtml$/, "xhtml"],
  [/^purl\.org\/rss\/1\.0\/modules\/content$/, "content"],
  [/^purl\.org\/dc\/elements\/1\.1$/, "dc"],
  [/^purl\.org\/dc\/terms$/, "dcterms"],
  [/^search\.yahoo\.com\/mrss$/, "media"],
  [/^www\.itunes\.com\/dtds\/podcast-1\.0\.dtd$/, "itunes"],
  [/^rssnamespace\.org\/feedburner\/ext\/1\.0$/, "feedburner"],
  [/^wordpress\.org\/export\/[\d.]+$/, "wp"],
  [/^wordpress\.org\/export\/[\d.]+\/excerpt$/, "excerpt"],
];

/** Prefixes as a document declares them, with their names here; the empty prefix is that of unprefixed elements. */
export type Scope = ReadonlyMap<string, string>;

/** Real feeds declare a dozen. */
const MOST_PREFIXES = 100;

/** The scope inside an element, which is the outer one where the element declares nothing. */
export function innerScope(outer: Scope, attributes: Readonly<Record<string, string>>): Scope {
  const declared = Object.entries(attributes).filter(([name]) => name === "xmlns" || name.startsWith("xmlns:"));
  if (declared.length === 0 || outer.size + declared.length > MOST_PREFIXES) return outer;
  return new Map([...outer, ...declared.map(([name, uri]) => prefixOf(name.slice("xmlns:".length), uri))]);
}

function prefixOf(prefix: string, uri: string): [string, string] {
  const plain = uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/$/, "");
  return [prefix, PREFIXES.find(([pattern]) => pattern.test(plain))?.[1] ?? prefix];
}

/** An element's name in lower case, with the prefix that its namespace has here; real feeds are careless of both. */
export function nameIn(scope: Scope, written: string): string {
  const [prefix, local] = written.includes(":") ? written.toLowerCase().split(":", 2) : ["", written.toLowerCase()];
  const known = scope.get(prefix ?? "") ?? prefix;
  return known ? `${known}:${local}` : (local ?? "");
}
