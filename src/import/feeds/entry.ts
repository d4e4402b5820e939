import { createHash } from "node:crypto";
import { cutAtGrapheme, oneLine, storable } from "../../content/characters.ts";
import type { Json, SourceFile } from "../../content/types.ts";
import { plainText } from "./plain-text.ts";

/** An entry of a feed or export, in the words of front matter. */
export interface Entry {
  /** Plain text; null where it has none. */
  title: string | null;
  /** As written, for the content room to read. */
  date: string | null;
  updated: string | null;
  authors: string[];
  /** Each a path of names from the root down. */
  categories: string[][];
  tags: string[];
  /** The entry's own address, absolute. */
  permalink: string | null;
  guid: string | null;
  slug: string | null;
  /** BCP 47, as given. */
  lang: string | null;
  /** A summary beside the body; plain text. */
  excerpt: string | null;
  /** Absolute addresses. */
  headimg: string | null;
  thumbnail: string | null;
  published: boolean;
  comments: boolean;
  /** What no other key holds, such as the recording of a podcast. */
  others: { [key: string]: Json };
  /** HTML. */
  body: string;
}

/** An entry that says nothing, for those that say something to begin with. */
export const EMPTY_ENTRY: Readonly<Entry> = {
  title: null,
  date: null,
  updated: null,
  authors: [],
  categories: [],
  tags: [],
  permalink: null,
  guid: null,
  slug: null,
  lang: null,
  excerpt: null,
  headimg: null,
  thumbnail: null,
  published: true,
  comments: true,
  others: {},
  body: "",
};

/** UTF-16 units of a title or summary: what follows is cut again where articles are read, and reported there. */
const MOST_TEXT = 10_000;
const MOST_TITLE = 80;
const MOST_PATH = 300;

// XML forbids them and feeds hold them all the same.
const CONTROLS = /(?![\t\n\r])\p{Cc}/gu;
/** The characters of windows-1252 from 0x80 to 0x9f, a question mark where it has none. */
const WINDOWS_1252 = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ";

/**
 * The file that a careful hand would have written for an entry: JSON front matter, as Hugo reads it, and the body as
 * HTML. The same entry always comes to the same bytes.
 */
export function entryFile(path: string, entry: Entry): SourceFile {
  const { title, excerpt, published, comments, others, body, ...rest } = entry;
  const front = {
    title: bounded(title) ?? titleOfBody(body),
    ...rest,
    excerpt: bounded(excerpt),
    published: published ? null : false,
    comments: comments ? null : false,
    ...others,
  };
  const said = Object.entries(front).filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length));
  const text = JSON.stringify(Object.fromEntries(said), (_key, value) => cleaned(value), 2);
  return { path, bytes: Buffer.from(`${text}\n${cleaned(body)}`), format: "HTML" };
}

/** The path of an entry: its id on one line, in NFC and at most 300 UTF-16 units, the tail of a longer one hashed. */
export function entryPath(id: string): string {
  const path = oneLine(storable(id.replace(CONTROLS, meantBy)));
  if (path.length <= MOST_PATH) return path;
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 32);
  return `${cutAtGrapheme(path, MOST_PATH - hash.length - 1)}~${hash}`;
}

const bounded = (text: string | null): string | null => text && cutAtGrapheme(text, MOST_TEXT);

/** What an entry without a title is called by: the beginning of its text. */
function titleOfBody(body: string): string | null {
  const text = plainText(body);
  return text.length <= MOST_TITLE ? text || null : `${cutAtGrapheme(text, MOST_TITLE - 1).trimEnd()}…`;
}

function cleaned<Value>(value: Value): Value | string {
  return typeof value === "string" ? value.toWellFormed().replace(CONTROLS, meantBy) : value;
}

/** What a control character was meant as, where texts in windows-1252 were taken for ISO 8859-1 on their way. */
function meantBy(control: string): string {
  const character = WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80);
  return character === "?" ? "" : character;
}
