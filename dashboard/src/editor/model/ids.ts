/** Where new names come from: route ids for the document, node keys for this screen alone. */

export interface IdSource {
  /** `rt_` and 1 to 40 of `a-z 0-9 _`, never handed out twice. */
  routeId(): string;
  nodeKey(): string;
}

const ROUTE_ID = /^rt_[a-z0-9_]{1,40}$/;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const ROUTE_ID_LENGTH = 12;

export function isRouteId(value: unknown): value is string {
  return typeof value === "string" && ROUTE_ID.test(value);
}

export function randomIds(): IdSource {
  let keys = 0;
  return {
    routeId() {
      const bytes = crypto.getRandomValues(new Uint8Array(ROUTE_ID_LENGTH));
      // 256 is a multiple of the alphabet's 32, so every letter is equally likely.
      return `rt_${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
    },
    nodeKey() {
      keys += 1;
      return `n${keys}`;
    },
  };
}
