import { defineConfig } from "vitest/config";

// The real binary in a real browser. One file after the other: they share the machine.
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["browser/**/*.browser.ts"],
    environment: "node",
    fileParallelism: false,
    // Of the tests of one file that may run at once.
    maxConcurrency: 3,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
