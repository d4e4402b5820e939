/** Names of a block. Of fewer the blocks take more memory, of more a name takes longer to be found. */
const BLOCK_NAMES = 256;

/** What no name of a file can hold. */
const BETWEEN = "/";

/**
 * The names of a folder, sorted, each once. They are kept in strings of many names: as strings of their own, a million would take
 * some sixty megabytes, and a heap grows with what lives in it.
 */
export class NameList {
  #added: string[] = [];
  #count = 0;
  /** Sorted names, each with the sign before and behind it. */
  #blocks: string[] = [];
  /** The first name of each block. */
  #firsts: string[] = [];

  /** Adds a name. */
  add(name: string): void {
    this.#added.push(name);
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
    if (this.#added.length === 0) return;
    const added = this.#added.splice(0);
    const names = [...new Set([...this.all(), ...added])].sort();
    this.#count = names.length;
    this.#firsts = [];
    this.#blocks = [];
    for (let start = 0; start < names.length; start += BLOCK_NAMES) {
      const block = names.slice(start, start + BLOCK_NAMES);
      this.#firsts.push(block[0] ?? "");
      this.#blocks.push(`${BETWEEN}${block.join(BETWEEN)}${BETWEEN}`);
    }
  }
}
