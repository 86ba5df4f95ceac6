// The key that the server would make of a name, shown while the name is typed.

const MAX_LENGTH = 63;

/** `Blocked IP addresses` → `blocked_ip_addresses`; empty where the name has nothing to make one of. */
export function keyOfName(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .slice(0, MAX_LENGTH)
    .replace(/_+$/, "");
}

export function isKey(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,62}$/.test(text);
}
