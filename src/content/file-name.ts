import { oneLine } from "./characters.ts";
import type { SourceKind } from "./types.ts";

/** What the name of an article's file tells. */
export interface FileName {
  /** The day in it, as written; null where the kind of site has none there. */
  date: string | null;
  /** The part that the generator makes the address from; null where it makes it from the title or the name is blank. */
  slug: string | null;
  /** What an article without a title is called by; null where the name is blank. */
  title: string | null;
}

const EXTENSION = /\.[A-Za-z]{1,8}$/;
/** The page of a folder, with or without a language: the folder bears the name. */
const INDEX = /^index(?:\.[a-z]{2}(?:-[A-Za-z]{2,4})?)?$/;
/** Jekyll: the name of every post. https://jekyllrb.com/docs/posts/#creating-posts */
const DATED = /^(\d{4}-\d{1,2}-\d{1,2})-(.+)$/;

/** Makes what can be made of an article's path, as the generator does. */
export function readFileName(path: string, kind: SourceKind): FileName {
  const segments = path.split("/");
  const stem = (segments.at(-1) ?? "").replace(EXTENSION, "");
  const folder = segments.at(-2);
  const own = oneLine((INDEX.test(stem) ? folder : undefined) ?? stem) || null;
  if (own === null || kind === "folder" || kind === "hexo") return { date: null, slug: null, title: own };
  // An entry of a feed has an id for a path.
  if (kind === "feed" || kind === "wordpress") return { date: null, slug: null, title: null };
  if (kind !== "jekyll") return { date: null, slug: own, title: own };
  const [, date = null, slug = own] = DATED.exec(own) ?? [];
  return { date, slug, title: inTitleCase(slug) };
}

/** As Jekyll does it: some-words become Some Words. */
function inTitleCase(slug: string): string {
  const words = slug.split(/[-\s]+/).filter((word) => word !== "");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join(" ") || slug;
}
