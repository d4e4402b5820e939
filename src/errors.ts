import { GraphQLError } from "graphql";

/** What `extensions.code` of an error can be: stable, for programs to branch on. */
export type ErrorCode = "BAD_USER_INPUT" | "INTERNAL_SERVER_ERROR";

/** An argument that can't be used. The message says what is wrong with it and what would be right. */
export const badUserInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" satisfies ErrorCode } });
