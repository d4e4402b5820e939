import { compile } from "./compile.js";

// npm run build: compiles to dist/, which the commands otherwise do themselves where it is out of date.
compile();
console.log("Compiled to dist/.");
