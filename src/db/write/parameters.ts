// Rows travel as one JSON parameter for each statement: its text then never changes with the number of rows, so that it
// is prepared once. The parameter is declared `::text::json`, since a parameter of type json would be encoded a second
// time or not, depending on whether drizzle has been given the client.

/** Rows for `json_to_recordset(…::text::json)`, or values for `json_array_elements_text(…::text::json)`. */
export const json = (rows: Iterable<unknown>): string => JSON.stringify([...rows]);

/** A bytea as PostgreSQL prints and reads it: `\x00ff`. What `key::text` of a row compares with. */
export const bytea = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString("hex")}`;

/** An instant as PostgreSQL reads it. */
export const instant = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString();

/** What lists by date are sorted by, as in articles.published_sort: without a date, an article is the oldest. */
export const publishedSort = (publishedAt: number | null): string => instant(publishedAt) ?? "-infinity";
