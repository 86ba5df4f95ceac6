// Prints what a first visit downloads, compressed, and fails the build when a page goes over the
// budget. Counted per page: the entry, the page's own chunk, and everything both import statically.
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

const BUDGET_BYTES = 300_000;

/** What people see first. */
const FIRST_PAGES = [
  { who: "signed out", page: "SignInPage" },
  { who: "signed in", page: "HomePage" },
] as const;

export function bundleBudget(): Plugin {
  return {
    name: "bundle-budget",
    apply: "build",
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (!entry) throw new Error("the build has no entry chunk");
      const pages = chunks.filter((chunk) => chunk.isDynamicEntry && /Page$/.test(chunk.name));
      const rows = pages
        .map((page) => ({ name: page.name, bytes: compressedBytes(bundle, [entry, page]) }))
        .sort((a, b) => b.bytes - a.bytes);
      console.log(`\nfirst visit, gzip (budget ${kilobytes(BUDGET_BYTES)} a page)`);
      for (const row of rows) console.log(`  ${kilobytes(row.bytes).padStart(9)}  ${row.name}`);
      for (const { who, page } of FIRST_PAGES) {
        const row = rows.find(({ name }) => name === page);
        if (!row) throw new Error(`the build has no ${page}, which is the first page ${who}`);
        console.log(`the first page ${who}: ${kilobytes(row.bytes)} (${page})`);
      }
      const worst = rows[0];
      if (worst && worst.bytes > BUDGET_BYTES) {
        throw new Error(`${worst.name} needs ${kilobytes(worst.bytes)}, over the budget`);
      }
    },
  };
}

function compressedBytes(bundle: Rollup.OutputBundle, roots: Rollup.OutputChunk[]): number {
  const wanted = new Set<string>();
  const visit = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const file = bundle[name];
    if (file?.type !== "chunk") return;
    for (const imported of file.imports) visit(imported);
    for (const css of file.viteMetadata?.importedCss ?? []) wanted.add(css);
  };
  for (const root of roots) visit(root.fileName);
  let total = 0;
  for (const name of wanted) {
    const file = bundle[name];
    if (!file) continue;
    total += gzipSync(file.type === "chunk" ? file.code : file.source).length;
  }
  return total;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
