import type { UserError as Problem } from "../context.ts";
import { builder } from "./builder.ts";

/** What a mutation could not do, and why. */
export const UserError = builder.objectRef<Problem>("UserError").implement({
  description: "What is wrong with an input.",
  fields: (t) => ({
    code: t.exposeString("code", {
      description:
        "Stable, for programs to branch on: `BAD_USER_INPUT`, `SOURCE_TAKEN`, `NOT_FOUND`, or the code of the issue that cost a file.",
    }),
    message: t.exposeString("message", { description: "What is wrong, and what would be right." }),
    field: t.exposeStringList("field", {
      nullable: true,
      description: 'Path into the input: `["input", "files", "3", "content"]`; null where it is about all of it.',
    }),
  }),
});
