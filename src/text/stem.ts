import { stemmer as danish } from "@orama/stemmers/danish";
import { stemmer as dutch } from "@orama/stemmers/dutch";
import { stemmer as english } from "@orama/stemmers/english";
import { stemmer as finnish } from "@orama/stemmers/finnish";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as italian } from "@orama/stemmers/italian";
import { stemmer as norwegian } from "@orama/stemmers/norwegian";
import { stemmer as portuguese } from "@orama/stemmers/portuguese";
import { stemmer as russian } from "@orama/stemmers/russian";
import { stemmer as spanish } from "@orama/stemmers/spanish";
import { stemmer as swedish } from "@orama/stemmers/swedish";

/** By primary tags of BCP 47. Words of other languages are found as they are written. */
const STEMMERS = new Map([
  ["da", danish],
  ["de", german],
  ["en", english],
  ["es", spanish],
  ["fi", finnish],
  ["fr", french],
  ["it", italian],
  ["nb", norwegian],
  ["nl", dutch],
  ["no", norwegian],
  ["pt", portuguese],
  ["ru", russian],
  ["sv", swedish],
]);

/** The languages whose words are stemmed. */
export const STEMMED: readonly string[] = [...STEMMERS.keys()];

/** Longer ones are no words. */
const LONGEST = 40;

/**
 * What the forms of a word have in common ("rivers" and "river"); the word itself in a language that has no stemmer.
 * @param word - folded.
 * @param language - primary tag of BCP 47, in lower case.
 */
export function stem(word: string, language: string): string {
  const stemmer = word.length > LONGEST ? undefined : STEMMERS.get(language);
  return stemmer ? stemmer(word) : word;
}

/** "zh" of "zh-Hant-TW". */
export const primaryLanguage = (language: string): string => language.toLowerCase().split(/[-_]/, 1)[0] ?? "";
