import { describe, expect, it } from "vitest";
import { importProgress } from "./progress.ts";

const known = { state: "running", bytes: 250, lines: 20, bad: 1 } as const;

describe("importProgress", () => {
  it("goes by what was sent until the server knows the import", () => {
    expect(importProgress(500, 1000, undefined)).toEqual({
      fraction: 0.5,
      sentBytes: 500,
      totalBytes: 1000,
      finishing: false,
      lines: 0,
      bad: 0,
    });
  });

  it("goes by what the server has read, as soon as it says so", () => {
    expect(importProgress(500, 1000, known)).toMatchObject({ fraction: 0.25, lines: 20, bad: 1 });
  });

  it("is not done when everything is sent and read, only when the server has ended", () => {
    const all = { ...known, bytes: 1000 };
    expect(importProgress(1000, 1000, all)).toMatchObject({ fraction: 0.99, finishing: true });
    expect(importProgress(1000, 1000, { ...all, state: "completed" }).fraction).toBe(1);
  });

  it("never passes the end, whatever headers the upload counted too", () => {
    expect(importProgress(1200, 1000, { ...known, bytes: 1200 })).toMatchObject({
      fraction: 0.99,
      sentBytes: 1000,
    });
  });

  it("has begun with an empty file, and is not finishing it", () => {
    expect(importProgress(0, 0, undefined)).toMatchObject({ fraction: 0, finishing: false });
  });
});
