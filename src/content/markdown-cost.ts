// Microseconds, measured with micromark 4 on one core: right to a factor of three or so, which is enough to tell an
// article of a megabyte (seconds) from a hostile text of fifty kilobytes (minutes).
const PLAIN = 0.3;
const LINE = 20;
const ITEM = 70;
const SIGNS: Readonly<Record<string, number>> = {
  " ": 3,
  "\t": 3,
  "|": 20,
  "`": 15,
  "<": 15,
  "@": 15,
  "\\": 7,
  "&": 5,
  "!": 5,
  "*": 5,
  _: 5,
  "~": 5,
  "[": 5,
  "]": 5,
  "(": 5,
};

// What is matched pairwise, or moves all that comes after it, costs the square of its number.
const PER_PAIR = { runs: 0.025, brackets: 0.0025, underlines: 0.25, footnotes: 0.12, changes: 0.06 };
/** An opened comment or instruction is looked for to the end of the paragraph. */
const PER_CHARACTER_BEHIND_OPENING = 0.01;
const PER_LEVEL_SQUARED = 0.1;

/** Beyond this nothing is counted any more, and nothing read. In UTF-16 units. */
export const MAX_MARKDOWN = 1_000_000;
const MAX_CONTAINERS = 100;

const CONTAINER = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
const UNDERLINE = /^[ \t]*(?:=+|-+)[ \t]*$/;

/** What a paragraph adds up to; its marks are matched with each other when it ends. */
interface Marks {
  length: number;
  runs: number;
  brackets: number;
  openings: number;
  cost: number;
}

/**
 * About how many microseconds a Markdown parser will need for a text; infinite for more than a million characters,
 * and where quotes or lists nest by the hundred in one line. It takes time in proportion to the text itself, which
 * is what makes hostile texts harmless.
 */
export function markdownCost(markdown: string): number {
  if (markdown.length > MAX_MARKDOWN) return Number.POSITIVE_INFINITY;
  const total = { cost: 0, underlines: 0, footnotes: 0, changes: 0 };
  let paragraph = noMarks();
  let depth = 0;
  for (const line of markdown.split(/\r\n?|\n/)) {
    const containers = countContainers(line);
    if (containers > MAX_CONTAINERS) return Number.POSITIVE_INFINITY;
    const blank = line.trim() === "";
    if (containers > 0 || blank) {
      total.cost += costOf(paragraph);
      paragraph = noMarks();
    }
    const lineDepth = blank ? depth : containers + indentOf(line) / 2;
    if (lineDepth !== depth || (containers > 0 && line.includes(">"))) total.changes++;
    depth = lineDepth;
    if (UNDERLINE.test(line)) total.underlines++;
    total.cost += LINE + containers * ITEM + lineDepth ** 2 * PER_LEVEL_SQUARED;
    total.footnotes += addMarks(paragraph, line);
  }
  const pairs =
    total.underlines ** 2 * PER_PAIR.underlines +
    total.footnotes ** 2 * PER_PAIR.footnotes +
    total.changes ** 2 * PER_PAIR.changes;
  return total.cost + costOf(paragraph) + pairs;
}

function noMarks(): Marks {
  return { length: 0, runs: 0, brackets: 0, openings: 0, cost: 0 };
}

function costOf({ length, runs, brackets, openings, cost }: Marks): number {
  const pairs = runs ** 2 * PER_PAIR.runs + brackets ** 2 * PER_PAIR.brackets;
  return cost + pairs + openings * length * PER_CHARACTER_BEHIND_OPENING;
}

function countContainers(line: string): number {
  const container = new RegExp(CONTAINER);
  let count = 0;
  while (count <= MAX_CONTAINERS && container.test(line)) count++;
  return count;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Adds the marks of a line to those of its paragraph, and tells how many footnotes are called or defined in it. */
function addMarks(marks: Marks, line: string): number {
  let footnotes = 0;
  let previous = "";
  marks.length += line.length;
  for (const sign of line) {
    marks.cost += SIGNS[sign] ?? PLAIN;
    if ((sign === "*" || sign === "_" || sign === "~") && sign !== previous) marks.runs++;
    else if (sign === "[" || sign === "]") marks.brackets++;
    else if ((sign === "!" || sign === "?") && previous === "<") marks.openings++;
    else if (sign === "^" && previous === "[") footnotes++;
    previous = sign;
  }
  return footnotes;
}
