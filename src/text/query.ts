import { type Folder, LETTER } from "./fold.ts";
import { LONGEST_PREFIX, pairKey, prefixKey, SHORTEST_PREFIX, stemKeys, unitKey, wordKey } from "./keys.ts";
import { STEMMED, stem } from "./stem.ts";
import { wordsOf } from "./words.ts";

/** One thing that a match must have. All text is normalised. */
export type Term =
  /** Characters in a row, of a script without spaces. */
  | { kind: "run"; run: string }
  /** A word in any of its forms; with `prefix`, any word that begins like it too. */
  | { kind: "word"; word: string; prefix: boolean }
  /** These words and runs in a row, as they are written. */
  | { kind: "phrase"; parts: readonly string[] };

/** What somebody looks for: all of the terms. */
export interface Query {
  terms: readonly Term[];
}

const QUOTED = /["＂]([^"＂]*)["＂]|“([^”]*)”/g;
/** The text ends within a word. */
const OPEN = /[\p{L}\p{M}\p{N}]\p{Cf}*$/u;

/**
 * Reads what somebody typed: words, runs of characters, phrases in quotes. What is neither letter nor digit only keeps
 * these apart, so that a query of nothing else has no terms. Each term comes once.
 */
export function parseQuery(folder: Folder, text: string): Query {
  const terms: Term[] = [];
  let at = 0;
  for (const match of text.matchAll(QUOTED)) {
    terms.push(...termsOf(folder, text.slice(at, match.index), false));
    const parts = partsOf(folder, match[1] ?? match[2] ?? "");
    if (parts.length > 0) terms.push({ kind: "phrase", parts });
    at = match.index + match[0].length;
  }
  terms.push(...termsOf(folder, text.slice(at), true));
  return { terms: [...new Map(terms.map((term) => [JSON.stringify(term), term])).values()] };
}

const partsOf = (folder: Folder, text: string): string[] => folder.normalise(text).split(" ").filter(Boolean);

/** @param last - whether the query ends with this text: then its last word may be unfinished. */
function termsOf(folder: Folder, text: string, last: boolean): Term[] {
  const parts = partsOf(folder, text);
  const open = last && OPEN.test(text);
  return parts.map((part, index): Term => {
    if (folder.kindAt(part, 0) !== LETTER) return { kind: "run", run: part };
    return { kind: "word", word: part, prefix: open && index === parts.length - 1 && part.length >= SHORTEST_PREFIX };
  });
}

/** What must hold of the keys of a text, and where keys do not tell it all, of the text. */
export interface Wanted {
  /** Each of these keys. */
  all: readonly number[];
  /** Each of these keys too, in whole words or not: fewer texts are left to compare. */
  parts: readonly number[];
  /** Of each of these groups one key. */
  any: readonly (readonly number[])[];
  /** Each of these in the normalised text, with a space before and after it. */
  contains: readonly string[];
  /** Some word that begins like this, or one of these keys. */
  begins: { text: string; keys: readonly number[] } | null;
}

/** What is wanted of a text, in two ways: that it holds what is looked for, and that it does so in whole words. */
export interface WantedOf {
  anywhere: Wanted;
  whole: Wanted;
}

/**
 * What a query wants of the keys of an article.
 * @param languages - primary tags of the languages in whose forms words are looked for; null for all.
 */
export function wantedOf(folder: Folder, { terms }: Query, languages: readonly string[] | null): WantedOf {
  const tongues = languages ?? STEMMED;
  const parts = terms.map((term) => wantedOfTerm(folder, term, tongues));
  return { anywhere: together(parts.map((part) => part.anywhere)), whole: together(parts.map((part) => part.whole)) };
}

const NOTHING: Wanted = { all: [], parts: [], any: [], contains: [], begins: null };

const together = (parts: readonly Wanted[]): Wanted => ({
  all: [...new Set(parts.flatMap(({ all }) => all))],
  parts: [...new Set(parts.flatMap((part) => part.parts))],
  any: parts.flatMap(({ any }) => any),
  contains: parts.flatMap(({ contains }) => contains),
  // Only the last term can be one.
  begins: parts.at(-1)?.begins ?? null,
});

function wantedOfTerm(folder: Folder, term: Term, languages: readonly string[]): WantedOf {
  if (term.kind === "run") return wantedOfRun(term.run);
  if (term.kind === "phrase") return wantedOfPhrase(folder, term.parts);
  const { word, prefix } = term;
  const stems = languages.map((language) => stemKeys(language, stem(word, language)));
  const forms = [wordKey(word), ...stems.map(([first]) => first)];
  const again = [wordKey(word), ...stems.map(([, second]) => second)];
  const whole = { ...NOTHING, any: languages.length > 0 ? [forms, again] : [forms] };
  if (!prefix) return { anywhere: whole, whole };
  const begins = word.length > LONGEST_PREFIX ? { text: ` ${word}`, keys: forms } : null;
  const any = whole.any.map((group) => [prefixKey(word), ...group]);
  return { anywhere: { ...NOTHING, any, begins }, whole };
}

function wantedOfRun(run: string): WantedOf {
  const words = wordsOf(run);
  const keys = runKeys(run);
  const whole = { ...NOTHING, all: words.map(wordKey) };
  return {
    anywhere: { ...NOTHING, all: keys, contains: run.length > 2 ? [run] : [] },
    whole: words.length > 1 ? { ...whole, parts: keys, contains: [run] } : whole,
  };
}

function wantedOfPhrase(folder: Folder, parts: readonly string[]): WantedOf {
  const isWord = (part: string | undefined) => part !== undefined && folder.kindAt(part, 0) === LETTER;
  const edge = (part: string | undefined) => (isWord(part) ? " " : "");
  const contains = [`${edge(parts[0])}${parts.join(" ")}${edge(parts.at(-1))}`];
  const runs = parts.filter((part) => !isWord(part));
  const keys = (ofRun: (run: string) => number[]) =>
    parts.flatMap((part) => (isWord(part) ? [wordKey(part)] : ofRun(part)));
  return {
    anywhere: { ...NOTHING, all: keys(runKeys), contains },
    whole: { ...NOTHING, all: keys((run) => wordsOf(run).map(wordKey)), parts: runs.flatMap(runKeys), contains },
  };
}

function runKeys(run: string): number[] {
  if (run.length === 1) return [unitKey(run.charCodeAt(0))];
  return Array.from({ length: run.length - 1 }, (_, at) => pairKey(run.charCodeAt(at), run.charCodeAt(at + 1)));
}
