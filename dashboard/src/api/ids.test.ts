import { expect, it } from "vitest";
import { newImportId } from "./ids.ts";

it("writes the UUIDv7 01234567-89ab-7cde-8f01-23456789abcd in the server's alphabet", () => {
  // 80 random bits: 6 unused, 12 before the variant, 62 after it.
  const bits = (0xcden << 62n) | 0x0f0123456789abcdn;
  const bytes = Uint8Array.from({ length: 10 }, (_, place) =>
    Number((bits >> BigInt((9 - place) * 8)) & 255n),
  );
  expect(newImportId(0x0123456789ab, bytes)).toBe("imp_014d2pf2dbfkf8y0938nkrkayd");
});

it("never makes the same id twice", () => {
  expect(newImportId()).not.toBe(newImportId());
});
