import { expect, it } from "vitest";
import { LOOKED_AT_BYTES, previewOf, SHOWN_LINES } from "./preview.ts";

function preview(file: string | Uint8Array) {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  return previewOf(bytes.slice(0, LOOKED_AT_BYTES), bytes.length);
}

it("shows the first lines, whatever ends them", () => {
  expect(preview("\u{feff}ip\r\n10.0.0.1\n\n10.0.0.2\r")).toEqual({
    lines: ["ip", "10.0.0.1", "", "10.0.0.2"],
    more: false,
    readable: true,
  });
  expect(preview("")).toEqual({ lines: [], more: false, readable: true });
});

it("says that there is more", () => {
  const many = preview("CA\n".repeat(SHOWN_LINES + 1));
  expect(many).toMatchObject({ more: true });
  expect(many.lines).toHaveLength(SHOWN_LINES);
  const exactly = preview("CA\n".repeat(SHOWN_LINES));
  expect(exactly).toMatchObject({ more: false });
  const long = preview("é".repeat(70_000));
  expect(long).toMatchObject({ more: true, readable: true });
});

it("notices a file that is not UTF-8", () => {
  expect(preview(new Uint8Array([0x66, 0xfc, 0x72]))).toMatchObject({
    readable: false,
  });
  const utf16 = new Uint8Array([0xff, 0xfe, 0x43, 0, 0x41, 0]);
  expect(preview(utf16)).toMatchObject({ readable: false });
});
