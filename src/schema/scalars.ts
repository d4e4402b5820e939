import { badUserInput } from "../errors.ts";
import { builder } from "./builder.ts";

// RFC 3339, section 5.6, with the zone that ISO 8601 leaves optional.
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

function parseDateTime(value: unknown): Date {
  const date = typeof value === "string" && RFC_3339.test(value) ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw badUserInput(`DateTime takes an instant like "2021-12-18T17:38:22.000Z", with a time zone.`);
  }
  return date;
}

function parseUrl(value: unknown): string {
  if (typeof value !== "string" || !URL.canParse(value)) {
    throw badUserInput(`URL takes an absolute URL like "https://example.com/a.jpg".`);
  }
  return value;
}

const outputOnly = (name: string) => (): never => {
  throw badUserInput(`${name} is for answers only.`);
};

builder.scalarType("DateTime", {
  description: "Instant, ISO 8601 in UTC with milliseconds.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
  serialize: (date) => date.toISOString() as never,
  parseValue: parseDateTime,
});

builder.scalarType("URL", {
  description: "Absolute URL.",
  specifiedByURL: "https://url.spec.whatwg.org/",
  serialize: (url) => url,
  parseValue: parseUrl,
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
