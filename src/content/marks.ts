import type { RootContent } from "hast";

/** Where a node came to stand, in UTF-16 units. */
export interface Mark {
  /** In the printed HTML. */
  start: number;
  innerStart: number;
  innerEnd: number;
  end: number;
  /** In the plain text, with the white space around it. */
  textStart: number;
  textEnd: number;
}

/** The nodes whose places are wanted. Printing the tree and writing its text fill in what they know. */
export class Marks {
  readonly #marks = new Map<RootContent, Mark>();

  /** Asks for the places of a node. */
  want(node: RootContent): void {
    if (!this.#marks.has(node)) {
      this.#marks.set(node, { start: 0, innerStart: 0, innerEnd: 0, end: 0, textStart: 0, textEnd: 0 });
    }
  }

  /** The mark of a node; undefined where nobody asked for it. */
  find(node: RootContent): Mark | undefined {
    return this.#marks.get(node);
  }

  /** The mark of a node that was asked for. */
  of(node: RootContent): Mark {
    const mark = this.#marks.get(node);
    if (mark === undefined) throw new Error("the places of a node were not asked for");
    return mark;
  }

  all(): Iterable<Mark> {
    return this.#marks.values();
  }
}
