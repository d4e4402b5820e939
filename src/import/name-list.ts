/** Names of a block. Of fewer the blocks take more memory, of more a name takes longer to be found. */
const BLOCK_NAMES = 256;

/** What no name of a file can hold. */
const BETWEEN = "/";

const NONE: readonly string[] = [];

/**
 * The names of a folder, sorted, each once. They are kept in strings of many names: as strings of their own, a million would take
 * some sixty megabytes, and a heap grows with what lives in it.
 */
export class NameList {
  /** Names that have not been filed in. */
  #added: string[] | null = null;
  #count = 0;
  /** Sorted names, each with the sign before and behind it. */
  #blocks: readonly string[] = NONE;
  /** The first name of each block. */
  #firsts: readonly string[] = NONE;

  /** Adds a name. */
  add(name: string): void {
    // Most folders have few files, or one.
    if (this.#added === null) this.#added = [name];
    else this.#added.push(name);
  }

  /** How many names there are. */
  get count(): number {
    this.#settle();
    return this.#count;
  }

  /** Whether a name is there. */
  has(name: string): boolean {
    this.#settle();
    let [low, high] = [0, this.#firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#firsts[middle] ?? "") <= name) low = middle + 1;
      else high = middle;
    }
    return this.#blocks[low - 1]?.includes(`${BETWEEN}${name}${BETWEEN}`) === true;
  }

  /** All names, in their order. */
  *all(): Generator<string> {
    this.#settle();
    for (const block of this.#blocks) yield* block.slice(1, -1).split(BETWEEN);
  }

  /** Files in what has been added since. */
  #settle(): void {
    const added = this.#added;
    if (added === null) return;
    this.#added = null;
    const names = [...new Set([...this.all(), ...added])].sort();
    this.#count = names.length;
    const starts = Array.from({ length: Math.ceil(names.length / BLOCK_NAMES) }, (_, block) => block * BLOCK_NAMES);
    this.#firsts = starts.map((start) => names[start] ?? "");
    this.#blocks = starts.map((start) => {
      const block = names.slice(start, start + BLOCK_NAMES);
      return `${BETWEEN}${block.join(BETWEEN)}${BETWEEN}`;
    });
  }
}
