import { readFileSync } from "node:fs";
import { parseArticle } from "../../../src/content/article.ts";
import type { IssueCode, Report } from "../../../src/content/issues.ts";
import type { Article, ContentOptions, Parsed } from "../../../src/content/types.ts";

/** Options as a source without any given has them. */
export const DEFAULTS: ContentOptions = {
  kind: "folder",
  timeZone: "UTC",
  timeZoneAssumed: true,
  baseUrl: null,
  categoryMode: "chain",
  imageProxies: ["https://cors.zfour.workers.dev/?"],
};

/** Parses a text as if it were a file. */
export function parseText(text: string, options: Partial<ContentOptions> = {}, path = "posts/article.md"): Parsed {
  return parseArticle({ path, bytes: new TextEncoder().encode(text) }, { ...DEFAULTS, ...options });
}

/** Parses a file of test/fixtures/articles. */
export function parseFixture(name: string, options: Partial<ContentOptions> = {}): Parsed {
  const url = new URL(`../../fixtures/articles/${name}`, import.meta.url);
  return parseArticle({ path: name, bytes: readFileSync(url) }, { ...DEFAULTS, ...options });
}

/** The article of a file that must have one. */
export function articleOf({ article, issues }: Parsed): Article {
  if (!article) throw new Error(`No article: ${JSON.stringify(issues)}`);
  return article;
}

/** The article of a body under plain front matter. */
export function articleWithBody(body: string, options: Partial<ContentOptions> = {}): Article {
  return articleOf(parseText(`---\ntitle: x\n---\n${body}`, options));
}

/** The codes of what was reported, in order. */
export function codesOf({ issues }: Parsed): string[] {
  return issues.map(({ code }) => code);
}

/** A report for testing a single step, and the codes it was given. */
export function collect(): { report: Report; codes: IssueCode[] } {
  const codes: IssueCode[] = [];
  return { report: (code) => codes.push(code), codes };
}
