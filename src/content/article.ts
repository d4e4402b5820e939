import { readBody } from "./body.ts";
import { readCategories } from "./categories.ts";
import { readDate } from "./dates.ts";
import { decode } from "./decode.ts";
import { takeApart } from "./fences.ts";
import {
  boundedSummary,
  readAuthors,
  readCommentsEnabled,
  readLanguage,
  readStatus,
  readSummary,
  readTags,
  readTitle,
  readUrl,
  titleOfPath,
} from "./fields.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";
import type { ImageRules } from "./image-addresses.ts";
import { issueOf, type Report } from "./issues.ts";
import { readLeadImages } from "./lead-images.ts";
import { asText } from "./names.ts";
import { articleSlug } from "./slug.ts";
import type { Article, ContentOptions, Issue, Parsed, SourceFile } from "./types.ts";

/** Raised whenever a file may come to another article than before; what is stored is then derived anew. */
export const PIPELINE_VERSION = 1;

/** Bytes. The largest articles that were met have less than two megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Of one kind, in one file: a thousand times the same would only hide the others. */
const MAX_ISSUES = 20;

/**
 * Reads one file: bytes -> text -> front matter and body -> fields, safe HTML, images and text. Whatever is wrong
 * with the file comes back as issues (of each kind the first 20), never as an exception; without an article, the issues say why there is none.
 * @throws RangeError for a time zone that does not exist.
 */
export function parseArticle(file: SourceFile, options: ContentOptions): Parsed {
  const issues: Issue[] = [];
  const counts = new Map<string, number>();
  const report: Report = (code, message, line) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count <= MAX_ISSUES) issues.push(issueOf(file.path, code, message, line ?? null));
  };
  return { article: readArticle(file, options, report), issues };
}

function readArticle(file: SourceFile, options: ContentOptions, report: Report): Article | null {
  if (file.bytes.length > MAX_BYTES) {
    report("FILE_TOO_LARGE", `The file has ${file.bytes.length} bytes; ${MAX_BYTES} are read at the most.`);
    return null;
  }
  const text = decode(file.bytes, report);
  const fenced = text === null ? null : takeApart(text, report);
  const front = fenced && readFrontMatter(fenced, report);
  return fenced && front && compose(file.path, front, fenced.body, options, report);
}

function compose(
  path: string,
  front: FrontMatter,
  raw: string,
  options: ContentOptions,
  report: Report,
): Article | null {
  const url = readUrl(front);
  const rules: ImageRules = {
    articlePath: path,
    baseUrl: url ?? withFinalSlash(options.baseUrl),
    proxies: options.imageProxies,
  };
  const body = readBody(raw, path, rules, report);
  if (!body) return null;
  const { textBeforeMore, firstHeading, ...derived } = body;
  const title = readTitle(front, report) ?? titleOfPath(path) ?? firstHeading ?? "Untitled";
  const published = readDate("date", front.date, options, report);
  const summary = readSummary(front) ?? (textBeforeMore || null);
  return {
    path,
    title,
    slug: articleSlug(asText(front.slug), title),
    status: readStatus(front, path),
    publishedAt: published?.instant ?? null,
    publishedPrecision: published?.precision ?? null,
    updatedAt: readDate("updated", front.updated, options, report)?.instant ?? null,
    url,
    summary: summary && boundedSummary(summary, report),
    language: readLanguage(front),
    commentsEnabled: readCommentsEnabled(front),
    authors: readAuthors(front, report),
    categories: readCategories(front.categories ?? front.category, options.categoryMode, report),
    tags: readTags(front, report),
    ...readLeadImages(front, body.images, rules, report),
    ...derived,
    raw,
    frontMatter: front,
  };
}

/** A site's root is a folder: without its slash, relative addresses would replace its last part. */
function withFinalSlash(baseUrl: string | null): string | null {
  return baseUrl?.replace(/\/*$/, "/") ?? null;
}
