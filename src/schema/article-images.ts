import type { Context } from "../context.ts";
import { IMAGE_ROLES, type ImageUse, type ImageRole as Role, type UsePosition } from "../db/queries/article-images.ts";
import type { ImageRow } from "../db/queries/images.ts";
import { builder } from "./builder.ts";
import { type Connection, type ConnectionArguments, inputList, pageInfoOf, pageSize } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { Image } from "./refs.ts";

/** What an article uses an image for. */
export const ImageRole = builder.enumType("ImageRole", {
  description: "What an article uses an image for.",
  values: {
    HEAD: { description: "The picture above the article." },
    THUMBNAIL: { description: "The small picture beside it in lists." },
    INLINE: { description: "A picture in the body." },
  } satisfies Record<Role, object>,
});

interface ImageEdge extends Omit<ImageUse, "articleId" | "image"> {
  cursor: string;
  node: ImageRow;
}

const ArticleImageEdge = builder.objectRef<ImageEdge>("ArticleImageEdge").implement({
  description: "How one article uses an image.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "Where the edge stands in the list, for `after` and `before`." }),
    node: t.expose("node", { type: Image, description: "The image, shared by all articles that use it." }),
    role: t.expose("role", { type: ImageRole, description: "What for." }),
    position: t.int({
      nullable: true,
      description: "0-based, in reading order; null for HEAD and THUMBNAIL.",
      resolve: ({ role, position }) => (role === "INLINE" ? position : null),
    }),
    alt: t.exposeString("alt", { nullable: true, description: "What to say in its place, as this article has it." }),
    caption: t.exposeString("caption", { nullable: true, description: "The text below it, as this article has it." }),
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

// A use has its place by role and position; in a cursor, "INLINE" and 3.
const ORDER = "IMAGE_USE";

function decodeUse(cursor: string): UsePosition {
  const { sort, id } = decodeCursor(ORDER, "role", cursor);
  return { role: sort as Role, position: id };
}

/** A page of an article's uses of images; that of other articles in the list comes with the same statement. */
export async function imageUsePage(
  articleId: number,
  args: ConnectionArguments & { roles: readonly Role[] },
  { loaders }: Context,
): Promise<Connection<ImageRow> & { edges: ImageEdge[] }> {
  // In the order of the enum, so that the same roles in another order share a loader.
  const roles = IMAGE_ROLES.filter((role) => inputList("roles", args.roles).includes(role));
  const window = {
    ...pageSize(args),
    after: args.after == null ? undefined : decodeUse(args.after),
    before: args.before == null ? undefined : decodeUse(args.before),
  };
  const page = await loaders.usesByArticleId({ roles, window }).load(articleId);
  const edges = page.rows.map(({ image, role, position, alt, caption }) => {
    return { cursor: encodeCursor(ORDER, { sort: role, id: position }), node: image, role, position, alt, caption };
  });
  const totalCount = async () => (await loaders.useTotalByArticleId(roles).load(articleId))?.total ?? 0;
  return { edges, pageInfo: pageInfoOf(page, edges), totalCount };
}
