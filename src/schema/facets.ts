import type { CategoryRow } from "../db/queries/categories.ts";
import { type DateCount, type DateUnit as Unit, UnknownTimeZone } from "../db/queries/date-facets.ts";
import type { Facets } from "../db/queries/facet-sets.ts";
import type { FacetCount } from "../db/queries/facets.ts";
import type { NamedRow, SourceRow } from "../db/queries/named.ts";
import { badUserInput } from "../errors.ts";
import { builder } from "./builder.ts";
import { checkRange } from "./connection.ts";
import { Author, Category, Source, Tag } from "./refs.ts";
import { checkTimeZone, unknownTimeZone } from "./time-zone.ts";

const MOST_COUNTS = 100;
const MOST_DATES = 1000;

const count = "How many of the articles.";
const first = `At most so many, 1 to ${MOST_COUNTS}.`;

const CategoryCount = builder.objectRef<FacetCount<CategoryRow>>("CategoryCount").implement({
  description: "Articles of a category and of those below it.",
  fields: (t) => ({
    category: t.expose("row", { type: Category, description: "The category." }),
    count: t.exposeInt("count", { description: count }),
  }),
});

const AuthorCount = builder.objectRef<FacetCount<NamedRow>>("AuthorCount").implement({
  description: "Articles of an author.",
  fields: (t) => ({
    author: t.expose("row", { type: Author, description: "The author, be it as the first or not." }),
    count: t.exposeInt("count", { description: count }),
  }),
});

const TagCount = builder.objectRef<FacetCount<NamedRow>>("TagCount").implement({
  description: "Articles with a tag.",
  fields: (t) => ({
    tag: t.expose("row", { type: Tag, description: "The tag." }),
    count: t.exposeInt("count", { description: count }),
  }),
});

const SourceCount = builder.objectRef<FacetCount<SourceRow>>("SourceCount").implement({
  description: "Articles from a source.",
  fields: (t) => ({
    source: t.expose("row", { type: Source, description: "The source." }),
    count: t.exposeInt("count", { description: count }),
  }),
});

const LanguageCount = builder.objectRef<FacetCount<string>>("LanguageCount").implement({
  description: "Articles in a language.",
  fields: (t) => ({
    language: t.exposeString("row", { description: "Primary tag of BCP 47, as `ArticleFilter.languages` takes it." }),
    count: t.exposeInt("count", { description: count }),
  }),
});

const DateCountRef = builder.objectRef<DateCount>("DateCount").implement({
  description: "Articles of one year, month or day.",
  fields: (t) => ({
    start: t.expose("start", { type: "DateTime", description: "First instant of the bucket in that time zone." }),
    label: t.exposeString("label", { description: "2021, 2021-12 or 2021-12-31, by unit." }),
    count: t.exposeInt("count", { description: count }),
  }),
});

const DateUnit = builder.enumType("DateUnit", {
  description: "How long a bucket of dates is.",
  values: {
    YEAR: { description: "From 1 January on." },
    MONTH: { description: "From the first day on." },
    DAY: { description: "From midnight on." },
  } satisfies Record<Unit, object>,
});

// Each goes over the whole list.
const COUNTING = { cost: 100 };

/** Counts over a list of articles. */
export const ArticleFacets = builder.objectRef<Facets>("ArticleFacets").implement({
  description:
    "Counts over the whole filtered set, not only this page. Each is computed only when asked for. What no article has is left out.",
  fields: (t) => {
    const firstArg = t.arg.int({ required: true, defaultValue: 20, description: first });
    return {
      categories: t.field({
        type: [CategoryCount],
        extensions: COUNTING,
        description: "Those with the most articles, the ones of categories below counted in; of equal ones by path.",
        args: { depth: t.arg.int({ description: "Only this level; 0 for the roots." }), first: firstArg },
        resolve: ({ of, key }, args, { loaders }) => {
          checkRange("first", args.first, MOST_COUNTS);
          if (args.depth != null && args.depth < 0)
            throw badUserInput(`depth takes 0 for the roots, 1 for those below them and so on, and is ${args.depth}.`);
          return loaders.categoryFacet({ of, first: args.first, depth: args.depth ?? null }).load(key);
        },
      }),
      authors: t.field({
        type: [AuthorCount],
        extensions: COUNTING,
        description: "Those with the most articles; of equal ones by name.",
        args: { first: firstArg },
        resolve: ({ of, key }, args, { loaders }) => {
          checkRange("first", args.first, MOST_COUNTS);
          return loaders.authorFacet({ of, first: args.first }).load(key);
        },
      }),
      tags: t.field({
        type: [TagCount],
        extensions: COUNTING,
        description: "Those with the most articles; of equal ones by name.",
        args: { first: firstArg },
        resolve: ({ of, key }, args, { loaders }) => {
          checkRange("first", args.first, MOST_COUNTS);
          return loaders.tagFacet({ of, first: args.first }).load(key);
        },
      }),
      sources: t.field({
        type: [SourceCount],
        extensions: COUNTING,
        description: "All of them, those with the most articles first.",
        resolve: ({ of, key }, _args, { loaders }) => loaders.sourceFacet({ of, first: null }).load(key),
      }),
      languages: t.field({
        type: [LanguageCount],
        extensions: COUNTING,
        description: "All of them, those with the most articles first. Articles that name none are left out.",
        resolve: ({ of, key }, _args, { loaders }) => loaders.languageFacet({ of }).load(key),
      }),
      dates: t.field({
        type: [DateCountRef],
        extensions: COUNTING,
        description: "An archive: newest first, empty buckets left out, and so are articles without a date.",
        args: {
          unit: t.arg({ type: DateUnit, required: true, defaultValue: "MONTH", description: "How long a bucket is." }),
          timeZone: t.arg.string({
            required: true,
            defaultValue: "UTC",
            description: 'Where days begin: an IANA name like "Asia/Shanghai", or "UTC".',
          }),
          first: t.arg.int({
            required: true,
            defaultValue: 120,
            description: `At most so many, 1 to ${MOST_DATES}.`,
          }),
        },
        resolve: async ({ of, key }, { unit, timeZone, first }, { loaders }) => {
          checkRange("first", first, MOST_DATES);
          checkTimeZone(timeZone);
          try {
            return await loaders.dateFacet({ of, unit, timeZone, first }).load(key);
          } catch (error) {
            throw error instanceof UnknownTimeZone ? unknownTimeZone(timeZone) : error;
          }
        },
      }),
    };
  },
});

/** The field `facets` of whatever is a page of articles. */
export const facetsOf = ({ facets }: { facets?: Facets | undefined }): Facets | null => facets ?? null;
