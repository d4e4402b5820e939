// Measured with micromark 4 on one core of 2020. What matters is the order of magnitude: an article of a hundred
// kilobytes costs half a second, a hostile one of the same size costs a minute.
const PLAIN = 0.5;
const SIGN = 5;
const LINE = 9;
const PIPE = 20;
// These are matched pairwise, over a paragraph, a list, or the whole text.
const PER_PAIR_OF_RUNS = 0.011;
const PER_PAIR_OF_BRACKETS = 0.0025;
const PER_PAIR_OF_ITEMS = 0.004;
const PER_PAIR_OF_FOOTNOTES = 0.12;

const CONTAINER = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
/** Each level is looked at again for each line inside of it. */
const MAX_CONTAINERS = 100;

/**
 * About how many microseconds a Markdown parser will need for a text, infinite where containers nest by the hundred.
 * Itself it takes time in proportion to the text, which is what makes hostile texts harmless.
 */
export function markdownCost(markdown: string): number {
  const total = { cost: 0, items: 0, footnotes: 0 };
  let runs = 0;
  let brackets = 0;
  const closeParagraph = () => {
    total.cost += runs * runs * PER_PAIR_OF_RUNS + brackets * brackets * PER_PAIR_OF_BRACKETS;
    runs = 0;
    brackets = 0;
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    const containers = countContainers(line);
    if (containers > MAX_CONTAINERS) return Number.POSITIVE_INFINITY;
    if (containers > 0) total.items++;
    if (containers > 0 || line.trim() === "") closeParagraph();
    const found = countSigns(line);
    total.cost += LINE + containers * LINE + found.cost;
    total.footnotes += found.footnotes;
    runs += found.runs;
    brackets += found.brackets;
  }
  closeParagraph();
  return total.cost + total.items ** 2 * PER_PAIR_OF_ITEMS + total.footnotes ** 2 * PER_PAIR_OF_FOOTNOTES;
}

function countContainers(line: string): number {
  const container = new RegExp(CONTAINER);
  let count = 0;
  while (count <= MAX_CONTAINERS && container.test(line)) count++;
  return count;
}

function countSigns(line: string): { cost: number; runs: number; brackets: number; footnotes: number } {
  const found = { cost: 0, runs: 0, brackets: 0, footnotes: 0 };
  let previous = "";
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    found.cost += sign === "|" ? PIPE : /[!&\\<`*_~[\]()]/.test(sign) ? SIGN : PLAIN;
    if ((sign === "*" || sign === "_" || sign === "~") && sign !== previous) found.runs++;
    if (sign === "[" || sign === "]") found.brackets++;
    if (sign === "^" && previous === "[") found.footnotes++;
    previous = sign;
  }
  return found;
}
