import { expect, test } from "vitest";
import { detectLanguage } from "../../../src/content/language.ts";
import { articleOf, articleWithBody, parseText } from "./support.ts";

test.each([
  ["zh", "立春是二十四节气之首，过了这一天，白昼一天比一天长。"],
  ["zh", "用 npm install 之后运行 the test suite，就能看到结果，不需要别的东西。"],
  ["zh", "他在信里写了一个「の」字，说这是日本人最常用的假名，然后就没有再说什么。"],
  ["ja", "和紙は楮や三椏の繊維から作られ、千年以上も保つといわれている。"],
  ["ko", "이 글은 한국어로 쓰여 있고 충분히 길다."],
  ["ru", "Это было давно, и он не помнил, как это произошло и что было потом."],
  ["uk", "Це було давно, і він не пам'ятав, як це сталося та що було потім."],
  ["ar", "هذا نص باللغة العربية وهو طويل بما يكفي ليعرف."],
  ["fa", "این متن به زبان فارسی نوشته شده است و پیش از این چیزی گفته نشده."],
  ["en", "The bridge was built in a year that nobody could remember, and it is still there."],
  ["de", "Die Brücke wurde in einem Jahr gebaut, an das sich niemand mehr erinnert, und sie steht noch."],
  ["fr", "Le pont a été construit dans une année que personne ne peut se rappeler, et il est toujours là."],
  ["es", "El puente fue construido en un año que nadie puede recordar, y todavía está en su lugar."],
  ["pt", "A ponte foi construída em um ano que ninguém lembra, e ela ainda está no seu lugar, mas não é usada."],
  ["it", "Il ponte è stato costruito in un anno che nessuno ricorda, e si trova ancora nel suo posto."],
  ["nl", "De brug is gebouwd in een jaar dat niemand zich herinnert, en hij staat er nog op de oude plek."],
  ["el", "Η γέφυρα χτίστηκε πριν από πολλά χρόνια."],
  ["th", "สะพานนี้สร้างขึ้นเมื่อนานมาแล้ว"],
])("%s: %s", (language, text) => {
  expect(detectLanguage(text)).toBe(language);
});

test.each([
  "",
  "Hello",
  "2021-03-04 10:00",
  "图",
  "npm run build && node dist/index.js",
  "Lorem ipsum dolor sit amet consectetur",
])("nothing is certain of %j", (text) => {
  expect(detectLanguage(text)).toBeNull();
});

test("a language that is given goes before one that is detected, and alone tells copies apart", () => {
  const text = "The bridge was built in a year that nobody could remember, and it is still there.";
  const given = articleOf(parseText(`---\ntitle: x\nlang: fr\n---\n${text}`));
  expect(given.language).toBe("fr");
  const detected = articleWithBody(text);
  expect(detected.language).toBe("en");
  // As it was before languages were detected.
  expect(Buffer.from(detected.contentKey).equals(articleOf(parseText(`---\ntitle: x\n---\n${text}`)).contentKey)).toBe(
    true,
  );
  expect(
    Buffer.from(detected.contentKey).equals(articleOf(parseText(`---\ntitle: x\nlang: en\n---\n${text}`)).contentKey),
  ).toBe(false);
});
