// Every sentence of the interface, by area. English; another language replaces these files.
import { common } from "./common.ts";
import { editor } from "./editor.ts";
import { problem } from "./problem.ts";
import { shell } from "./shell.ts";
import { trace } from "./trace.ts";

export const strings = { common, editor, problem, shell, trace } as const;
