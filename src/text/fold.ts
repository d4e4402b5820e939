import traditional from "opencc-js/dict/TSCharacters";

// What text is matched by: compatibility forms (full and half width, ligatures) as their plain ones, lower case,
// Traditional Chinese characters as Simplified ones, Latin and Greek letters without their accents.

/** What a folded character is to a search. */
const SEPARATOR = 0;
/** Part of a word that is written with spaces around it. */
export const LETTER = 1;
/** Of a script that is written without spaces: found by any two characters in a row. */
const RUNNING = 2;

// Of a character that is not folded by itself.
const UNKNOWN = 3;
const SLOW = 4;
const MARK = 5;

const RUNNING_SCRIPTS =
  /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}ー々〆〇\u3099\u309A]$/u;
const LETTERS = /^[\p{L}\p{M}\p{N}]$/u;
/** May become one with the character before it: what is inherited, and the property NFC_Quick_Check=Maybe. */
const MARKS =
  /^(?:(?=\p{sc=Zinh})\p{M}|[\uFF9E\uFF9F\u1161-\u1175\u11A8-\u11C2\uFFC2-\uFFDC\u09BE\u09D7\u0B3E\u0B56\u0B57\u0BBE\u0BD7\u0C56\u0CC2\u0CD5\u0CD6\u0D3E\u0D57\u0DCA\u0DCF\u0DDF\u093C\u102E\u1B35])$/u;
/** All but Hangul letters by themselves (ㅋㅋㅠㅠ), which NFKC would put together. */
const COMPATIBLE = /[^\u3131-\u318E]+/g;
const ACCENTS = /[\u0300-\u036F]/g;
/** Soft hyphens, joiners, marks of direction and the frames of keys (1️⃣), which nobody types. */
const UNSEEN = /\p{Cf}|\p{Variation_Selector}|[\u20DD-\u20E4]/gu;
const ACCENTED_SCRIPTS = /\p{sc=Latn}|\p{sc=Grek}/u;

const BLOCK = 256;

/** Folds text. Keep one: it learns the characters that it meets, a block of them at a time. */
export class Folder {
  readonly #folded = new Uint16Array(0x10000);
  readonly #kinds = new Uint8Array(0x10000).fill(UNKNOWN);
  readonly #simplified = new Map(
    traditional.split("|").map((pair): [string, string] => {
      const [from = "", to = ""] = pair.split(" ");
      return [from, to];
    }),
  );

  /**
   * The text as it is matched: folded, its words and its runs of scripts without spaces apart by one space each, all
   * else left out. "Ｃａｆé 2021年，圖書館" becomes "cafe 2021 年 图书馆".
   */
  normalise(text: string): string {
    const writer = new Writer(text.length, false);
    this.#write(text, writer);
    return writer.text();
  }

  /** The same, and for each of its UTF-16 units where in the text what it was made of begins and ends. */
  normaliseWithPlaces(text: string): { text: string; begins: Uint32Array; ends: Uint32Array } {
    const writer = new Writer(text.length, true);
    this.#write(text, writer);
    return { text: writer.text(), begins: writer.begins, ends: writer.ends };
  }

  /** What a character of normalised text is: of the first half of a pair too. */
  kindAt(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdfff) return kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
    return this.#kindOf(code) === RUNNING ? RUNNING : LETTER;
  }

  #write(text: string, writer: Writer): void {
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      const kind = this.#kindOf(code);
      if (kind === SLOW || kind === MARK || this.#isMark(text, at + 1)) at = this.#writeCluster(text, at, writer);
      else writer.add(this.#folded[code] ?? 0, kind, at, ++at);
    }
  }

  #isMark(text: string, at: number): boolean {
    return at < text.length && this.#kindOf(text.charCodeAt(at)) === MARK;
  }

  /** A character and the marks that follow it. */
  #writeCluster(text: string, begin: number, writer: Writer): number {
    const isPair = (text.codePointAt(begin) ?? 0) > 0xffff;
    let end = begin + (isPair ? 2 : 1);
    while (end < text.length && this.#isMark(text, end)) end++;
    for (const character of this.#fold(text.slice(begin, end))) {
      const kind = kindOf(character);
      for (let unit = 0; unit < character.length; unit++) writer.add(character.charCodeAt(unit), kind, begin, end);
    }
    return end;
  }

  #fold(cluster: string): string {
    // By way of upper case, which takes ß apart and makes one of the two small sigmas.
    const plain = cluster.replace(COMPATIBLE, (part) => part.normalize("NFKC"));
    let folded = plain.toLowerCase().toUpperCase().toLowerCase().replace(UNSEEN, "");
    if (ACCENTED_SCRIPTS.test(folded)) folded = folded.normalize("NFD").replace(ACCENTS, "");
    // What has not become one with its letter is a sign of stress (москва́), or on nothing.
    folded = folded.normalize("NFC").replace(ACCENTS, "");
    return Array.from(folded, (character) => this.#simplify(character)).join("");
  }

  /** Twice: what 薴 becomes is the traditional form of another. */
  #simplify(character: string): string {
    const simple = this.#simplified.get(character) ?? character;
    return this.#simplified.get(simple) ?? simple;
  }

  #kindOf(code: number): number {
    const kind = this.#kinds[code];
    if (kind !== undefined && kind !== UNKNOWN) return kind;
    const first = code - (code % BLOCK);
    for (let each = first; each < first + BLOCK; each++) this.#learn(each);
    return this.#kinds[code] ?? SLOW;
  }

  #learn(code: number): void {
    const character = String.fromCharCode(code);
    const folded = character.isWellFormed() ? this.#fold(character) : "";
    this.#folded[code] = folded.charCodeAt(0);
    // What is not seen stays with what is before it: an accent may follow.
    if (MARKS.test(character) || folded === "") this.#kinds[code] = character.isWellFormed() ? MARK : SLOW;
    else this.#kinds[code] = folded.length > 1 ? SLOW : kindOf(folded);
  }
}

