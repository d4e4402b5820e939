import type { TestProject } from "vitest/node";
import { compileIfStale } from "../../scripts/compile.js";

/** Commands and parse workers run compiled in tests as everywhere; the rest of a test runs from the sources. */
export default function setUp(project: TestProject): void {
  compileIfStale();
  project.onTestsRerun(compileIfStale);
}
