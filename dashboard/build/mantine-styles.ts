// Ships the styles of those Mantine components that a page really uses, with that page, instead of
// all of them with the first. Each component module gets its own style sheet; the whole sheet that
// main.tsx imports shrinks to what every component needs. Development keeps the whole sheet.
import type { Plugin } from "vite";

const BASE = ["baseline", "default-css-variables", "global"];
const COMPONENT = /@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/;
const WHOLE = /@mantine\/core\/styles\.css$/;

export function mantineStyles(): Plugin {
  return {
    name: "mantine-styles",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      const component = COMPONENT.exec(id)?.[1];
      if (component === undefined) return null;
      const style = `import "@mantine/core/styles/${component}.css";\n`;
      return { code: style + code, map: null, moduleSideEffects: true };
    },
    load(id) {
      if (!WHOLE.test(id)) return null;
      return BASE.map((name) => `@import "@mantine/core/styles/${name}.css";\n`).join("");
    },
  };
}
