import { describe, expect, it } from "vitest";
import { safeReturnPath, signInPath } from "./paths.ts";

describe("signInPath", () => {
  it("remembers where the person was, and why the page is shown", () => {
    const path = signInPath({ returnTo: "/inquiries?status=approved&q=a b", expired: true });
    const query = new URLSearchParams(path.split("?")[1]);
    expect(path.startsWith("/sign-in?")).toBe(true);
    expect(query.get("return_to")).toBe("/inquiries?status=approved&q=a b");
    expect(query.get("expired")).toBe("1");
  });

  it("stays short when there is nothing to remember", () => {
    expect(signInPath({ returnTo: "/", expired: false })).toBe("/sign-in");
  });
});

describe("safeReturnPath", () => {
  it.each([
    ["/inquiries?status=approved#x", "/inquiries?status=approved#x"],
    [null, "/"],
    ["", "/"],
    ["inquiries", "/"],
    ["https://evil.example/", "/"],
    ["//evil.example/", "/"],
    ["/\\evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["/\t/evil.example", "/"],
  ])("%j → %s", (wanted, expected) => expect(safeReturnPath(wanted)).toBe(expected));
});
