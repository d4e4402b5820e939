/** Reads a feed from its beginning, as often as it is called. */
export type Open = () => AsyncIterable<Uint8Array>;

/** How bytes are to be read as text. */
export interface Encoding {
  /** A label of the Encoding Standard. */
  label: string;
  /** Whether some bytes are no characters in it. */
  broken: boolean;
}

const BYTE_ORDER_MARKS: readonly [string, readonly number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
  // The first two characters of a document without a mark: <? or <r or {" in 16 bits each.
  ["utf-16le", [0x3c, 0x00]],
  ["utf-16le", [0x7b, 0x00]],
  ["utf-16be", [0x00, 0x3c]],
  ["utf-16be", [0x00, 0x7b]],
];

/** Bytes in which a declaration stands, if there is one. */
const HEAD = 1024;
const DECLARED = /<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/i;
const CHARSET = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i;

/** Of all characters outside ASCII: more broken ones than this, and it is another encoding. */
const MOST_BROKEN = 0.1;

/**
 * Finds out how a document is encoded: a byte order mark says so; else it is UTF-8 if it can be, whatever it claims,
 * since no other encoding is UTF-8 by chance; else what the XML declaration says, or the header. A few broken
 * characters do not keep a document from being UTF-8: feeds cut texts in the middle of one.
 * @param contentType - of the answer that the document came with; null where there is none.
 */
export async function findEncoding(open: Open, contentType: string | null): Promise<Encoding> {
  const head = await headOf(open);
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => head[at] === byte));
  if (marked) return encodingOf(open, marked[0]);
  const declared = [DECLARED.exec(Buffer.from(head).toString("latin1"))?.[1], CHARSET.exec(contentType ?? "")?.[1]]
    .filter((label) => label !== undefined)
    .map((label) => canonical(label))
    .filter((label) => label !== null);
  const { beyondAscii, broken } = await count(open, "utf-8");
  const other = declared.find((label) => label !== "utf-8");
  // In ASCII alone nothing contradicts the declaration, and ISO-2022-JP is written in nothing else.
  const isUtf8 = beyondAscii > 0 && broken <= beyondAscii * MOST_BROKEN;
  if (isUtf8 || other === undefined) return { label: "utf-8", broken: broken > 0 };
  return encodingOf(open, other);
}

async function encodingOf(open: Open, label: string): Promise<Encoding> {
  return { label, broken: (await count(open, label)).broken > 0 };
}

/** The text of a document, in pieces. The byte order mark is no part of it. */
export async function* decodeText(open: Open, label: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(label);
  for await (const chunk of open()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The name that a label stands for; null where the Encoding Standard has none, or one that hides UTF-16 in ASCII. */
function canonical(label: string): string | null {
  try {
    const { encoding } = new TextDecoder(label);
    // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
    return encoding.startsWith("utf-16") ? "utf-8" : encoding;
  } catch {
    return null;
  }
}

async function headOf(open: Open): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of open()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD);
}

/** How many characters are none of ASCII, and how many of them stand for bytes that are none at all. */
async function count(open: Open, label: string): Promise<{ beyondAscii: number; broken: number }> {
  let beyondAscii = 0;
  let broken = 0;
  for await (const text of decodeText(open, label)) {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 0x7f) beyondAscii++;
      if (unit === 0xfffd) broken++;
    }
  }
  return { beyondAscii, broken };
}
