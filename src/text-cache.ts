/** Values by texts that they were made from. */
export interface TextCache<Value> {
  get(text: string): Value | undefined;
  set(text: string, value: Value): void;
}

/**
 * Makes a cache that holds so many characters of texts at the most: what a text is made into grows with it, and clients
 * choose the texts. What was not asked for the longest goes first; a text beyond a sixteenth of all is not kept.
 */
export function createTextCache<Value>(mostCharacters: number): TextCache<Value> {
  const kept = new Map<string, Value>();
  let characters = 0;
  return {
    get(text) {
      const value = kept.get(text);
      if (value === undefined) return undefined;
      kept.delete(text);
      kept.set(text, value);
      return value;
    },
    set(text, value) {
      if (text.length * 16 > mostCharacters) return;
      if (!kept.delete(text)) characters += text.length;
      kept.set(text, value);
      for (const oldest of kept.keys()) {
        if (characters <= mostCharacters) return;
        kept.delete(oldest);
        characters -= oldest.length;
      }
    },
  };
}
