import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { bundleBudget } from "./build/bundle-budget.ts";
import { mantineStyles } from "./build/mantine-styles.ts";

const server = process.env.POINTSMAN_SERVER ?? "http://127.0.0.1:7311";
const proxy = { "/v1": { target: server, changeOrigin: false } };

export default defineConfig({
  plugins: [react(), mantineStyles(), bundleBudget()],
  resolve: { tsconfigPaths: true },
  server: { proxy },
  preview: { proxy },
  build: {
    target: "es2023",
    // The content security policy lets scripts, styles and fonts come from files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
