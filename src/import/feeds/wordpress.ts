import { issueOf } from "../../content/issues.ts";
import type { Issue } from "../../content/types.ts";
import { httpAddress } from "./addresses.ts";
import { EMPTY_ENTRY, type Entry } from "./entry.ts";
import { addParagraphs } from "./paragraphs.ts";
import { plainText, titleText } from "./plain-text.ts";
import { type FeedContext, identifyItem } from "./rss.ts";
import { keptShortcodes, replaceCaptions } from "./shortcodes.ts";
import type { WordPressIndex } from "./wordpress-index.ts";
import { childrenOf, textOf } from "./xml-children.ts";
import type { XmlElement } from "./xml-elements.ts";

/** What becomes of an item of an export. */
export type ItemKind =
  /** Published, or to be on a day to come. */
  | { is: "article" }
  /** Not for the public; `why` is said of all of a kind together. */
  | { is: "draft"; why: string }
  /** No article, and worth a word. */
  | { is: "left out"; why: string }
  /** No article by its nature: attachments, menus, earlier versions. */
  | { is: "furniture" };

const ARTICLE_TYPES = new Set(["post", "page"]);
const FURNITURE = new Set(
  `attachment revision nav_menu_item custom_css customize_changeset oembed_cache user_request wp_block wp_template
  wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face`.split(/\s+/),
);
const PUBLIC_STATUSES = new Set(["publish", "future"]);
const DRAFT_STATUSES = new Map([
  ["draft", "drafts"],
  ["pending", "waiting for review"],
  ["private", "private"],
]);
/** Never shown to anyone, and made without anyone's doing. */
const NO_STATUSES = new Set(["auto-draft", "inherit"]);

/** Tells what an item is, by its type and status. */
export function kindOfItem(item: XmlElement): ItemKind {
  const type = textOf(item, "wp:post_type") ?? "post";
  const status = textOf(item, "wp:status") ?? "publish";
  if (FURNITURE.has(type) || NO_STATUSES.has(status)) return { is: "furniture" };
  if (!ARTICLE_TYPES.has(type)) return { is: "left out", why: `of the type ${type}` };
  if (status === "trash") return { is: "left out", why: "in the trash" };
  if (!PUBLIC_STATUSES.has(status))
    return { is: "draft", why: DRAFT_STATUSES.get(status) ?? `of the status ${status}` };
  return textOf(item, "wp:post_password") === null ? { is: "article" } : { is: "draft", why: "password-protected" };
}

/** A post or page as an entry. Categories come with their ancestors, the body as WordPress would show it. */
export function readPost(
  item: XmlElement,
  path: string,
  feed: FeedContext,
  index: WordPressIndex,
): { entry: Entry; issues: Issue[] } {
  const { id, link, title } = identifyItem(item, feed);
  const terms = (domain: string) =>
    childrenOf(item, "category").filter(({ attributes }) => attributes.domain === domain);
  const excerpt = textOf(item, "excerpt:encoded");
  const login = textOf(item, "dc:creator");
  const raw = textOf(item, "content:encoded") ?? "";
  const entry: Entry = {
    ...EMPTY_ENTRY,
    title: title && titleText(title),
    date: publishedDate(item),
    updated: gmt(textOf(item, "wp:post_modified_gmt")),
    authors: login === null ? [] : [index.authorNamed(login)],
    categories: terms("category").map((term) => index.chainOf(term)),
    tags: terms("post_tag").map(({ text }) => titleText(text)),
    permalink: link,
    guid: id,
    slug: readSlug(textOf(item, "wp:post_name")),
    lang: feed.language,
    excerpt: excerpt && plainText(excerpt),
    headimg: httpAddress(index.thumbnailOf(item), feed.address),
    published: kindOfItem(item).is === "article",
    comments: textOf(item, "wp:comment_status") !== "closed",
    body: bodyOf(raw),
  };
  const kept = keptShortcodes(entry.body);
  const message = `Shortcodes stand in the text as they were written: ${kept.map((name) => `[${name}]`).join(" ")}`;
  return { entry, issues: kept.length > 0 ? [issueOf(path, "SHORTCODE_KEPT", message)] : [] };
}

/** In UTC where that is known. Local, a date is only taken of what is published: a draft's is that of its last change. */
function publishedDate(item: XmlElement): string | null {
  const date = gmt(textOf(item, "wp:post_date_gmt"));
  if (date !== null) return date;
  const local = textOf(item, "wp:post_date");
  const isPublic = PUBLIC_STATUSES.has(textOf(item, "wp:status") ?? "publish");
  return isPublic && local !== null && !isZero(local) ? local : null;
}

const gmt = (text: string | null): string | null =>
  text === null || isZero(text) ? null : `${text.replace(" ", "T")}Z`;

const isZero = (date: string): boolean => date.startsWith("0000");

/** WordPress keeps other letters than Latin percent-encoded. */
function readSlug(name: string | null): string | null {
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Comments of the block editor left out; what was written without it gets the paragraphs that blank lines mean. */
function bodyOf(raw: string): string {
  const text = replaceCaptions(raw).replace(/<!--more\b[^<>]*?-->/g, "<!--more-->");
  if (!/<!--\s+wp:/.test(text)) return addParagraphs(text);
  // Every second part is what stood in a mark: a slash, or nothing.
  const parts = text.split(/<!--\s+(\/?)wp:freeform\b[^<>]*-->/);
  return parts
    .map((part, at) => (at % 2 === 1 ? "" : parts[at - 1] === "" ? addParagraphs(part) : part))
    .join("")
    .replace(/<!--\s+\/?wp:[^<>]*-->\n?/g, "")
    .trim();
}
