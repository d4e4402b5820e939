import type { Context } from "../context.ts";
import type { Listed, NamedQueries } from "../db/queries/named.ts";
import { ArticleConnection, articleArguments, articlePageOf } from "./article-connection.ts";
import { builder } from "./builder.ts";
import { AuthorBy, nameLookup, TagBy } from "./by.ts";
import { BY_NAME, type Connection, type ConnectionArguments, toConnection, windowOf } from "./connection.ts";
import { encodeId } from "./ids.ts";
import { Author, Tag } from "./refs.ts";

// Authors and tags: what articles are filed under by name. The two differ in nothing but that.
const KINDS = [
  {
    type: "Author",
    field: "author",
    list: "authors",
    ref: Author,
    By: AuthorBy,
    description: "Who wrote an article, as its front matter names them.",
  },
  { type: "Tag", field: "tag", list: "tags", ref: Tag, By: TagBy, description: "A free keyword of articles." },
] as const;

for (const { type, field, list, ref, By, description } of KINDS) {
  ref.implement({
    description,
    interfaces: [builder.nodeInterfaceRef()],
    fields: (t) => ({
      id: t.id({ description: "Global id.", resolve: (row) => encodeId(type, row.id) }),
      name: t.exposeString("name", { description: "As written; unique." }),
      slug: t.exposeString("slug", { description: "For addresses: readable, unique, never changed." }),
      articleCount: t.int({
        description: "How many articles it has.",
        resolve: async (row, _args, { loaders, visible }) =>
          (await loaders.countById({ scope: field, visible }).load(row.id))?.total ?? 0,
      }),
      articles: t.field({
        type: ArticleConnection,
        description: "Its articles, newest first.",
        args: articleArguments,
        resolve: (row, args, context, info) => articlePageOf({ of: field }, row.id, args, context, info),
      }),
    }),
  });

  const Connection = builder.connectionObject({
    type: ref,
    name: `${type}Connection`,
    description: `A page of ${list}, by name.`,
  });

  builder.queryFields((t) => ({
    [field]: t.field({
      type: ref,
      nullable: true,
      description: `One ${field}.`,
      args: { by: t.arg({ type: By, required: true, description: "What it is known by." }) },
      resolve: (_root, { by }, { db, directory, visible }) => {
        const lookup = nameLookup(type, by);
        const known = field === "author" ? directory?.author(lookup) : undefined;
        return known ?? db[list].by(lookup, visible);
      },
    }),
    [list]: t.field({
      type: Connection,
      description: `All ${list}, by name.`,
      args: t.arg.connectionArgs(),
      resolve: (_root, args, context) => listNamed(context.db[list], args, context),
    }),
  }));
}

/** A page of a list by name. */
export async function listNamed<Row extends { id: number; name: string }>(
  db: NamedQueries<Row>,
  args: ConnectionArguments,
  { visible }: Context,
): Promise<Connection<Row>> {
  const page = await db.page(windowOf(args, BY_NAME), visible);
  const listed = ({ row, sort }: Listed<Row>) => ({ node: row, sort });
  return toConnection(page, BY_NAME, listed, () => db.total(visible));
}
