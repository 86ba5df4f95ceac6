import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AuditEntry } from "@/api/types.ts";
import { answerCalls } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import AuditEntryPage from "./AuditEntryPage.tsx";

const entry: AuditEntry = {
  seq: 7,
  at: "2026-11-22T10:42:07Z",
  actor: { type: "member", id: "mbr_1", name: "Ada" },
  via: "session",
  address: "198.51.100.7",
  action: "workflow.started",
  subject: { type: "workflow", id: "wfl_1", item: null, name: "Onboarding" },
  changes: [
    { name: "state", before: "published", after: "running", personal: false },
    { name: "version", before: null, after: 3, personal: false },
  ],
  erased_at: null,
  hash: "a5".repeat(32),
};

function show(answered: AuditEntry) {
  answerCalls({ "GET /v1/audit/7": answered });
  renderPage(<AuditEntryPage />, {
    path: "/audit/:seq",
    at: "/audit/7",
    session: sessionWith("audit.read"),
  });
}

describe("one change", () => {
  it("says who, from where, and what it was before and after, in words", async () => {
    show(entry);
    const table = await screen.findByRole("table", { name: "Before and after" });
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Started a workflow");
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      "StatePublishedRunning",
      "Versionnothing3",
    ]);
    expect(screen.getByText("198.51.100.7")).toBeVisible();
    expect(screen.getByRole("link", { name: "Onboarding" })).toHaveAttribute(
      "href",
      "/workflows/wfl_1",
    );
  });

  it("says that personal values were erased", async () => {
    show({
      ...entry,
      action: "inquiry.approved",
      subject: { type: "inquiry", id: "inq_1", item: null, name: null },
      changes: [],
      erased_at: "2026-11-23T09:00:00Z",
    });
    expect(await screen.findByRole("alert")).toHaveTextContent(/were erased on Nov 23, 2026/);
    expect(screen.getByText("There is nothing more to say about this change.")).toBeVisible();
  });
});
