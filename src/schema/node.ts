import { brandWithType } from "@pothos/core";
import type { Context } from "../context.ts";
import { may } from "../roles.ts";
import { builder } from "./builder.ts";
import { inputList } from "./connection.ts";
import { decodeId } from "./ids.ts";
import { Article, Author, Category, Image, ImportRun, Source, Tag } from "./refs.ts";

/** The row behind a global id, marked with its type; null where there is none that the caller may see. */
async function loadNode(id: string, { loaders, role }: Context): Promise<object | null> {
  const { type, id: row } = decodeId(id);
  if (type === "ImportRun" && !may(role, "import")) return null;
  const kind = {
    Article: { ref: Article, loader: loaders.articleById },
    Author: { ref: Author, loader: loaders.authorById },
    Category: { ref: Category, loader: loaders.categoryById },
    Image: { ref: Image, loader: loaders.imageById },
    ImportRun: { ref: ImportRun, loader: loaders.importRunById },
    Source: { ref: Source, loader: loaders.sourceById },
    Tag: { ref: Tag, loader: loaders.tagById },
  }[type];
  const node = await kind.loader.load(row);
  if (node) brandWithType(node, kind.ref);
  return node;
}

builder.queryField("node", (t) =>
  t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: "Anything by its global id.",
    args: { id: t.arg.id({ required: true, description: "As the `id` field of a node gives it." }) },
    resolve: (_root, { id }, context) => loadNode(id, context),
  }),
);

builder.queryField("nodes", (t) =>
  t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: "Several at once, in the order of the ids; null for each that is not there.",
    args: { ids: t.arg.idList({ required: true, description: "At most 100." }) },
    resolve: (_root, { ids }, context) => inputList("ids", ids).map((id) => loadNode(id, context)),
  }),
);
