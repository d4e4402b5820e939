import { type Token, Tokenizer } from "parse5";

/** A body that comes to more elements than any article has. */
export class TooManyElements extends Error {}

/** Each attribute of a tag is compared with all before it. */
const MAX_ATTRIBUTES = 1000;

const WHITE_SPACE: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x20]);
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const LESS_THAN = 0x3c;

const isLowerCase = (character: number): boolean => character >= 0x61 && character <= 0x7a;

/**
 * parse5's tokenizer with a bound on the attributes of a tag, which takes what is plain text, plain inside quotes or
 * the name of an attribute in one piece instead of character by character: most of an article is that.
 * @throws TooManyElements beyond that bound.
 */
export class BoundedTokenizer extends Tokenizer {
  readonly #plainText = /[^\t\n\f\r <&\0\uD800-\uDFFF]+/y;
  readonly #whiteSpace = /[\t\n\f ]+/y;
  readonly #plainName = /[a-z-]+/y;
  readonly #plainValue = /[^"&\0\n\r\uD800-\uDFFF]+/y;

  protected override _stateData(character: number): void {
    super._stateData(character);
    if (character <= 0 || character === LESS_THAN || character === AMPERSAND) return;
    // parse5 tells text from white space, and so has each in tokens of its own.
    const pattern = WHITE_SPACE.has(character) ? this.#whiteSpace : this.#plainText;
    if (this.currentCharacterToken) this.currentCharacterToken.chars += this.#take(pattern);
  }

  protected override _stateAttributeValueDoubleQuoted(character: number): void {
    super._stateAttributeValueDoubleQuoted(character);
    if (character <= 0 || character === QUOTE || character === AMPERSAND) return;
    this.currentAttr.value += this.#take(this.#plainValue);
  }

  protected override _stateAttributeName(character: number): void {
    super._stateAttributeName(character);
    if (isLowerCase(character)) this.currentAttr.name += this.#take(this.#plainName);
  }

  protected override _leaveAttrName(): void {
    super._leaveAttrName();
    const { attrs } = this.currentToken as Token.TagToken;
    if (attrs.length > MAX_ATTRIBUTES) throw new TooManyElements("A tag has thousands of attributes.");
  }

  /** What matches from here on, which is then read. */
  #take(pattern: RegExp): string {
    const { preprocessor } = this;
    const start = preprocessor.pos + 1;
    pattern.lastIndex = start;
    // Not exec(): a match takes longer to describe than to find.
    if (!pattern.test(preprocessor.html)) return "";
    preprocessor.pos = pattern.lastIndex - 1;
    return preprocessor.html.slice(start, pattern.lastIndex);
  }
}
