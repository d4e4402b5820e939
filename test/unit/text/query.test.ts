import { expect, test } from "vitest";
import { Folder } from "../../../src/text/fold.ts";
import { parseQuery, type Term, wantedOf } from "../../../src/text/query.ts";

const folder = new Folder();
const word = (text: string, prefix = false): Term => ({ kind: "word", word: text, prefix });
const run = (text: string): Term => ({ kind: "run", run: text });
const phrase = (...parts: string[]): Term => ({ kind: "phrase", parts });

test.each<[typed: string, terms: Term[]]>([
  ["river", [word("river", true)]],
  ["river ", [word("river")]],
  ["river valley", [word("river"), word("valley", true)]],
  ["River RIVER river!", [word("river")]],
  ["vitamin c", [word("vitamin"), word("c")]], // one letter begins too much
  ["圖書館", [run("图书馆")]],
  ["图书馆，时间", [run("图书馆"), run("时间")]],
  ["iPhone手机", [word("iphone"), run("手机")]],
  ['"the river" bank', [phrase("the", "river"), word("bank", true)]],
  ["“图书馆 river”", [phrase("图书馆", "river")]],
  ["＂full width＂", [phrase("full", "width")]],
  ["cafe\u0301", [word("cafe", true)]],
  ["𞤀𞤁", [word("𞤢𞤣", true)]],
  ["ㅋㅋㅠㅠ", [run("ㅋㅋㅠㅠ")]],
  ['say "hello', [word("say"), word("hello", true)]],
  ['"" river', [word("river", true)]],
  ["-river +bank", [word("river"), word("bank", true)]],
  ["?!", []],
])("%s", (typed, terms) => {
  expect(parseQuery(folder, typed).terms).toEqual(terms);
});

const wanted = (typed: string, languages: string[] | null = []) =>
  wantedOf(folder, parseQuery(folder, typed), languages);

test("two characters are told by one key, more are compared", () => {
  expect(wanted("中文").anywhere).toEqual({ all: [0x4e2d6587], parts: [], any: [], contains: [], begins: null });
  expect(wanted("中文字").anywhere).toMatchObject({ all: [0x4e2d6587, 0x65875b57], contains: ["中文字"] });
});

test("what is compared is narrowed by all of its characters first, in whole words too", () => {
  expect(wanted("的了在").whole).toMatchObject({ parts: wanted("的了在").anywhere.all, contains: ["的了在"] });
  expect(wanted('"river 的了在"').whole).toMatchObject({ parts: wanted("的了在").anywhere.all });
  expect(wanted("时间").whole.parts).toEqual([]);
});

test("only long beginnings are compared", () => {
  expect(wanted("river").anywhere.begins).toBeNull();
  expect(wanted("rivers").anywhere.begins?.text).toBe(" rivers");
  expect(wanted("rivers ").anywhere.begins).toBeNull();
});

test("a word has a form in each language", () => {
  expect(wanted("rivers ").anywhere.any[0]).toHaveLength(1);
  expect(wanted("rivers ", ["en"]).anywhere.any[0]).toHaveLength(2);
  expect(wanted("rivers ", ["en"]).anywhere.any[0]?.[1]).toBe(wanted("river ", ["en"]).anywhere.any[0]?.[1]);
  expect(wanted("rivers ", null).anywhere.any[0]?.length).toBeGreaterThan(10);
});
