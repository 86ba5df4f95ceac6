// Every sentence of the interface, by area. English; another language replaces these files.
import { audit } from "./audit.ts";
import { common } from "./common.ts";
import { editor } from "./editor.ts";
import { goTo, shortcuts } from "./go-to.ts";
import { inquiries, inquiry, newInquiry } from "./inquiries.ts";
import { importing, list, lists, newList } from "./lists.ts";
import { keys, newKey, newMember, people, team } from "./people.ts";
import { problem } from "./problem.ts";
import { shell } from "./shell.ts";
import { signIn, start, welcome } from "./sign-in.ts";
import { trace } from "./trace.ts";
import { newWorkflow, workflows } from "./workflows.ts";

export const strings = {
  audit,
  common,
  editor,
  goTo,
  importing,
  inquiries,
  inquiry,
  keys,
  list,
  lists,
  newInquiry,
  newKey,
  newList,
  newMember,
  newWorkflow,
  people,
  problem,
  shell,
  shortcuts,
  signIn,
  start,
  team,
  trace,
  welcome,
  workflows,
} as const;
