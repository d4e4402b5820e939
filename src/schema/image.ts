import type { ImageFilter as Filter, ImageFormat as Format, ImageStatus as Status } from "../db/queries/images.ts";
import { badUserInput } from "../errors.ts";
import { LARGEST_SIZE, VARIANT_FORMATS, type WantedVariant } from "../images/variants.ts";
import { ArticleConnection, articleArguments, articlePageOf } from "./article-connection.ts";
import { builder } from "./builder.ts";
import { ImageBy, imageLookup } from "./by.ts";
import { checkRange, inputList, type ListOrder, toConnection, windowOf } from "./connection.ts";
import { encodeId } from "./ids.ts";
import { withFacts } from "./image-facts.ts";
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
      resolve: (image, _args, { images }) => images.url(image),
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
    format: t.field({
      type: ImageFormat,
      nullable: true,
      description:
        "As the file itself says once it was looked at, else its address or markup; null where neither does.",
      resolve: (image) => withFacts(image).format,
    }),
    status: t.field({
      type: ImageStatus,
      description: "What is known of its address. `npm run images -- check` looks.",
      resolve: (image) => withFacts(image).status,
    }),
    placeholder: t.string({
      nullable: true,
      description:
        "Tiny data: URI to show while loading, of some 200 bytes. Null until somebody has looked at the image, and for an SVG.",
      resolve: (image) => withFacts(image).placeholder,
    }),
    src: t.field({
      type: "URL",
      extensions: { cost: 1 },
      description:
        "Signed address of a variant; sizes snap up to a fixed set. It is never larger than the image. Given both sides, it " +
        "is cut at its edges to their proportions, and the longer one snaps; given one, the other follows. Without a format it is WEBP. An SVG, and " +
        "what moves where GIF or WEBP is asked for, stays as it is. By the setting IMAGES, the address may be that of a service, " +
        "which chooses the format where none is given, or the original's.",
      args: {
        width: t.arg.int({ description: `Pixels, 1 to ${LARGEST_SIZE}.` }),
        height: t.arg.int({ description: `Pixels, 1 to ${LARGEST_SIZE}.` }),
        format: t.arg({ type: ImageFormat, description: "Any but SVG." }),
        quality: t.arg.int({ description: "1 to 100, for JPEG, WEBP and AVIF. Snaps up too." }),
      },
      resolve: (image, args, { images }) => images.src(withFacts(image), checkVariant(args)),
    }),
    srcSet: t.string({
      nullable: true,
      // Each address is signed.
      extensions: { cost: ({ widths }) => (Array.isArray(widths) ? widths.length : 1) },
      description:
        "For <img srcset>; never upscales; null while the width is unknown. Null for an SVG, which needs none, and where " +
        "the gateway is set to give originals.",
      args: {
        widths: t.arg.intList({
          required: true,
          defaultValue: [320, 640, 960, 1280, 1920],
          description: `Pixels, each 1 to ${LARGEST_SIZE}; beyond the image's own width only the first is given, as that width.`,
        }),
        format: t.arg({ type: ImageFormat, description: "Any but SVG; WEBP where left out." }),
      },
      resolve: (image, { widths, format }, { images }) => {
        if (widths.length === 0) throw badUserInput("widths takes 1 to 100 items, and is empty.");
        for (const width of inputList("widths", widths)) checkVariant({ width, format });
        return images.srcSet(withFacts(image), widths, format);
      },
    }),
    articles: t.field({
      type: ArticleConnection,
      description: "Articles that show it.",
      args: articleArguments,
      resolve: (image, args, context, info) => articlePageOf({ of: "image" }, image.id, args, context, info),
    }),
  }),
});

/**
 * What a caller asks of a variant, checked.
 * @throws BAD_USER_INPUT for what no variant has.
 */
function checkVariant(wanted: WantedVariant): WantedVariant {
  const { width, height, format, quality } = wanted;
  for (const [name, size] of Object.entries({ width, height })) if (size != null) checkRange(name, size, LARGEST_SIZE);
  if (quality != null) checkRange("quality", quality, 100);
  if (format === "SVG") throw badUserInput(`format takes ${VARIANT_FORMATS.join(", ")}, and is SVG.`);
  return wanted;
}

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
    resolve: (_root, { by }, { db, visible, images }) => db.imageBy(imageLookup(by, images), visible),
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
