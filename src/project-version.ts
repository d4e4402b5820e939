import { readFileSync } from "node:fs";
import { PROJECT_ROOT } from "./project-root.ts";

/** The version in package.json. */
export const projectVersion = (): string =>
  JSON.parse(readFileSync(new URL("package.json", PROJECT_ROOT), "utf8")).version;
