import { createRandom, type Random } from "./random.ts";
import { chinese, english, headline, type Language } from "./words.ts";

const PROXY = "https://cors.zfour.workers.dev/?";

const SECTIONS = [
  "新媒体",
  "传统媒体",
  "博客",
  "编程",
  "社交媒体",
  "Shopping",
  "资讯",
  "设计",
  "Science",
  "阅读",
] as const;

const IMAGES = 8;

/** Titles of this share are Chinese and nothing else; as many again are Chinese with English words among them. */
const CHINESE_ONLY = 0.3;

/**
 * An article in the shape in which a script fills a Hexo site from feeds: a blank line before the front matter, three
 * levels of categories after a key with a space at its end, a date as feeds have it, and a body in HTML inside of an
 * indented div, whose images are lazy and shown through a proxy.
 * @param number - of the article, which makes its images its own.
 * @param size - bytes of the file, reached by paragraphs and so passed by one at the most.
 */
export function writeArticle(random: Random, number: number, size: number): string {
  const kind = random.next();
  const language = kind < 2 * CHINESE_ONLY ? chinese : english;
  const site = 1 + Math.floor(random.next() ** 2 * 200);
  const author = `${headline(createRandom(site), 2)} ${site}`;
  const title = titleOf(random, kind);
  const lead = addressOf(site, number, 0);
  const head = `
---
title: '${title}'
categories: 
 - ${SECTIONS[site % SECTIONS.length]}
 - ${author}
 - ${random.pick(["source", "weekly", "daily", "热门", "专栏"])}
headimg: '${PROXY}${lead}'
author: ${author}
comments: false
date: ${new Date(Date.UTC(2015, 0, 1) + random.integer(0, 3e8) * 1000).toUTCString()}
thumbnail: '${PROXY}${lead}'
---

<div>   
`;
  return `${head}${bodyOf(random, language, { site, number, size: size - Buffer.byteLength(head) - 20 })}  
</div>
            `;
}

function titleOf(random: Random, kind: number): string {
  if (kind < CHINESE_ONLY) return chinese.phrase(random, random.integer(5, 10));
  if (kind >= 2 * CHINESE_ONLY) return headline(random, random.integer(4, 9));
  return `${chinese.phrase(random, 3)} ${headline(random, 2)} ${chinese.phrase(random, 3)}`;
}

function bodyOf(
  random: Random,
  language: Language,
  { site, number, size }: { site: number; number: number; size: number },
): string {
  const parts: string[] = [];
  let bytes = 0;
  const add = (part: string) => {
    parts.push(part);
    bytes += Buffer.byteLength(part);
  };
  for (let image = 0; bytes < size; ) {
    // Spread over the body, however long it is.
    if (image < IMAGES && bytes >= (size * image) / IMAGES) add(imageOf(random, site, number, image++));
    add(paragraphOf(random, language));
  }
  return parts.join("");
}

function paragraphOf(random: Random, language: Language): string {
  const sentences = Array.from({ length: random.integer(1, 3) }, () => language.sentence(random))
    .join("")
    .trim();
  const inline = random.next();
  if (inline < 0.1) return `<p><strong>${language.phrase(random, 3)}</strong>${sentences}</p>`;
  if (inline < 0.15)
    return `<p>${sentences}<a href="https://example.com/${random.integer(1, 1e6)}">${language.word(random)}</a></p>`;
  return `<p>${sentences}</p>`;
}

function imageOf(random: Random, site: number, number: number, image: number): string {
  const url = addressOf(site, number, image);
  const [width, height] = [random.integer(300, 1920), random.integer(200, 2400)];
  return (
    `<p></p><div class="img_box" id="id_imagebox_${image}" onclick><div class="content_img_div perview_img_div">` +
    `<img class="lazy opacity_0 " id="img_${image}" data-original="${url}" data-height="${height}" ` +
    `data-width="${width}" src="${PROXY}${url}" referrerpolicy="no-referrer"></div></div>`
  );
}

const addressOf = (site: number, number: number, image: number): string =>
  `http://images${site % 7}.example.com/${site}/${String(number).padStart(8, "0")}${image}_1024.jpg`;
