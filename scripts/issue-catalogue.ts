import { ISSUES } from "../src/content/issues.ts";
import type { Severity } from "../src/content/types.ts";
import { FEED_ISSUES } from "../src/import/feeds/issues.ts";
import { IMPORT_ISSUES } from "../src/import/issues.ts";

type Catalogue = Record<string, { severity: Severity; meaning: string; hint: string }>;

const SECTIONS: readonly [title: string, catalogue: Catalogue][] = [
  ["What a file says", ISSUES],
  ["Files", IMPORT_ISSUES],
  ["Feeds and exports", FEED_ISSUES],
];

const INTRODUCTION = `# Issues of an import

Whatever an import repairs, assumes or refuses is an issue: the path of the file, the line where there is one to name, a
code, what happened, and what to do. A **warning** cost nothing but what it names; an **error** cost the file, and no other
file. The terminal shows one example of each code, \`--report FILE.json\` all issues, and the API those of the last
hundred runs of each source:

\`\`\`graphql
{ importRuns(first: 1) { nodes { issues(severity: [ERROR]) { nodes { path line code message hint } } } } }
\`\`\`

Codes are stable. This page is written by \`npm run issues\` from the code.
`;

/** docs/import-issues.md: every code that an issue can have, in the order in which the code has them. */
export const issueCatalogue = (): string => [INTRODUCTION, ...SECTIONS.map(section)].join("\n");

const section = ([title, catalogue]: (typeof SECTIONS)[number]): string =>
  [`## ${title}\n`, ...Object.entries(catalogue).map(entry)].join("\n");

const entry = ([code, { severity, meaning, hint }]: [string, Catalogue[string]]): string =>
  `### ${code}\n\n${severity === "ERROR" ? "Error" : "Warning"}. ${plain(meaning)}\n\n*What to do:* ${plain(hint)}\n`;

// A hint can name a tag, which Markdown would take for one.
const plain = (text: string): string => text.replaceAll("<", "\\<");
