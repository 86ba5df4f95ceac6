import type { Role } from "@/api/types.ts";
import { formatList } from "./format.ts";

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

export const noAccess = {
  title: "This is not open to you",
  workflowsTitle: "Workflows are hidden",
  detail: (role: string, administrators: readonly string[]) =>
    administrators.length === 0
      ? `Your role, ${role}, does not include this. Ask an administrator.`
      : `Your role, ${role}, does not include this. Ask an administrator: ${formatList(administrators)}.`,
} as const;

export const keys = {
  title: "API keys",
  intro: "Your systems sign in with a key. Each has a role and can be revoked at any time.",
  add: "Create API key",
  table: "API keys",
  columns: {
    name: "Name",
    role: "Role",
    created: "Created",
    lastUsed: "Last used",
    ends: "Ends",
  },
  prefix: (prefix: string) => `${prefix}…`,
  never: "Never",
  noEnd: "When revoked",
  ended: "Ended",
  revoked: "Revoked",
  revoke: (name: string) => `Revoke ${name}`,
  revokeShort: "Revoke",
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeDetail:
    "Systems that use this key are refused from the next call on. This cannot be undone.",
  revokeLinks:
    "Invitations and links for a new password that it made and nobody has used open nothing any more.",
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
  ends: "Ends",
  endsHint: "From then on the key is refused. It can be revoked at any time before.",
  endChoices: {
    never: "When it is revoked",
    "30": "After 30 days",
    "90": "After 90 days",
    "365": "After a year",
  },
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
