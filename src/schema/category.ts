import type { CategoryFilter as Filter, CategoryOrder as Order } from "../db/queries/categories.ts";
import { ArticleConnection, articleArguments, articlePageOf } from "./article-connection.ts";
import { builder } from "./builder.ts";
import { CategoryBy, categoryLookup } from "./by.ts";
import { checkRange, type ListOrder, toConnection, windowOf } from "./connection.ts";
import { encodeId } from "./ids.ts";
import { OrderDirection } from "./order.ts";
import { Category } from "./refs.ts";

const includeDescendants = "Also articles of the categories below it.";

Category.implement({
  description: "A node of the tree of categories, known by its names from the root down.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: "Global id.", resolve: (category) => encodeId("Category", category.id) }),
    name: t.exposeString("name", { description: "Its own name; unique among its siblings." }),
    slug: t.exposeString("slug", {
      description: "For addresses: made of the names from the root down; readable, unique, never changed.",
    }),
    path: t.exposeStringList("path", { description: "Names from the root down to this one." }),
    depth: t.exposeInt("depth", { description: "0 for a root." }),
    parent: t.field({
      type: Category,
      nullable: true,
      description: "The category above it; null for a root.",
      resolve: ({ parentId }, _args, { loaders }) => (parentId === null ? null : loaders.categoryById.load(parentId)),
    }),
    ancestors: t.field({
      type: [Category],
      description: "Root first.",
      resolve: ({ path, depth }, _args, { loaders }) => (depth === 0 ? [] : loaders.ancestorsByCategoryPath.load(path)),
    }),
    children: t.field({
      type: [Category],
      description: "By name.",
      // Of a tree, children of children are no more than all.
      extensions: { length: 10 },
      args: {
        first: t.arg.int({ required: true, defaultValue: 100, description: "At most so many, 1 to 100." }),
      },
      resolve: ({ id }, { first }, { loaders }) => {
        checkRange("first", first, 100);
        return loaders.childrenByCategoryId(first).load(id);
      },
    }),
    articles: t.field({
      type: ArticleConnection,
      description: "Its articles, newest first.",
      args: {
        ...articleArguments,
        includeDescendants: t.arg.boolean({ required: true, defaultValue: true, description: includeDescendants }),
      },
      resolve: ({ id }, { includeDescendants, ...args }, context, info) =>
        articlePageOf({ of: "category", includeDescendants }, id, args, context, info),
    }),
    articleCount: t.int({
      description: "How many articles it has.",
      args: {
        includeDescendants: t.arg.boolean({ required: true, defaultValue: true, description: includeDescendants }),
      },
      resolve: async ({ id }, { includeDescendants }, { loaders, visible }) => {
        const count = await loaders.countById({ scope: "category", visible }).load(id);
        return (includeDescendants ? count?.total : count?.direct) ?? 0;
      },
    }),
  }),
});

const CategoryFilter = builder.inputType("CategoryFilter", {
  description: "Every field given must hold.",
  fields: (t) => ({
    parent: t.field({ type: CategoryBy, description: "Right below this category." }),
    depth: t.int({ description: "On this level; 0 for the roots." }),
    hasArticles: t.boolean({ description: "Whether articles are filed under it itself." }),
  }),
});

const CategoryOrderField = builder.enumType("CategoryOrderField", {
  description: "What categories are sorted by.",
  values: {
    PATH: { description: "Parents before children, siblings by name." },
    ARTICLE_COUNT: { description: "By the number of articles, those of the categories below included." },
  },
});

const CategoryOrder = builder.inputType("CategoryOrder", {
  description: "The order of a list of categories. Equal ones come in a fixed order.",
  fields: (t) => ({
    field: t.field({ type: CategoryOrderField, required: true, defaultValue: "PATH", description: "What to sort by." }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: "ASC", description: "From which end." }),
  }),
});

const CategoryConnection = builder.connectionObject({
  type: Category,
  name: "CategoryConnection",
  description: "A page of categories.",
});

builder.queryField("category", (t) =>
  t.field({
    type: Category,
    nullable: true,
    description: "One category.",
    args: { by: t.arg({ type: CategoryBy, required: true, description: "What it is known by." }) },
    resolve: (_root, { by }, { db, directory, visible }) => {
      const lookup = categoryLookup(by);
      return directory?.category(lookup) ?? db.categoryBy(lookup, visible);
    },
  }),
);

builder.queryField("categories", (t) =>
  t.field({
    type: CategoryConnection,
    description: "All categories, parents before children; `filter: {depth: 0}` gives the roots.",
    args: {
      filter: t.arg({ type: CategoryFilter, description: "What must hold of the categories." }),
      orderBy: t.arg({ type: CategoryOrder, description: "By path where left out." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { filter, orderBy, ...args }, { db, visible }) => {
      const order: Order = { field: orderBy?.field ?? "PATH", descending: orderBy?.direction === "DESC" };
      const wanted = categoryFilter(filter ?? {});
      const page = await db.categoryPage(wanted, order, windowOf(args, listOrder(order)), visible);
      const listed = ({ row, sort }: (typeof page.rows)[number]) => ({ node: row, sort });
      return toConnection(page, listOrder(order), listed, () => db.categoryTotal(wanted, visible));
    },
  }),
);

const categoryFilter = ({ parent, depth, hasArticles }: typeof CategoryFilter.$inferInput): Filter => ({
  ...(parent && { parent: categoryLookup(parent) }),
  ...(depth != null && { depth }),
  ...(hasArticles != null && { hasArticles }),
});

const listOrder = ({ field, descending }: Order): ListOrder => ({
  name: `${field} ${descending ? "DESC" : "ASC"}`,
  type: field === "PATH" ? "text" : "integer",
});
