import { plural, pluralForm } from "./format.ts";

const apiKeys = { one: "API key", other: "API keys" };

export const team = {
  title: "Team",
  intro: "Who signs in here, and what they may do.",
  invite: "Invite member",
  table: "Members",
  columns: { name: "Name", role: "Role", since: "Member since", signedIn: "Last sign-in" },
  you: "you",
  never: "Never",
  actions: "Actions",
  actionsOf: (name: string) => `Actions for ${name}`,
  changeRole: "Change role",
  newPassword: "Link for a new password",
  endSessions: "End sessions",
  remove: "Remove",
  roleTitle: (name: string) => `Role of ${name}`,
  roleDetail: "The new role counts at once.",
  roleDone: (name: string, role: string) => `${name} is now ${role}.`,
  roleFailed: "The role was not changed",
  endTitle: (name: string) => `End the sessions of ${name}?`,
  endDetail: "They are signed out everywhere and can sign in again with their password.",
  endDone: (name: string) => `${name} is signed out everywhere.`,
  endFailed: "The sessions were not ended",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeDetail:
    "They are signed out at once and cannot sign in any more. Their name stays on what they did.",
  removeDone: (name: string) => `${name} is removed.`,
  noKeysEnd: (name: string) => `No API key ends: ${name} made none that would have to.`,
  keysEnd: (count: number, name: string) =>
    `${plural(count, apiKeys)} that ${name} made ${pluralForm(count, { one: "ends", other: "end" })} at once:`,
  keysEndDetail:
    "Whoever made a key knows its secret. Systems that use one are refused from the next call on: make a new key for them first.",
  moreKeysEnd: (count: number) =>
    `and ${plural(count, { one: "further one", other: "further ones" })}`,
  neverUsed: "never used",
  lastUsed: "last used",
  /** Behind another sentence. */
  keysEnded: (count: number) =>
    count === 0
      ? ""
      : ` ${plural(count, apiKeys)} ${pluralForm(count, { one: "is", other: "are" })} revoked.`,
  removeFailed: "The member was not removed",
  linkTitle: (name: string) => `New password for ${name}`,
  linkDetail:
    "With a link they choose a new password. It works once, within a day; when it is used, they are signed out everywhere else. We send no mail: hand it over yourself.",
  linkSubmit: "Create link",
  linkFailed: "The link was not created",
  linkReady: "The link is ready. Copy it now: it is shown this once.",
} as const;

export const invitations = {
  title: "Open invitations",
  table: "Open invitations",
  columns: { email: "E-mail address", role: "Role", ends: "Link ends" },
  ended: "Ended",
  none: "No invitation is open.",
  revoke: (email: string) => `Revoke the invitation of ${email}`,
  revokeShort: "Revoke",
  revoked: (email: string) => `The invitation of ${email} is revoked.`,
  actions: "Actions",
} as const;

export const roles = {
  title: "Roles",
  workflows: "Sees Workflows",
  workflowsOf: (role: string) => `${role}: sees Workflows`,
  hidden: "Workflows hidden",
  hint: "Who does not see Workflows is told to ask an administrator. It counts for API keys of that role too.",
  hiddenDone: (role: string) => `Workflows are hidden from the role ${role}.`,
  shownDone: (role: string) => `The role ${role} sees Workflows again.`,
} as const;

export const invite = {
  title: "Invite member",
  intro: "You get a link and hand it over. Who opens it chooses name and password.",
  email: "E-mail address",
  role: "Role",
  submit: "Create invitation",
  failed: "The invitation was not created",
  readyTitle: "The invitation is ready",
  ready: (email: string) =>
    `Give this link to ${email}. It lets one person in and is shown this once. We send no mail.`,
  link: "Link",
  copy: "Copy link",
  ends: "It ends",
  done: "I have handed it over",
} as const;

export const join = {
  title: "Join the team",
  intro: (by: string, role: string) => `${by} invited you. Your role: ${role}.`,
  email: "E-mail address",
  emailHint: "With it you sign in.",
  name: "Your name",
  password: "Choose a password",
  submit: "Join",
  failed: "You did not join",
  closedTitle: "This link does not work",
} as const;

export const newPassword = {
  title: "Choose a new password",
  intro: (name: string) => `Hello ${name}. All your other sessions end with it.`,
  email: "E-mail address",
  password: "New password",
  submit: "Set password and sign in",
  failed: "The password was not set",
} as const;

export const account = {
  title: "Account",
  intro: "How you sign in, and where you are signed in.",
  name: "Name",
  email: "E-mail address",
  role: "Role",
  about: "You",
  passwordTitle: "Password",
  passwordHint: "All your other sessions end.",
  present: "Present password",
  next: "New password",
  change: "Change password",
  changed: "Your password is changed. You are signed out everywhere else.",
  failed: "The password was not changed",
  sessionsTitle: "Sessions",
  sessionsTable: "Your sessions",
  columns: { browser: "Browser", address: "Address", lastSeen: "Last used" },
  thisOne: "this one",
  unknownBrowser: "Unknown browser",
  onSystem: (browser: string, system: string) => `${browser} on ${system}`,
  unknownAddress: "unknown",
  actions: "Actions",
  end: (browser: string) => `End the session of ${browser}`,
  endShort: "End",
  ended: "The session is ended.",
  endOthers: "End all others",
  endedOthers: "You are signed out everywhere else.",
} as const;
