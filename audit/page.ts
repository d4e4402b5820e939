import type { Row } from "./row.ts";

/** Where each row is tried besides the audit: tests of the suite, from test/. */
export const TESTS: Readonly<Record<number, readonly string[]>> = {
  1: ["integration/schema/contract.test.ts", "integration/schema/hidden-schema.test.ts", "integration/audit.test.ts"],
  2: ["integration/schema/limits.test.ts"],
  3: ["integration/schema/limits.test.ts"],
  4: ["integration/schema/limits.test.ts"],
  5: ["integration/schema/limits.test.ts", "integration/http/hostile-requests.test.ts"],
  6: ["integration/schema/limits.test.ts"],
  7: ["integration/schema/errors.test.ts"],
  8: ["integration/schema/errors.test.ts"],
  9: ["integration/schema/walk.test.ts"],
  10: ["integration/schema/errors.test.ts", "integration/schema/unicode.test.ts"],
  11: ["integration/http/cross-origin.test.ts"],
  12: ["integration/schema/body-limit.test.ts", "integration/http/hostile-requests.test.ts"],
  13: ["integration/schema/errors.test.ts", "integration/faults/time-limits.test.ts"],
  14: [
    "integration/schema/hidden-articles.test.ts",
    "integration/schema/visibility.test.ts",
    "integration/http/editors.test.ts",
  ],
  15: ["integration/schema/keys.test.ts", "integration/api-key.test.ts", "integration/http/tokens.test.ts"],
  16: ["integration/http/documents.test.ts"],
  17: ["integration/http/hostile-requests.test.ts"],
  18: ["integration/faults/overload.test.ts"],
  19: ["integration/faults/lost-connections.test.ts", "integration/connecting.test.ts"],
  20: ["integration/faults/time-limits.test.ts"],
  21: ["integration/http/shutdown.test.ts"],
  22: ["unit/content/sanitize.test.ts"],
  23: ["unit/content/hostile.test.ts", "integration/import/run.test.ts"],
  24: ["integration/import/kill.test.ts"],
  25: ["integration/migrate.test.ts", "integration/http/writers.test.ts"],
  26: ["integration/faults/pgbouncer.test.ts", "integration/prepare-off.test.ts"],
  27: ["integration/embedded.test.ts", "integration/migrate.test.ts"],
  28: ["integration/images/image-store.test.ts", "unit/fetch/addresses.test.ts"],
  29: ["integration/http/signed-images.test.ts", "unit/images/sniff.test.ts"],
};

/** The table of docs/safety.md, of the rows as they are in the code. */
function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ row, title, must }) => {
    const tests = (TESTS[row] ?? []).map((test) => `[${test.replace(/^.*\/|\.test\.ts$/g, "")}](../test/${test})`);
    return `| ${row} | ${cell(title)} | ${cell(must)} | ${tests.join(", ")} |`;
  });
  return ["| # | attack or fault | what must happen | also tested by |", "| --- | --- | --- | --- |", ...lines].join(
    "\n",
  );
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

const BEGIN = "<!-- rows: npm run audit -- --write -->";
const END = "<!-- /rows -->";

/** The page with the table in its place. */
export function withTable(page: string, rows: readonly Row[]): string {
  const [before, rest = ""] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`The page lacks ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n\n${tableOf(rows)}\n\n${END}${after}`;
}
