import { writeFileSync } from "node:fs";
import { issueCatalogue } from "./issue-catalogue.ts";

// Prints the catalogue of issues into docs/import-issues.md, whose diff shows what a change means to who reads them.
writeFileSync(new URL("../docs/import-issues.md", import.meta.url), issueCatalogue());
