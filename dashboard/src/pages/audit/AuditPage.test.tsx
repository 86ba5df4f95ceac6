import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import AuditPage from "./AuditPage.tsx";

const nothing = { "GET /v1/audit": { data: [], next_cursor: null } };

it("says that changes of hidden workflows are left out, and whom to ask", async () => {
  answerCalls(nothing);
  const workflows_hidden = "workflows are hidden from the role editor; ask an administrator: Ada";
  renderPage(<AuditPage />, { session: { ...sessionWith("audit.read"), workflows_hidden } });
  const notice = await screen.findByRole("alert");
  expect(notice).toHaveTextContent(
    /Changes of workflows are not shown to you.*ask an administrator: Ada/,
  );
  expect(screen.queryByRole("option", { name: "Published a version" })).not.toBeInTheDocument();
  expect(screen.getByRole("option", { name: "Made a list" })).toBeInTheDocument();
});

it("leaves nothing out for who sees Workflows", async () => {
  answerCalls(nothing);
  renderPage(<AuditPage />, { session: sessionWith("audit.read", "workflows.read") });
  expect(await screen.findByRole("option", { name: "Published a version" })).toBeInTheDocument();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});
