import { GraphQLError, type ValueNode, valueFromASTUntyped } from "graphql";
import { badUserInput } from "../errors.ts";
import { builder } from "./builder.ts";
import { parseInstant } from "./instant.ts";

/** Reads a value that stands in the query itself: what is wrong with it is said of its place. */
const literal =
  <Value>(parse: (value: unknown) => Value) =>
  (node: ValueNode, variables?: Record<string, unknown> | null): Value => {
    try {
      return parse(valueFromASTUntyped(node, variables));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      throw new GraphQLError(error.message, { nodes: node, extensions: error.extensions });
    }
  };

function parseDateTime(value: unknown): Date {
  const date = typeof value === "string" ? parseInstant(value) : null;
  if (date) return date;
  throw badUserInput(
    `DateTime takes an instant like "2021-12-18T17:38:22.000Z", with a time zone, of the years 1 to 9999, not ${JSON.stringify(value)}.`,
  );
}

function parseUrl(value: unknown): string {
  if (typeof value !== "string" || !URL.canParse(value)) {
    throw badUserInput(`URL takes an absolute URL like "https://example.com/a.jpg".`);
  }
  // Addresses are stored in the form that the URL standard serializes.
  return new URL(value).href;
}

const outputOnly = (name: string) => (): never => {
  throw badUserInput(`${name} is for answers only.`);
};

builder.scalarType("DateTime", {
  description: "Instant, ISO 8601 in UTC with milliseconds.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
  serialize: (date) => date.toISOString() as never,
  parseValue: parseDateTime,
  parseLiteral: literal(parseDateTime),
});

builder.scalarType("URL", {
  description: "Absolute URL.",
  specifiedByURL: "https://url.spec.whatwg.org/",
  serialize: (url) => url,
  parseValue: parseUrl,
  parseLiteral: literal(parseUrl),
});

builder.scalarType("HTML", {
  description: "Sanitized HTML fragment, safe to insert into a page.",
  serialize: (html) => html,
  parseValue: outputOnly("HTML"),
});

builder.scalarType("JSON", {
  description: "Any JSON value.",
  serialize: (json) => json,
  parseValue: outputOnly("JSON"),
});
