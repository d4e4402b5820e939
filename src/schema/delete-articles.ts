import { forgetRead, type UserError as Problem } from "../context.ts";
import { builder } from "./builder.ts";
import { encodeId } from "./ids.ts";
import { UserError } from "./user-error.ts";

const DeleteArticlesInput = builder.inputType("DeleteArticlesInput", {
  description: "Which articles are to go.",
  fields: (t) => ({
    source: t.string({ required: true, description: "Name of their source." }),
    paths: t.stringList({ required: true, description: "Their paths in it, at most 100." }),
  }),
});

interface Payload {
  deletedIds: number[];
  userErrors: Problem[];
}

const DeleteArticlesPayload = builder.objectRef<Payload>("DeleteArticlesPayload").implement({
  description: "What was deleted.",
  fields: (t) => ({
    deletedIds: t.idList({
      description: "Global ids of the articles that are gone now.",
      resolve: ({ deletedIds }) => deletedIds.map((id) => encodeId("Article", id)),
    }),
    userErrors: t.expose("userErrors", {
      type: [UserError],
      description: "What is wrong with the call, or with single paths.",
    }),
  }),
});

builder.mutationField("deleteArticles", (t) =>
  t.field({
    type: DeleteArticlesPayload,
    description:
      "Deletes articles by their paths. A path without an article is a user error, and costs no other. Takes the role IMPORTER or ADMIN.",
    authScopes: { import: true },
    args: { input: t.arg({ type: DeleteArticlesInput, required: true, description: "Which ones." }) },
    resolve: async (_root, { input }, context) => {
      const deleted = await context.importer.deleteArticles(input);
      forgetRead(context);
      return deleted;
    },
  }),
);
