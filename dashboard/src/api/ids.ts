// Ids that the dashboard may choose itself: a prefix and a UUIDv7 in Crockford's base 32, as the
// server makes them.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_LENGTH = 26;

/** `imp_…`, so that an upload can be watched while it runs. */
export function newImportId(
  now: number = Date.now(),
  random: Uint8Array = crypto.getRandomValues(new Uint8Array(10)),
): string {
  return `imp_${encode(uuidV7(now, random))}`;
}

function uuidV7(now: number, random: Uint8Array): bigint {
  let tail = 0n;
  for (const byte of random) tail = (tail << 8n) | BigInt(byte);
  const randomA = (tail >> 62n) & 0xfffn;
  const randomB = tail & ((1n << 62n) - 1n);
  return (BigInt(now) << 80n) | (7n << 76n) | (randomA << 64n) | (2n << 62n) | randomB;
}

function encode(value: bigint): string {
  let text = "";
  for (let place = SUFFIX_LENGTH - 1; place >= 0; place -= 1) {
    text += ALPHABET.charAt(Number((value >> BigInt(place * 5)) & 31n));
  }
  return text;
}
