import fc from "fast-check";
import { expect, test } from "vitest";
import { Folder } from "../../../src/text/fold.ts";

const folder = new Folder();

test.each([
  ["Ｃａｆé 2021年，圖書館", "cafe 2021 年 图书馆"],
  ["臺灣 萬國 發", "台湾 万国 发"],
  ["ｶﾞｷﾞ ﾊﾟ", "ガギ パ"],
  ["か\u3099", "が"],
  ["か\u309Aき", "か\u309Aき"], // no such character: still one run
  ["한국어".normalize("NFD"), "한국어"],
  ["ㅋㅋㅠㅠ", "ㅋㅋㅠㅠ"],
  ["কো".normalize("NFD"), "কো"],
  ["STRAẞE", "strasse"],
  ["москва\u0301", "москва"],
  ["e\u200D\u0301", "e"],
  ["1\uFE0F\u20E3", "1"],
  ["薴 苧", "苎 苎"],
  ["Straße ΟΔΟΣ Ἀθήνα", "strasse οδοσ αθηνα"],
  ["İstanbul ﬁn e\u0301te\u0301", "istanbul fin ete"],
  ["ёлка йод", "ёлка йод"], // letters of their own, not accents
  ["don't—stop", "don t stop"],
  ["soft\u00ADhyphen zero\u200Bwidth", "softhyphen zerowidth"],
  ["𠮷野家で", "𠮷野家で"],
  ["iPhone手机", "iphone 手机"],
  ["コーヒー 人々", "コーヒー 人々"],
  ["ภาษาไทย ไม่", "ภาษาไทย ไม่"],
  ["한국어 한국", "한국어 한국"],
  ["㍿ ① ㎏", "株式会社 1 kg"],
  ["…—，。!?", ""],
  ["", ""],
])("%s", (text, normalised) => {
  expect(folder.normalise(text)).toBe(normalised);
});

const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."圖é𠮷 ﾞｶe\u0301ßＡ，한㍿\u200D👩한ㅏẞ\u20E3"),
    fc.string({ unit: "grapheme", maxLength: 1 }),
  ),
});

test("what is normalised stays as it is", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const once = folder.normalise(text);
      expect(folder.normalise(once)).toBe(once);
    }),
  );
});

test("each unit knows the part of the text that it was made of", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { text: normalised, begins, ends } = folder.normaliseWithPlaces(text);
      expect(normalised).toBe(folder.normalise(text));
      for (let at = 0; at < normalised.length; at++) {
        if (normalised[at] === " ") continue;
        const [begin = 0, end = 0] = [begins[at], ends[at]];
        expect(begin).toBeLessThan(end);
        expect(folder.normalise(text.slice(begin, end))).toContain(normalised[at]);
      }
    }),
  );
});
