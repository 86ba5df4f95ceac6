import { defineConfig, mergeConfig } from "vitest/config";
import viteConfig from "./vite.config.ts";

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      environment: "jsdom",
      setupFiles: ["src/testing/setup.ts"],
      include: ["src/**/*.test.{ts,tsx}"],
      restoreMocks: true,
      // A busy machine is slow, not wrong.
      testTimeout: 30_000,
      // Dates are shown in the reader's zone; the tests' reader lives in UTC.
      env: { TZ: "UTC" },
    },
  }),
);
