import { existsSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "../../test/browser/chromium.ts";
import { dangersIn, VECTORS } from "../../test/support/dangers.ts";
import type { Row, Stage } from "../row.ts";
import { post, writeFiles } from "../world/articles.ts";
import type { Gateway } from "../world/gateway.ts";
import { runCommand } from "../world/process.ts";
import { aliveInBrowser } from "../world/reader.ts";

const COUNT = 10_000;

/** What a vector is put into, and how it is disguised: each alters what a parser makes of it. */
const WRAPPERS: ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `<div>${vector}</div>`,
  (vector) => `text ${vector} text`,
  (vector) => `<p>${vector}`,
  (vector) => `<table><tr><td>${vector}</table>`,
  (vector) => `<svg>${vector}</svg>`,
  (vector) => `<math><mtext>${vector}</math>`,
  (vector) => `<a href="https://x.example">${vector}</a>`,
  (vector) => `> ${vector}`,
  (vector) => `- ${vector}\n- b`,
  (vector) => `| a |\n| - |\n| ${vector.replaceAll("|", "")} |`,
  (vector) => `**${vector}**`,
  (vector) => `[x](<${vector.replaceAll(/[<>\n]/g, "")}>)`,
  (vector) => `![${vector}](x)`,
  (vector) => `\`\`\`html\n${vector}\n\`\`\``,
  (vector) => `<noscript>${vector}</noscript>`,
  (vector) => `<template>${vector}</template>`,
  (vector) => `<style>${vector}</style>`,
  (vector) => `<textarea>${vector}</textarea>`,
  (vector) => `<iframe>${vector}</iframe>`,
  (vector) => `<!--${vector}-->`,
  (vector) => `<img alt="${vector}" src=x>`,
  (vector) => `<img alt='${vector}' src=x>`,
  (vector) => `<details><summary>${vector}</summary></details>`,
  (vector) => `<select><option>${vector}</select>`,
];
const DISGUISES: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll("<", "<<"),
  (text) => text.replaceAll(" ", "/"),
  (text) => text.replaceAll(" ", "\n"),
  (text) => text.toUpperCase(),
  (text) => text.replaceAll("script", "scr\0ipt"),
];

/** Ten thousand bodies, each another one. */
function payloads(): string[] {
  const all = DISGUISES.flatMap((disguise) =>
    WRAPPERS.flatMap((wrap) => VECTORS.map((vector) => disguise(wrap(vector)))),
  );
  return [...new Set(all)].slice(0, COUNT);
}

const PAGE = `query ($after: String) { articles(first: 100, after: $after, filter: {sources: ["xss"]}) {
  pageInfo { endCursor hasNextPage }
  nodes { path title excerpt summary body { html text blocks { html } } } } }`;
const SEARCH = `query ($words: String!, $after: String) { search(query: $words, first: 100, after: $after, filter: {sources: ["xss"]}) {
  pageInfo { endCursor hasNextPage } edges { title snippets } } }`;

/** What is shown as HTML, of every article, and of what is found by searching. */
async function everyHtml({ ask }: Gateway): Promise<{ html: string[]; articles: number; snippets: number }> {
  const html: string[] = [];
  let [articles, snippets] = [0, 0];
  for (let after: string | null = null; ; ) {
    const { data, text } = await ask(PAGE, { variables: { after } });
    if (!data) throw new Error(text.slice(0, 300));
    for (const { body } of data.articles.nodes) {
      articles++;
      html.push(body.html, ...body.blocks.map((block: { html: string | null }) => block.html ?? ""));
    }
    if (!data.articles.pageInfo.hasNextPage) break;
    after = data.articles.pageInfo.endCursor;
  }
  for (const words of ["alert", "script", "img onerror", "javascript", "svg", "evil"]) {
    for (let [after, pages] = [null as string | null, 0]; pages < 5; pages++) {
      const { data, text } = await ask(SEARCH, { variables: { words, after } });
      if (!data) throw new Error(text.slice(0, 300));
      for (const { title, snippets: found } of data.search.edges) {
        snippets += found.length;
        html.push(title, ...found);
      }
      after = data.search.pageInfo.endCursor;
      if (!data.search.pageInfo.hasNextPage) break;
    }
  }
  return { html: html.filter((piece) => piece !== ""), articles, snippets };
}

/** What a browser would run, show or follow if it got through: whether it notices is tried first. */
const NOTICED = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<IMG SRC=X ONERROR=ALERT(1)>",
  "<a href='java&#10;script:alert(1)'>x</a>",
  "<a href='data:text/html,x'>x</a>",
  "<svg onload=alert(1)>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<form action='https://evil.example'><button>x</button></form>",
];

const DAY = 24 * 60 * 60 * 1000;

/** Files of the payloads. With a title and day of its own, none passes for another one's copy and is skipped. */
function filesOf(all: readonly string[]): Record<string, string> {
  const files = all.map((payload, n) => {
    const title = `${payload.replaceAll(/[\n\0]/g, " ").slice(0, 290)} ${n}`;
    const date = new Date(Date.UTC(1990, 0, 1) + n * DAY).toISOString();
    return [`${n}.${n % 2 ? "md" : "html"}`, post({ title, date }, payload)];
  });
  return Object.fromEntries(files);
}

async function importAll({ newDatabase, scratch, expect }: Stage): Promise<string> {
  const root = join(scratch, "xss");
  const url = await newDatabase("empty");
  const all = payloads();
  expect(`there are ${COUNT} payloads`, all.length === COUNT, all.length);
  await writeFiles(root, filesOf(all));
  const { code, stderr, stdout } = await runCommand(["import", root, "--source", "xss"], { DATABASE_URL: url });
  expect("the import completes", code === 0, `${code} ${stdout.slice(0, 200)} ${stderr.slice(-300)}`);
  return url;
}

export const xss: Row = {
  row: 22,
  title: "10,000 XSS payloads as article bodies and titles",
  must: "none alive in html, blocks, snippets; the import completes",
  async attack(stage) {
    const { expect } = stage;
    // Whoever serves meanwhile is not held up by it.
    await stage.gateway();
    const url = await importAll(stage);
    const gateway = await stage.ownGateway({ RATE_LIMIT: "0", MAX_COST: "1000000" }, url);
    await stage.unwatch(gateway);
    const { html, articles, snippets } = await everyHtml(gateway);
    expect("all became articles", articles === COUNT, articles);
    expect("searches found some", snippets > 100, snippets);
    const alive = html.filter((piece) => dangersIn(piece).length > 0);
    expect(`none of ${html.length} pieces is alive to a parser`, alive.length === 0, alive[0]);
    const executable = findChromium();
    expect("a browser is installed", executable !== null && existsSync(executable));
    if (executable === null) return;
    for (const piece of NOTICED) {
      expect(`the browser notices ${piece}`, (await aliveInBrowser([piece], executable)).length > 0);
    }
    const shown = [...new Set(html)];
    const ran = await aliveInBrowser(shown, executable);
    expect(`none of ${shown.length} pieces runs in a browser`, ran.length === 0, ran[0]);
  },
};
