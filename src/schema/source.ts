import { builder } from "./builder.ts";
import { encodeId } from "./ids.ts";
import { listNamed } from "./named.ts";
import { Source } from "./refs.ts";

Source.implement({
  description: "A folder, feed or export that articles come from.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: "Global id.", resolve: (source) => encodeId("Source", source.id) }),
    name: t.exposeString("name", { description: "Unique; given with the import, or the folder's own name." }),
    baseUrl: t.field({
      type: "URL",
      nullable: true,
      description: "Where the site lives, which relative addresses resolve against.",
      resolve: (source) => source.baseUrl,
    }),
    timeZone: t.string({
      description: "IANA zone that zone-less dates are read in.",
      resolve: ({ timeZone }) => timeZone ?? "UTC",
    }),
    articleCount: t.int({
      description: "How many articles come from it.",
      resolve: async (source, _args, { loaders, visible }) =>
        (await loaders.countById({ scope: "source", visible }).load(source.id))?.total ?? 0,
    }),
  }),
});

const SourceConnection = builder.connectionObject({
  type: Source,
  name: "SourceConnection",
  description: "A page of sources, by name.",
});

builder.queryField("source", (t) =>
  t.field({
    type: Source,
    nullable: true,
    description: "The source of that name.",
    args: { name: t.arg.string({ required: true, description: "As `Source.name` gives it." }) },
    resolve: (_root, { name }, { db, visible }) => db.sources.by({ name: name.normalize() }, visible),
  }),
);

builder.queryField("sources", (t) =>
  t.field({
    type: SourceConnection,
    description: "All sources, by name.",
    args: t.arg.connectionArgs(),
    resolve: (_root, args, context) => listNamed(context.db.sources, args, context),
  }),
);
