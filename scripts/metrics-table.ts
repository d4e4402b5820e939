import { createMetrics } from "../src/seen/metrics.ts";
import { replaceRegion } from "./region.ts";

/**
 * docs/operations.md with its table of metrics as the code has them.
 * @throws where the page has no place for it.
 */
export async function withMetrics(page: string): Promise<string> {
  const metrics = await createMetrics("").registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help.trim()} |`);
  return replaceRegion(page, "metrics", ["| name | type | |", "| --- | --- | --- |", ...rows].join("\n"));
}
