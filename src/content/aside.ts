/** A mark of a template language in a body. */
export interface Mark {
  /** HTML that shows it. */
  html: string;
  /** What it stands for inside of an address; null where only the template knows. */
  address: string | null;
  /** What it is called in a report; null where nothing needs to be said of it. */
  kept: string | null;
}

/** A body whose marks were put aside, so that neither Markdown nor HTML reads anything into them. */
export interface Aside {
  text: string;
  /** Puts the marks back into the HTML that the text came to, and names those that are kept as they were written. */
  restore(html: string): { html: string; kept: string[] };
}

/** More of them are left where they stand: an article has a few dozen. */
const MAX_MARKS = 10_000;

/**
 * Puts words that mean nothing in place of the marks, which survive Markdown as part of a text, of code and of an
 * address.
 * @param pattern - with the flag g. It must take no longer than in proportion to the text, whatever that holds.
 */
export function putAside(text: string, pattern: RegExp, read: (written: string) => Mark): Aside {
  const marks: Mark[] = [];
  const word = unusedWord(text);
  const without = text.replace(pattern, (written) =>
    marks.length < MAX_MARKS ? `${word}${marks.push(read(written)) - 1}z` : written,
  );
  return { text: without, restore: (html) => restore(html, word, marks) };
}

function unusedWord(text: string): string {
  let word = "asideq";
  for (let number = 0; text.includes(word); number++) word = `aside${number}q`;
  return word;
}

function restore(html: string, word: string, marks: readonly Mark[]): { html: string; kept: string[] } {
  const kept = new Set<string>();
  const any = `${word}(\\d+)z`;
  const show = (whole: string, alone: string | undefined, within: string | undefined) => {
    const mark = marks[Number(alone ?? within)];
    if (!mark) return whole;
    if (mark.kept !== null) kept.add(mark.kept);
    return mark.html;
  };
  const address = (whole: string, number: string) => marks[Number(number)]?.address ?? whole;
  const restored = html
    .replace(new RegExp(`\\b(?:src|href)\\s*=\\s*["']?(?:${word}\\d+z)+`, "gi"), (start) =>
      start.replace(new RegExp(any, "g"), address),
    )
    // A mark on a line of its own is no paragraph.
    .replace(new RegExp(`<p>${any}</p>|${any}`, "g"), show);
  return { html: restored, kept: [...kept] };
}

/** A text as HTML that shows it, also between quotes. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
