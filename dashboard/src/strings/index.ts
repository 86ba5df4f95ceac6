// Every sentence of the interface, by area. English; another language replaces these files.
import { audit } from "./audit.ts";
import { common } from "./common.ts";
import { comparison } from "./comparison.ts";
import { editor } from "./editor.ts";
import { erase } from "./erase.ts";
import { example } from "./example.ts";
import { goTo, shortcuts } from "./go-to.ts";
import { home } from "./home.ts";
import { inquiries, inquiry, newInquiry } from "./inquiries.ts";
import { invariants } from "./invariants.ts";
import { itemsImpact } from "./items-impact.ts";
import { knowing } from "./knowing.ts";
import {
  importing,
  list,
  listHistory,
  listImports,
  lists,
  newList,
  unfinishedImport,
} from "./lists.ts";
import { keys, newKey, noAccess, people } from "./people.ts";
import { problem } from "./problem.ts";
import { review } from "./review.ts";
import { shell } from "./shell.ts";
import { signIn, start, welcome } from "./sign-in.ts";
import { sinceStart } from "./since-start.ts";
import { account, invitations, invite, join, newPassword, roles, team } from "./team.ts";
import { tests } from "./tests.ts";
import { trace } from "./trace.ts";
import { newWorkflow, workflows } from "./workflows.ts";

export const strings = {
  account,
  audit,
  common,
  comparison,
  editor,
  erase,
  example,
  goTo,
  home,
  importing,
  inquiries,
  inquiry,
  itemsImpact,
  keys,
  knowing,
  invitations,
  invariants,
  invite,
  join,
  list,
  listHistory,
  listImports,
  lists,
  newInquiry,
  newKey,
  newList,
  newPassword,
  newWorkflow,
  noAccess,
  people,
  problem,
  review,
  roles,
  shell,
  shortcuts,
  signIn,
  sinceStart,
  start,
  team,
  tests,
  trace,
  unfinishedImport,
  welcome,
  workflows,
} as const;
