import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Yoga loads graphql as CommonJS and Vite as ES modules: two realms, whose types do not know each other.
    alias: [
      { find: /^graphql$/, replacement: fileURLToPath(new URL("node_modules/graphql/index.js", import.meta.url)) },
    ],
  },
  test: {
    include: ["test/unit/**/*.test.ts", "test/integration/**/*.test.ts"],
    globalSetup: ["test/support/compile.ts", "test/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 15_000,
    // What is waited for comes when it comes: a busy machine is no fault.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 30_000,
  },
});
