import { readFileSync, writeFileSync } from "node:fs";
import { licenceList, packagesOf } from "./licence-list.ts";

// Prints the licences of the packages that run in production into docs/licences.md.
const lock = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");
writeFileSync(new URL("../docs/licences.md", import.meta.url), licenceList(packagesOf(lock)));
