import type { ImageFilter as Filter, ImageFormat as Format, ImageStatus as Status } from "../db/queries/images.ts";
import { ArticleConnection, articleArguments, articlePageOf } from "./article-connection.ts";
import { builder } from "./builder.ts";
import { ImageBy, imageLookup } from "./by.ts";
import { inputList, type ListOrder, toConnection, windowOf } from "./connection.ts";
import { encodeId } from "./ids.ts";
import { imageAddress } from "./image-address.ts";
import { Image } from "./refs.ts";

const ImageFormat = builder.enumType("ImageFormat", {
  description: "How an image is encoded.",
  values: {
    JPEG: { description: "image/jpeg" },
    PNG: { description: "image/png" },
    GIF: { description: "image/gif" },
    WEBP: { description: "image/webp" },
    AVIF: { description: "image/avif" },
    SVG: { description: "image/svg+xml" },
  } satisfies Record<Format, object>,
});

const ImageStatus = builder.enumType("ImageStatus", {
  description: "What is known of an image's address.",
  values: {
    UNCHECKED: { description: "Nobody has looked yet." },
    OK: { description: "There is an image." },
    BROKEN: { description: "There was none when somebody looked." },
  } satisfies Record<Status, object>,
});

Image.implement({
  description: "An image, one for each address, whichever articles show it.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: "Global id.", resolve: (image) => encodeId("Image", image.id) }),
    url: t.field({
      type: "URL",
      description: "Where to load it from: the original, or the gateway's own or configured address.",
      resolve: (image, _args, { publicUrl }) => imageAddress(image, publicUrl),
    }),
    originalUrl: t.field({
      type: "URL",
      nullable: true,
      description:
        "Canonical original, with lazy-load tricks and CORS proxies undone. Null for a local file of a source without `baseUrl`.",
      resolve: (image) => image.originalUrl,
    }),
    width: t.exposeInt("width", { nullable: true, description: "Pixels; null where unknown." }),
    height: t.exposeInt("height", { nullable: true, description: "Pixels; null where unknown." }),
    aspectRatio: t.float({
      nullable: true,
      description: "width / height; null where either is unknown.",
      resolve: ({ width, height }) => (width && height ? width / height : null),
    }),
    format: t.expose("format", {
      type: ImageFormat,
      nullable: true,
      description: "As its address or its markup says; null where neither does.",
    }),
    articles: t.field({
      type: ArticleConnection,
      description: "Articles that show it.",
      args: articleArguments,
      resolve: (image, args, context, info) => articlePageOf({ of: "image" }, image.id, args, context, info),
    }),
  }),
});

const ImageFilter = builder.inputType("ImageFilter", {
  description: "Every field given must hold.",
  fields: (t) => ({
    host: t.string({ description: "Host of the original address: `images.example.com`." }),
    minWidth: t.int({ description: "Pixels; images whose width is unknown are left out." }),
    status: t.field({ type: [ImageStatus], description: "One of these." }),
  }),
});

const ImageConnection = builder.connectionObject({
  type: Image,
  name: "ImageConnection",
  description: "A page of images.",
});

const FIRST_SEEN: ListOrder = { name: "FIRST_SEEN", type: "bigint" };

builder.queryField("image", (t) =>
  t.field({
    type: Image,
    nullable: true,
    description: "One image.",
    args: { by: t.arg({ type: ImageBy, required: true, description: "What it is known by." }) },
    resolve: (_root, { by }, { db, visible, publicUrl }) => db.imageBy(imageLookup(by, publicUrl), visible),
  }),
);

builder.queryField("images", (t) =>
  t.field({
    type: ImageConnection,
    description: "All images that articles show, in the order in which they were first seen.",
    args: {
      filter: t.arg({ type: ImageFilter, description: "What must hold of the images." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { filter, ...args }, { db, visible }) => {
      const wanted = imageFilter(filter ?? {});
      const page = await db.imagePage(wanted, windowOf(args, FIRST_SEEN), visible);
      const listed = ({ row, sort }: (typeof page.rows)[number]) => ({ node: row, sort });
      return toConnection(page, FIRST_SEEN, listed, () => db.imageTotal(wanted, visible));
    },
  }),
);

const imageFilter = ({ host, minWidth, status }: typeof ImageFilter.$inferInput): Filter => ({
  ...(host != null && { host: host.toLowerCase() }),
  ...(minWidth != null && { minWidth }),
  ...(status && { status: inputList("status", status) }),
});
