import { createRandom } from "../import/random.ts";
import { CHINESE } from "../import/words.ts";

const EACH = 10;

/**
 * What is searched for, by how common it is among the made-up articles, whose words all come equally often: a word
 * of two characters stands in nearly every Chinese text, two words in a row in some, three short ones in a row hardly
 * anywhere. All have two to four characters. The same in every run.
 */
export function searchWords(): Record<"common" | "medium" | "rare", string[]> {
  const random = createRandom(7);
  const ofLength = (length: number) => {
    const [first = "", ...others] = CHINESE.filter((word) => word.length === length);
    return () => random.pick([first, ...others]);
  };
  const [one, two] = [ofLength(1), ofLength(2)];
  const times = (make: () => string) => Array.from({ length: EACH }, make);
  return { common: times(two), medium: times(() => two() + two()), rare: times(() => one() + one() + one()) };
}
