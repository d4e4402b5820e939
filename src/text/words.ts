// Dictionaries of Chinese, Japanese, Thai, Lao, Khmer and Burmese come with ICU, and are the same in every locale.
const WORDS = new Intl.Segmenter("zh", { granularity: "word" });

/** The words of a normalised run of a script that is written without spaces. */
export const wordsOf = (run: string): string[] => Array.from(WORDS.segment(run), ({ segment }) => segment);
