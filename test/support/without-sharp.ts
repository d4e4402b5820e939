const hooks = `
  export async function resolve(specifier, context, next) {
    if (specifier === "sharp") throw new Error("Could not load the sharp module\\nPossible solutions: …");
    return next(specifier, context);
  }`;

const asModule = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;

/** For Node's `--import`: a process in which sharp is not installed. */
export const WITHOUT_SHARP = asModule(
  `import { register } from "node:module"; register(${JSON.stringify(asModule(hooks))});`,
);
