import { readFileSync, writeFileSync } from "node:fs";
import { withMetrics } from "./metrics-table.ts";
import { withSettings } from "./settings-table.ts";

// Writes the settings of src/config.ts and the metrics of src/seen/metrics.ts into docs/operations.md.
const page = new URL("../docs/operations.md", import.meta.url);
const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
writeFileSync(page, await withMetrics(withSettings(readFileSync(page, "utf8"), example)));
