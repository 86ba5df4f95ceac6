import { expect, it } from "vitest";
import { badLinesCsv } from "./bad-lines-csv.ts";

it("quotes what CSV needs and defuses formulas", () => {
  const csv = badLinesCsv([
    { line: 3, value: 'a "b", c', code: "invalid", detail: "not an address" },
    { line: 9, value: "=cmd()", code: "invalid", detail: "not an address" },
  ]);
  expect(csv).toBe(
    'line,value,reason\r\n3,"a ""b"", c",not an address\r\n9,\'=cmd(),not an address\r\n',
  );
});
