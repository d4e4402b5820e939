import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../samples");
const KIB = 1024;

interface Sample {
  path: string;
  text: string;
  head: string;
  body: string;
}

/** Byte order marks stay in the text: some of the samples are about them. */
const samples: Sample[] = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(md|html)$/.test(entry.name))
  .map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, "utf8");
    const [head = "", ...rest] = text.replace(/^\s*---\s/, "").split(/^---\r?$/m);
    return { path: relative(ROOT, file).split(sep).join("/"), text, head, body: rest.join("---") };
  });

const published = samples.filter(({ path }) => path.startsWith("_posts/"));
const feeds = published.filter(({ path }) => path.startsWith("_posts/feeds/"));
const images = readdirSync(join(ROOT, "images"));

const having = (pattern: RegExp, among = published) => among.filter(({ text }) => pattern.test(text)).length;

/** Local files a sample refers to, relative to the images folder. */
const localImages = ({ text }: Sample) => [...text.matchAll(/\/images\/([^\s"')]+)/g)].map(([, name = ""]) => name);

test("there are about thirty articles and one draft", () => {
  expect(published.length).toBeGreaterThanOrEqual(30);
  expect(published.length).toBeLessThanOrEqual(36);
  expect(samples.length - published.length).toBe(1);
  expect(samples.filter(({ path }) => path.startsWith("_drafts/"))).toHaveLength(1);
});

test("they are written in three languages", () => {
  expect(having(/^lang: en/m)).toBeGreaterThanOrEqual(10);
  expect(having(/^lang: zh-CN/m)).toBeGreaterThanOrEqual(8);
  expect(having(/^lang: ja/m)).toBeGreaterThanOrEqual(4);
});

test("articles from feeds keep the bytes of the script that wrote them", () => {
  expect(feeds.length).toBeGreaterThanOrEqual(9);
  for (const { path, text } of feeds) {
    expect(text, path).toMatch(/^\n---\ntitle: .+\ncategories: \n( - .+\n)+headimg: '/);
    expect(text, path).toMatch(
      /\ncomments: false\ndate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\nthumbnail: '.*'\n---\n\n<div> {3}\n/,
    );
    expect(text, path).toMatch(/ {2}\n<\/div>\n {12}$/);
  }
});

test("every shape that the importer has to bear is among them", () => {
  expect(having(/\r\n/)).toBe(1);
  expect(having(/^\uFEFF/)).toBe(1);
  expect(published.filter(({ path }) => path.endsWith(".html")).length).toBeGreaterThanOrEqual(1);
  expect(published.filter(({ head }) => !/^date:/m.test(head))).toHaveLength(1);
  expect(having(/^title: ""It's here""$/m)).toBe(1);
  expect(having(/^title: .*&#123;/m)).toBe(1);
  expect(having(/^ {2}- \[/m)).toBeGreaterThanOrEqual(3);
  expect(having(/^ - {2}- |^ - — |^ - {2}-/m)).toBeGreaterThanOrEqual(1);
  expect(having(/^date: \d{4}-\d\d-\d\d\r?$/m)).toBeGreaterThanOrEqual(5);
  expect(having(/^date: [\d-]+ [\d:]+$/m)).toBeGreaterThanOrEqual(3);
  expect(having(/^date: .+ \+0800$/m)).toBeGreaterThanOrEqual(3);
  expect(having(/https:\/\/cors\.zfour\.workers\.dev\/\?http/)).toBeGreaterThanOrEqual(2);
});

test("at least four articles share one instant", () => {
  const dates = feeds.map(({ head }) => /^date: (.+)$/m.exec(head)?.[1]);
  const shared = dates.filter((date) => date === "Sat, 21 Mar 2026 00:00:00 GMT");
  expect(shared.length).toBeGreaterThanOrEqual(4);
});

test("no article is dated later than October 2026", () => {
  const dates = published.flatMap(({ head }) => /^date: (.+)$/m.exec(head)?.[1] ?? []);
  for (const date of dates) expect(Date.parse(date), date).toBeLessThan(Date.UTC(2026, 10, 1));
});

test("every image that an article shows is there, and none lies about unused", () => {
  const shown = new Set(samples.flatMap(localImages));
  expect([...shown].filter((name) => !images.includes(name))).toEqual([]);
  expect(images.filter((name) => !shown.has(name))).toEqual([]);
});

test("every image says in words what it shows", () => {
  for (const { path, body } of samples) {
    for (const [tag] of body.matchAll(/<img [^>]*>/g)) {
      expect(tag, path).toMatch(/ alt="[^"]{5,}"/);
      expect(tag, path).toMatch(/ (data-)?width="\d+"/);
      expect(tag, path).toMatch(/ (data-)?height="\d+"/);
    }
    for (const [, alt = ""] of body.matchAll(/!\[([^\]]*)\]\(/g)) expect(alt.length, path).toBeGreaterThan(5);
  }
});

test("images are light and run nothing", () => {
  const sizes = images.map((name) => statSync(join(ROOT, "images", name)).size);
  expect(images.length).toBeGreaterThanOrEqual(20);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(60 * KIB);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(600 * KIB);
  for (const name of images.filter((name) => name.endsWith(".svg"))) {
    const drawing = readFileSync(join(ROOT, "images", name), "utf8");
    expect(drawing, name).toMatch(/<title>[^<]+<\/title>/);
    expect(drawing.replace("http://www.w3.org/2000/svg", ""), name).not.toMatch(
      /<script|<foreignObject|\son\w+=|href=|https?:/,
    );
  }
});

test("no address leads out of the reserved example domains", () => {
  for (const { path, text } of samples) {
    const addresses = text.replaceAll("https://cors.zfour.workers.dev/?", "").matchAll(/https?:\/\/([^/\s"'<>)]+)/g);
    for (const [, host = ""] of addresses) expect(host, path).toMatch(/(^|\.)example\.(com|org|net)$/);
  }
});
