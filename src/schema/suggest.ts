import { brandWithType } from "@pothos/core";
import type { Context } from "../context.ts";
import type { ArticleRow } from "../db/queries/articles.ts";
import type { CategoryRow } from "../db/queries/categories.ts";
import type { NamedRow } from "../db/queries/named.ts";
import { badUserInput } from "../errors.ts";
import { joinsOf } from "./article-connection.ts";
import { builder } from "./builder.ts";
import { checkRange } from "./connection.ts";
import { Article, Author, Category, Tag } from "./refs.ts";
import { selectedFields } from "./selection.ts";

const Suggestion = builder.unionType("Suggestion", {
  description: "Something whose title or name begins with what was typed.",
  types: [Article, Category, Tag, Author],
});

const MOST = 20;
const LONGEST_PREFIX = 200;

builder.queryField("suggest", (t) =>
  t.field({
    type: [Suggestion],
    extensions: { cost: 20 },
    description:
      "Titles, categories, tags and authors that begin like this, whatever the case, the width or the accents. Those that are just this come first; then names, by number of articles, and titles, the newest first.",
    args: {
      prefix: t.arg.string({
        required: true,
        description: "What was typed so far: at most 200 characters, with at least one letter or digit.",
      }),
      first: t.arg.int({ required: true, defaultValue: 8, description: "So many at the most, 1 to 20." }),
    },
    resolve: async (_root, { prefix, first }, context, info) => {
      checkRange("first", first, MOST);
      const { db, visible } = context;
      const beginning = normalised(prefix, context);
      const [names, titles] = await Promise.all([
        db.namesBeginning(beginning, first, visible),
        db.titlesBeginning(beginning, first, joinsOf(selectedFields(info), context), visible),
      ]);
      const chosen = choose(
        names.map((name) => ({ exact: name.exact, load: () => loadNamed(name, context) })),
        titles.map(({ row, exact }) => ({ exact, load: async () => branded(row, Article) })),
        first,
      );
      // A name whose last article was withdrawn just now is left out.
      return (await Promise.all(chosen.map(({ load }) => load()))).filter((row) => row !== null);
    },
  }),
);

function normalised(prefix: string, { folder }: Context): string {
  const allowed = `A prefix takes 1 to ${LONGEST_PREFIX} characters, with at least one letter or digit`;
  if (prefix.length > LONGEST_PREFIX) throw badUserInput(`${allowed}; this one has ${prefix.length} characters.`);
  const text = folder.normalise(prefix.toWellFormed());
  if (text === "") throw badUserInput(`${allowed}; this one has neither.`);
  return text;
}

interface Choice {
  exact: boolean;
  load: () => Promise<ArticleRow | CategoryRow | NamedRow | null>;
}

/** The exact ones; of what is left, half are names and half titles, or more where there are fewer of the others. */
function choose(names: readonly Choice[], titles: readonly Choice[], most: number): Choice[] {
  const exact = [...names, ...titles].filter((one) => one.exact).slice(0, most);
  const [otherNames = [], otherTitles = []] = [names, titles].map((list) => list.filter((one) => !one.exact));
  const left = most - exact.length;
  const share = Math.max(Math.ceil(left / 2), left - otherTitles.length);
  return [...exact, ...otherNames.slice(0, share), ...otherTitles].slice(0, most);
}

type NamedScope = Awaited<ReturnType<Context["db"]["namesBeginning"]>>[number];

async function loadNamed({ scope, id }: NamedScope, { loaders }: Context) {
  if (scope === "category") return branded(await loaders.categoryById.load(id), Category);
  if (scope === "tag") return branded(await loaders.tagById.load(id), Tag);
  return branded(await loaders.authorById.load(id), Author);
}

function branded<Row extends object>(
  row: Row | null,
  ref: typeof Article | typeof Author | typeof Category | typeof Tag,
) {
  if (row) brandWithType(row, ref);
  return row;
}
