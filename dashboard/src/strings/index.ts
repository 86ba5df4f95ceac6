// Every sentence of the interface, by area. English; another language replaces these files.
import { common } from "./common.ts";
import { editor } from "./editor.ts";
import { problem } from "./problem.ts";
import { shell } from "./shell.ts";

export const strings = { common, editor, problem, shell } as const;
