import { type Folder, LETTER } from "./fold.ts";
import type { Query, Term } from "./query.ts";
import { primaryLanguage, stem } from "./stem.ts";

/** A part of a text, in UTF-16 units: from begin to before end. */
export interface Range {
  begin: number;
  end: number;
}

/** Of a longer text, what comes after is not looked at. */
const LONGEST_TEXT = 200_000;

/** What belongs to the letter before it: a run may match without (ก of กี่, กำ). */
const MARKS = /[\p{M}\u0E33\u0EB3]*/uy;

/**
 * Where a text, as it was written, matches a query: from first to last, none touching another. A range never ends within
 * a letter and its accents.
 * @param language - of the text, BCP 47; null where it is not known.
 */
export function findMatches(folder: Folder, text: string, query: Query, language: string | null): Range[] {
  const normalised = folder.normaliseWithPlaces(text.slice(0, LONGEST_TEXT));
  const found = query.terms.flatMap((term) => placesOf(folder, term, normalised.text, primaryLanguage(language ?? "")));
  const { begins, ends } = normalised;
  const ranges = found.map(({ begin, end }): Range => {
    return { begin: begins[begin] ?? 0, end: afterMarks(text, ends[end - 1] ?? 0) };
  });
  return merged(ranges.sort((a, b) => a.begin - b.begin || b.end - a.end));
}

function afterMarks(text: string, at: number): number {
  MARKS.lastIndex = at;
  return at + (MARKS.exec(text)?.[0].length ?? 0);
}

function placesOf(folder: Folder, term: Term, text: string, language: string): Range[] {
  if (term.kind === "run") return occurrences(text, term.run);
  if (term.kind === "phrase") return phrases(folder, term.parts, text);
  const wanted = stem(term.word, language);
  const matches = (word: string) =>
    word === term.word || (term.prefix && word.startsWith(term.word)) || stem(word, language) === wanted;
  return [...words(folder, text)].filter(({ word }) => matches(word));
}

function* words(folder: Folder, text: string): Generator<Range & { word: string }> {
  for (let begin = 0; begin < text.length; ) {
    const space = text.indexOf(" ", begin);
    const end = space === -1 ? text.length : space;
    if (end > begin && folder.kindAt(text, begin) === LETTER) yield { begin, end, word: text.slice(begin, end) };
    begin = end + 1;
  }
}

function occurrences(text: string, part: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length))
    found.push({ begin: at, end: at + part.length });
  return found;
}

/** A phrase begins and ends with whole words, but anywhere in a run. */
function phrases(folder: Folder, parts: readonly string[], text: string): Range[] {
  const phrase = parts.join(" ");
  const [first, last] = [0, phrase.length - 1].map((at) => folder.kindAt(phrase, at) === LETTER);
  return occurrences(text, phrase).filter(
    ({ begin, end }) =>
      !(first && begin > 0 && text[begin - 1] !== " ") && !(last && end < text.length && text[end] !== " "),
  );
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last && range.begin <= last.end) last.end = Math.max(last.end, range.end);
    else result.push({ ...range });
  }
  return result;
}
