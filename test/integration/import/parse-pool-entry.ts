import { parseArticle } from "../../../src/content/article.ts";
import { serveParsing } from "../../../src/import/parse-loop.ts";

// The worker as it is shipped, but for files that ask for a fault in their first line.
const FAULTS: Record<string, () => void> = {
  throw: () => {
    throw new Error("on purpose");
  },
  exit: () => process.exit(3),
  hang: () => {
    for (;;);
  },
  "take half a second": () => {
    for (const started = performance.now(); performance.now() < started + 500; );
  },
  "hang in a pattern": () => {
    /^(a+)+$/.test(`${"a".repeat(60)}!`);
  },
  overflow: () => FAULTS.overflow?.(),
  "run out of memory": () => {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(1_000_000).fill(1.5));
  },
};

serveParsing((file, options) => {
  const [line = ""] = new TextDecoder().decode(file.bytes).split("\n", 1);
  FAULTS[line]?.();
  return parseArticle(file, options);
});
