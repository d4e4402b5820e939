import type { Folder } from "./fold.ts";
import { LETTER } from "./fold.ts";
import { aboutKey, addPrefixKeys, pairKey, stemKeys, titleKey, unitKey, wordKey } from "./keys.ts";
import { primaryLanguage, stem } from "./stem.ts";
import { wordsOf } from "./words.ts";

/** What is searched of an article. */
export interface Searched {
  title: string;
  summary: string | null;
  tags: readonly string[];
  authors: readonly string[];
  /** Each a path of names from the root down. */
  categories: readonly (readonly string[])[];
  /** Plain text of the body. */
  text: string;
  /** BCP 47; null where it is not known, and words are found as they are written. */
  language: string | null;
}

/** What is stored of an article so that it is found. */
export interface SearchEntry {
  /** The normalised title. */
  title: string;
  /** Title, summary, tags and body, normalised, each on a line with a space before and after it. */
  text: string;
  /** Keys, each once, as PostgreSQL reads an array. */
  keys: string;
  /** Each name of its tags, authors and categories, and how it is normalised: at most 200 UTF-16 units of it. */
  names: Map<string, string>;
}

/** Of the body, in UTF-16 units: how much of it says what the article is about. */
const OPENING = 300;

const LONGEST_NAME = 200;

/** Makes what is stored of an article so that it is found. The same article always makes the same. */
export function searchEntry(folder: Folder, searched: Searched): SearchEntry {
  const { title, summary, tags, text, language } = searched;
  const fields = [title, summary ?? "", ...tags, text].map((field) => folder.normalise(field));
  const [foldedTitle = ""] = fields;
  const body = fields.at(-1) ?? "";
  const tongue = primaryLanguage(language ?? "");
  const keys = new Set<number>();
  addKeys(keys, folder, foldedTitle, tongue);
  const titleWords = wordKeys(folder, foldedTitle, tongue);
  for (const key of [...keys, ...[...titleWords].map(aboutKey)]) keys.add(titleKey(key));
  for (const field of fields.slice(1)) addKeys(keys, folder, field, tongue);
  for (const key of titleWords) keys.add(aboutKey(key));
  for (const field of [...fields.slice(1, -1), body.slice(0, OPENING)])
    for (const key of wordKeys(folder, field, tongue)) keys.add(aboutKey(key));
  const names = [...tags, ...searched.authors, ...searched.categories.flat()];
  return {
    title: foldedTitle,
    text: ` ${fields.join(" \n ")} `,
    keys: `{${[...keys].join()}}`,
    names: new Map(names.map((name) => [name, folder.normalise(name).slice(0, LONGEST_NAME).toWellFormed()])),
  };
}

/** Adds the keys of all that a normalised text is found by. */
function addKeys(keys: Set<number>, folder: Folder, text: string, language: string): void {
  const words = new Set<string>();
  for (const part of text.split(" ")) {
    if (part === "") continue;
    if (folder.kindAt(part, 0) === LETTER) words.add(part);
    else addRunKeys(keys, part);
  }
  for (const word of words) {
    addWordKeys(keys, word, language);
    addPrefixKeys(keys, word);
  }
}

function addRunKeys(keys: Set<number>, run: string): void {
  let last = run.charCodeAt(0);
  keys.add(unitKey(last));
  for (let at = 1; at < run.length; at++) {
    const unit = run.charCodeAt(at);
    keys.add(unitKey(unit));
    keys.add(pairKey(last, unit));
    last = unit;
  }
}

function addWordKeys(keys: Set<number>, word: string, language: string): void {
  keys.add(wordKey(word));
  const stemmed = stem(word, language);
  if (stemmed !== word) for (const key of stemKeys(language, stemmed)) keys.add(key);
}

/** The keys of the whole words of a normalised text. */
function wordKeys(folder: Folder, text: string, language: string): Set<number> {
  const keys = new Set<number>();
  for (const part of text.split(" ")) {
    if (part === "") continue;
    if (folder.kindAt(part, 0) === LETTER) addWordKeys(keys, part, language);
    else for (const word of wordsOf(part)) keys.add(wordKey(word));
  }
  return keys;
}
