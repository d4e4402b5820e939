import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import { IMAGE_ROLES, type ImageUse, type ImageRole as Role, type UsePosition } from "../db/queries/article-images.ts";
import type { ImageRow } from "../db/queries/images.ts";
import { builder } from "./builder.ts";
import { type Connection, type ConnectionArguments, inputList, PageInfo, pageSize } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { wantsFacts } from "./image-facts.ts";
import { onceAField } from "./once-a-field.ts";
import { Image } from "./refs.ts";
import { isExact, NODES, selected, selectedFields } from "./selection.ts";

/** What an article uses an image for. */
export const ImageRole = builder.enumType("ImageRole", {
  description: "What an article uses an image for.",
  values: {
    HEAD: { description: "The picture above the article." },
    THUMBNAIL: { description: "The small picture beside it in lists." },
    INLINE: { description: "A picture in the body." },
  } satisfies Record<Role, object>,
});

// A use has its place by role and position; in a cursor, "INLINE" and 3.
const ORDER = "IMAGE_USE";

/** Most are never asked for their cursors. */
class ImageEdge {
  readonly #use: ImageUse;

  constructor(use: ImageUse) {
    this.#use = use;
  }

  get node(): ImageRow {
    return this.#use.image;
  }

  get use(): ImageUse {
    return this.#use;
  }

  get cursor(): string {
    return encodeCursor(ORDER, { sort: this.#use.role, id: this.#use.position });
  }
}

const ArticleImageEdge = builder.objectRef<ImageEdge>("ArticleImageEdge").implement({
  description: "How one article uses an image.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "Where the edge stands in the list, for `after` and `before`." }),
    node: t.expose("node", { type: Image, description: "The image, shared by all articles that use it." }),
    role: t.field({ type: ImageRole, description: "What for.", resolve: ({ use }) => use.role }),
    position: t.int({
      nullable: true,
      description: "0-based, in reading order; null for HEAD and THUMBNAIL.",
      resolve: ({ use }) => (use.role === "INLINE" ? use.position : null),
    }),
    alt: t.string({
      nullable: true,
      description: "What to say in its place, as this article has it.",
      resolve: ({ use }) => selected(use.alt),
    }),
    caption: t.string({
      nullable: true,
      description: "The text below it, as this article has it.",
      resolve: ({ use }) => selected(use.caption),
    }),
  }),
});

/** A page of the images of one article. */
export const ArticleImageConnection = builder.connectionObject(
  {
    type: Image,
    name: "ArticleImageConnection",
    description: "A page of an article's uses of images.",
  },
  ArticleImageEdge,
);

function decodeUse(cursor: string): UsePosition {
  const { sort, id } = decodeCursor(ORDER, "role", cursor);
  return { role: sort as Role, position: id };
}

const EDGES = [["edges"]] as const;

/** A page of an article's uses of images; that of other articles in the list comes with the same statement. */
export function imageUsePage(
  articleId: number,
  args: UseArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<ImageRow> & { edges: ImageEdge[] }> {
  const { pages, totals } = onceAField(context, info, () => useLoaders(args, context, info));
  const totalCount = async () => (await totals.load(articleId))?.total ?? 0;
  return pages.load(articleId).then((page) => {
    const edges = page.rows.map((use) => new ImageEdge(use));
    return { edges, pageInfo: new PageInfo(page, edges), totalCount };
  });
}

type UseArguments = ConnectionArguments & { roles: readonly Role[] };

function useLoaders(args: UseArguments, { loaders }: Context, info: GraphQLResolveInfo) {
  // In the order of the enum, so that the same roles in another order share a loader.
  const roles = IMAGE_ROLES.filter((role) => inputList("roles", args.roles).includes(role));
  const window = {
    ...pageSize(args),
    exact: isExact(info),
    after: args.after == null ? undefined : decodeUse(args.after),
    before: args.before == null ? undefined : decodeUse(args.before),
  };
  const fields = selectedFields(info, EDGES);
  const texts = fields.has("alt") || fields.has("caption");
  const facts = wantsFacts(selectedFields(info, NODES));
  return {
    pages: loaders.usesByArticleId({ roles, window, texts, facts }),
    totals: loaders.useTotalByArticleId(roles),
  };
}
