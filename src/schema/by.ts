import type { ArticleLookup } from "../db/queries/articles.ts";
import type { ImageLookup } from "../db/queries/images.ts";
import type { CategoryLookup, NameLookup } from "../db/queries/lookup.ts";
import { badUserInput } from "../errors.ts";
import type { ImageAddresses } from "../images/addresses.ts";
import { builder } from "./builder.ts";
import { inputList } from "./connection.ts";
import { decodeIdOf } from "./ids.ts";

// What things are looked up by. Exactly one field of each is given, which @oneOf sees to.

const ArticlePath = builder.inputType("ArticlePath", {
  description: "Where an article's file lies.",
  fields: (t) => ({
    path: t.string({ required: true, description: "Path in its source, as `Article.path` gives it." }),
    source: t.string({ description: "Name of the source. May be left out where one source only has that path." }),
  }),
});

/** What `article` takes. */
export const ArticleBy = builder.inputType("ArticleBy", {
  description: "What an article is known by: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id." }),
    slug: t.string({ description: "As `Article.slug` gives it." }),
    path: t.field({ type: ArticlePath, description: "Where its file lies." }),
    url: t.field({
      type: "URL",
      description: "The canonical page; of several articles that name it, the one imported first.",
    }),
  }),
});

/** What `category` and filters take. */
export const CategoryBy = builder.inputType("CategoryBy", {
  description: "What a category is known by: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id." }),
    slug: t.string({ description: "As `Category.slug` gives it." }),
    path: t.stringList({ description: 'Names from the root: `["新媒体", "ZAKER"]`.' }),
  }),
});

/** What `image` takes. */
export const ImageBy = builder.inputType("ImageBy", {
  description: "What an image is known by: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id." }),
    url: t.field({ type: "URL", description: "Original or displayed address." }),
  }),
});

/** What `author` and filters take. */
export const AuthorBy = builder.inputType("AuthorBy", {
  description: "What an author is known by: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id." }),
    slug: t.string({ description: "As `Author.slug` gives it." }),
    name: t.string({ description: "As `Author.name` gives it." }),
  }),
});

/** What `tag` and filters take. */
export const TagBy = builder.inputType("TagBy", {
  description: "What a tag is known by: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: "Global id." }),
    slug: t.string({ description: "As `Tag.slug` gives it." }),
    name: t.string({ description: "As `Tag.name` gives it." }),
  }),
});

type Input<Ref extends { $inferInput: unknown }> = Ref["$inferInput"];

/** What the database looks an article up by. */
export function articleLookup({ id, slug, path, url }: Input<typeof ArticleBy>): ArticleLookup {
  if (id != null) return { id: decodeIdOf("Article", id) };
  if (slug != null) return { slug: slug.normalize() };
  if (path != null) return { path: path.path.normalize(), source: path.source?.normalize() ?? null };
  return { url: url ?? "" };
}

/** What the database looks a category up by. */
export function categoryLookup({ id, slug, path }: Input<typeof CategoryBy>): CategoryLookup {
  if (id != null) return { id: decodeIdOf("Category", id) };
  if (slug != null) return { slug: slug.normalize() };
  if (path == null || path.length === 0) {
    throw badUserInput('path takes the names from the root down, like ["Culture", "Print"], and is empty.');
  }
  return { path: inputList("path", path).map((name) => name.normalize()) };
}

/** What the database looks an image up by. */
export function imageLookup({ id, url }: Input<typeof ImageBy>, images: ImageAddresses): ImageLookup {
  if (id != null) return { id: decodeIdOf("Image", id) };
  return images.lookup((url ?? "").replace(/#.*$/s, ""));
}

/** What the database looks an author or a tag up by. */
export function nameLookup(
  type: "Author" | "Tag",
  { id, slug, name }: Input<typeof AuthorBy> | Input<typeof TagBy>,
): NameLookup {
  if (id != null) return { id: decodeIdOf(type, id) };
  return slug != null ? { slug: slug.normalize() } : { name: (name ?? "").normalize() };
}
