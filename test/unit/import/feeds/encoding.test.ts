import { expect, test } from "vitest";
import { fixture, readFeed, rss } from "./support.ts";

const titled = (title: string, declaration = "") =>
  `${declaration}<rss><channel><item><title>${title}</title><guid>1</guid></item></channel></rss>`;
const titleOf = async (bytes: Buffer, contentType: string | null = null) => {
  const { entries, issues } = await readFeed(bytes, { contentType });
  return [entries[0]!.front.title, issues.map(({ code }) => code)];
};
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`;

/** ASCII as it is, the rest as given. */
const bytesOf = (text: string, encoded: Buffer) => {
  const [before, after] = text.split("§");
  return Buffer.concat([Buffer.from(before!), encoded, Buffer.from(after!)]);
};
const GB = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]); // 中文
const SHIFT_JIS = Buffer.from([0x93, 0xfa, 0x96, 0x7b]); // 日本
const WINDOWS_1251 = Buffer.from([0xcc, 0xe8, 0xf0]); // Мир
const LATIN_1 = Buffer.from([0x63, 0x61, 0x66, 0xe9]); // café

test.each([
  ["GB2312", GB, "中文"],
  ["gb18030", GB, "中文"],
  ["Shift_JIS", SHIFT_JIS, "日本"],
  ["windows-1251", WINDOWS_1251, "Мир"],
  ["ISO-8859-1", LATIN_1, "café"],
  ["windows-1252", Buffer.from([0x93, 0xe9, 0x94]), "“é”"],
])("a feed that declares %s is read in it", async (encoding, bytes, title) => {
  expect(await titleOf(bytesOf(titled("§", declared(encoding)), bytes))).toEqual([title, []]);
});

test("the header names the encoding where the feed does not, or names none that exists", async () => {
  const contentType = 'text/xml; charset="gb2312"';
  expect(await titleOf(bytesOf(titled("§"), GB), contentType)).toEqual(["中文", []]);
  expect(await titleOf(bytesOf(titled("§", declared("x-klingon")), GB), contentType)).toEqual(["中文", []]);
  expect(await titleOf(bytesOf(titled("§", declared("utf-16")), GB), contentType)).toEqual(["中文", []]);
});

test("what is UTF-8 is read as UTF-8, whatever it declares", async () => {
  for (const label of ["iso-8859-1", "gb2312", "utf-16", "x-klingon"]) {
    expect(await titleOf(Buffer.from(titled("中文", declared(label))), `text/xml; charset=${label}`)).toEqual([
      "中文",
      [],
    ]);
  }
});

test("a byte order mark decides, in UTF-16 as well, and UTF-16 is known without one", async () => {
  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  expect(await titleOf(Buffer.from(`\ufeff${titled("中文", declared("gb2312"))}`))).toEqual(["中文", []]);
  expect(await titleOf(utf16(`\ufeff${titled("中文", declared("utf-16"))}`))).toEqual(["中文", []]);
  expect(await titleOf(utf16(titled("中文")))).toEqual(["中文", []]);
  expect(await titleOf(utf16(titled("中文")).swap16())).toEqual(["中文", []]);
});

test("escape sequences are read as the encoding that is declared, although they are ASCII", async () => {
  const bytes = Buffer.from([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42]); // 日
  expect(await titleOf(bytesOf(titled("§", declared("ISO-2022-JP")), bytes))).toEqual(["日", []]);
});

test("a character cut in two is replaced and reported, and does not spoil the others", async () => {
  const text = titled(`${"中文".repeat(20)}§`, declared("utf-8"));
  const [title, codes] = await titleOf(bytesOf(text, Buffer.from([0xe4, 0xb8])), "text/xml; charset=iso-8859-1");
  expect(title).toBe(`${"中文".repeat(20)}\ufffd`);
  expect(codes).toEqual(["FEED_ENCODING"]);
});

test("bytes of an encoding that nobody names are replaced and reported", async () => {
  const [title, codes] = await titleOf(bytesOf(titled("caf§"), Buffer.from([0xe9])));
  expect(title).toBe("caf\ufffd");
  expect(codes).toEqual(["FEED_ENCODING"]);
});

test("white space and a byte order mark before the declaration do no harm", async () => {
  expect(await titleOf(Buffer.from(`\ufeff\n \ufeff${titled("x")}`))).toEqual(["x", []]);
});

test("a fixture in GB18030 reads like the same in UTF-8", async () => {
  const ascii = Buffer.from(rss("<item><title>&#20013;&#25991;</title></item>"));
  expect((await readFeed(ascii)).entries[0]!.front.title).toBe("中文");
  expect((await readFeed(fixture("zh.xml"))).entries).toHaveLength(1);
});