function kindOf(character: string): number {
  if (!LETTERS.test(character)) return SEPARATOR;
  return RUNNING_SCRIPTS.test(character) ? RUNNING : LETTER;
}

const SPACE = 0x20;

/** Collects normalised text. */
class Writer {
  #units: Uint16Array;
  #length = 0;
  #lastKind = SEPARATOR;
  #apart = false;
  readonly #keepsPlaces: boolean;
  begins: Uint32Array;
  ends: Uint32Array;

  constructor(length: number, keepsPlaces: boolean) {
    this.#units = new Uint16Array(length * 2 + 16);
    this.#keepsPlaces = keepsPlaces;
    this.begins = new Uint32Array(keepsPlaces ? this.#units.length : 0);
    this.ends = new Uint32Array(keepsPlaces ? this.#units.length : 0);
  }

  add(unit: number, kind: number, begin: number, end: number): void {
    if (kind === SEPARATOR) {
      this.#apart = true;
      return;
    }
    if (this.#length > 0 && (this.#apart || kind !== this.#lastKind)) this.#push(SPACE, begin, begin);
    this.#apart = false;
    this.#lastKind = kind;
    this.#push(unit, begin, end);
  }

  text(): string {
    return Buffer.from(this.#units.buffer, 0, this.#length * 2).toString("utf16le");
  }

  #push(unit: number, begin: number, end: number): void {
    if (this.#length === this.#units.length) this.#grow();
    if (this.#keepsPlaces) {
      this.begins[this.#length] = begin;
      this.ends[this.#length] = end;
    }
    this.#units[this.#length++] = unit;
  }

  /** One character can become eighteen. */
  #grow(): void {
    const grown = <Units extends Uint16Array | Uint32Array>(units: Units, made: Units): Units => {
      made.set(units);
      return made;
    };
    const length = this.#units.length * 2;
    this.#units = grown(this.#units, new Uint16Array(length));
    if (!this.#keepsPlaces) return;
    this.begins = grown(this.begins, new Uint32Array(length));
    this.ends = grown(this.ends, new Uint32Array(length));
  }
}
