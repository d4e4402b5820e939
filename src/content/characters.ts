const UNSTORABLE_ALL = /[\0\p{Surrogate}]/gu;

const GRAPHEMES = new Intl.Segmenter();
/** Two characters of ASCII, Kana or Han: no grapheme holds both. Asking a segmenter takes a hundred times as long. */
const NEVER_JOINED = /^[\x20-\x7E\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF]{2}$/;

/** Whether the text holds U+0000 or a lone surrogate, which no database keeps. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** The text with U+0000 and lone surrogates replaced by U+FFFD. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.replace(UNSTORABLE_ALL, "\uFFFD");
}

/** White space collapsed to single spaces. A lone space, which most of it is, stays as it is: that is much faster. */
export function collapsed(text: string): string {
  return text.replace(/[^\S ]\s*| \s+/g, " ");
}

/** On one line: white space collapsed to single spaces, none at the ends, in Unicode NFC. */
export function oneLine(text: string): string {
  return collapsed(text).trim().normalize();
}

/**
 * The longest beginning of the text that is at most `max` UTF-16 units long and ends between two graphemes, so that
 * neither an emoji nor a letter with its accents is torn apart. A single grapheme longer than that is cut between
 * code points.
 */
export function cutAtGrapheme(text: string, max: number): string {
  if (text.length <= max) return text;
  if (NEVER_JOINED.test(text.slice(max - 1, max + 1))) return text.slice(0, max);
  // A few units more than asked for, so that the grapheme across the cut is seen as one.
  const window = storable(text.slice(0, max + 32));
  const end = GRAPHEMES.segment(window).containing(max)?.index ?? max;
  if (end > 0) return text.slice(0, end);
  return /^[\uDC00-\uDFFF]/.test(text.slice(max)) ? text.slice(0, max - 1) : text.slice(0, max);
}

/** The text with its braces back, for which a feed script put entities: in Markdown code, those would be shown. */
export function withBraces(text: string): string {
  return text.replaceAll("&#123;", "{").replaceAll("&#125;", "}");
}
