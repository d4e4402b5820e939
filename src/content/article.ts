import { readAddress } from "./address.ts";
import { type Manner, readBody } from "./body.ts";
import { readCategories, writtenCategories } from "./categories.ts";
import { decode, decodeAgain } from "./decode.ts";
import { essenceOf } from "./essence.ts";
import { type Fenced, takeApart } from "./fences.ts";
import {
  boundedSummary,
  readAuthors,
  readCommentsEnabled,
  readDates,
  readLanguage,
  readStatus,
  readSummary,
  readTags,
  readTitle,
} from "./fields.ts";
import { readFileName } from "./file-name.ts";
import { bodyFormat, isMdx } from "./format.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";
import { contentKeyOf, readGuid } from "./identity.ts";
import type { ImageRules } from "./image-addresses.ts";
import { issueOf, type Report } from "./issues.ts";
import { firstOf, KEYS, reportAt, reportMisspelt, underKnownKeys } from "./keys.ts";
import { detectLanguage } from "./language.ts";
import { readLeadImages } from "./lead-images.ts";
import { likenessOf } from "./likeness.ts";
import { moreMark } from "./more.ts";
import { asText } from "./names.ts";
import { leavesSite } from "./references.ts";
import { articleSlug } from "./slug.ts";
import type { Article, ContentOptions, Issue, Parsed, SourceFile } from "./types.ts";

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
  if (file.known) return compose(file, bodyAlone(decodeAgain(file.bytes)), file.known.frontMatter, options, report);
  const text = decode(file.bytes, report);
  const fenced = text === null ? null : takeApart(text, report);
  const front = fenced && readFrontMatter(fenced, report);
  return fenced && front && compose(file, fenced, front, options, report);
}

const bodyAlone = (body: string): Fenced => ({ language: "", block: "", firstLine: 1, afterBlank: false, body });

/** All steps in one place. */
function compose(
  { path, format, known }: SourceFile,
  fenced: Fenced,
  frontMatter: FrontMatter,
  options: ContentOptions,
  report: Report,
): Article | null {
  const { kind, categoryMode, imageProxies: proxies } = options;
  const { body: raw } = fenced;
  const front = underKnownKeys(frontMatter, kind);
  // What comes from a feed stands in no line of a file, and neither does what was read before.
  const inLines = kind !== "feed" && kind !== "wordpress" && known === undefined;
  if (known === undefined) reportMisspelt(front, fenced, report);
  const at = (keys: readonly string[]) => (inLines ? reportAt(keys, fenced, report) : report);
  const name = readFileName(path, kind);
  const { url, base } = readAddress(front, options);
  const rules: ImageRules = { articlePath: path, baseUrl: base, proxies };
  const manner: Manner = {
    format: format ?? bodyFormat(raw, path, fenced.afterBlank),
    kind,
    mdx: isMdx(path),
    isMore: moreMark(kind, asText(firstOf(front, KEYS.excerptSeparator))),
    isExternal: leavesSite([options.baseUrl, url]),
  };
  const body = readBody(raw, manner, rules, report);
  if (!body) return null;
  const { textBeforeMore, firstHeading, ...derived } = body;
  const title = readTitle(front, at(KEYS.title)) ?? name.title ?? firstHeading ?? "Untitled";
  const { published, updated, expires } = readDates(front, name.date, options, at);
  const summary = readSummary(front) ?? (textBeforeMore || null);
  const language = readLanguage(front);
  const guid = readGuid(front);
  const categories = readCategories(writtenCategories(front, kind, path), categoryMode, report);
  const crawled = known?.crawled ?? (fenced.afterBlank && manner.format === "HTML");
  return {
    path,
    title,
    slug: articleSlug(asText(front.slug) ?? name.slug, title),
    guid,
    essence: essenceOf({ front: frontMatter, raw, crawled }, options),
    contentKey: contentKeyOf({ ...body, path, title, categories, language, guid, url, raw }, proxies),
    status: readStatus(front, path, report),
    publishedAt: published?.instant ?? null,
    publishedPrecision: published?.precision ?? null,
    updatedAt: updated?.instant ?? null,
    expiresAt: expires?.instant ?? null,
    url,
    summary: summary && boundedSummary(summary, report),
    language: language ?? detectLanguage(body.lead),
    commentsEnabled: readCommentsEnabled(front),
    authors: readAuthors(front, report),
    categories,
    tags: readTags(front, kind, report),
    ...readLeadImages(front, body.images, rules, report),
    ...derived,
    likeness: likenessOf(title, derived.text),
    raw,
    frontMatter,
  };
}
