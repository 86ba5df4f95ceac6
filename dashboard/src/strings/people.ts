import type { Role } from "@/api/types.ts";

const roleMeaning: Record<Role, string> = {
  administrator: "Everything: workflows, lists, inquiries, API keys and the team.",
  editor: "Changes workflows and lists. Inquiries, API keys and the team are read-only.",
  analyst: "Finds, reads and decides inquiries. Workflows and lists are read-only.",
  developer: "Makes API keys for your systems and reads the logs. The rest is read-only.",
  integrator: "Creates, completes and reads inquiries. For your own systems.",
};

export const people = {
  roleMeaning,
} as const;

export const keys = {
  title: "API keys",
  intro: "Your systems sign in with a key. Each has a role and can be revoked at any time.",
  add: "Create API key",
  table: "API keys",
  columns: { name: "Name", role: "Role", key: "Key", created: "Created", lastUsed: "Last used" },
  prefix: (prefix: string) => `${prefix}…`,
  never: "Never",
  revoked: "Revoked",
  revoke: (name: string) => `Revoke ${name}`,
  revokeShort: "Revoke",
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeDetail:
    "Systems that use this key are refused from the next call on. This cannot be undone.",
  revokedDone: (name: string) => `${name} is revoked.`,
  revokeFailed: "The key was not revoked",
  emptyTitle: "No API keys yet",
  emptyDetail: "Create one for the system that sends inquiries. It needs the role Integrator.",
  emptyReadOnly: "A developer or an administrator can create one for your systems.",
  actions: "Actions",
} as const;

export const newKey = {
  title: "Create API key",
  name: "Name",
  nameHint: "Which system will use it, for example Onboarding service.",
  role: "Role",
  submit: "Create API key",
  failed: "The key was not created",
  createdTitle: (name: string) => `${name} is ready`,
  createdDetail:
    "Copy the key now and keep it safe. It is stored hashed and can never be shown again.",
  secret: "Secret key",
  copy: "Copy key",
  usage: "Send it with each call:",
  usageLine: "Authorization: Bearer",
  done: "I have kept it",
} as const;

export const team = {
  title: "Team",
  intro: "Who signs in here, and what they may do.",
  add: "Add member",
  table: "Members",
  columns: { name: "Name", role: "Role", since: "Member since" },
  you: "you",
} as const;

export const newMember = {
  title: "Add member",
  intro: "Tell them the address of this page, their e-mail address and the password.",
  name: "Name",
  email: "E-mail address",
  role: "Role",
  password: "Password",
  submit: "Add member",
  failed: "The member was not added",
  done: (name: string) => `${name} can sign in now.`,
} as const;
