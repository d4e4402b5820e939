import postgres from "postgres";

// Classes of SQLSTATE that speak of the values sent: data exception, integrity constraint violation, and program limit
// exceeded (a row too large for an index, a JSON document too deep).
const ABOUT_VALUES = /^(22|23|54)/;

/**
 * Says in one line why an article could not be stored, where the article itself is to blame; null where it is not.
 * The line holds neither SQL nor values beyond those that PostgreSQL's own message quotes.
 */
export function explainRefusal(error: unknown): string | null {
  // An instant beyond what a Date can print, or a text beyond what a string can hold.
  if (error instanceof RangeError) return error.message;
  if (!(error instanceof postgres.PostgresError) || !ABOUT_VALUES.test(error.code)) return null;
  const line = error.message.replace(/\s+/g, " ");
  return `PostgreSQL refuses it: ${line.length > 200 ? `${line.slice(0, 200)}…` : line} (${error.code})`;
}
