import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Import } from "@/api/types.ts";
import { answerCalls } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { ImportReport } from "./ImportReport.tsx";

const at = "2026-11-22T10:42:07Z";
const report: Import = {
  id: "imp_1",
  list: "lst_1",
  state: "completed",
  resumable: false,
  lines: 6,
  added: 1,
  duplicates: 1,
  bad: 3,
  bad_lines: [],
  bad_lines_more: 0,
  bytes: 80,
  bytes_total: 80,
  revision: 2,
  started_at: at,
  started_by: { type: "member", id: "mbr_1", name: "Ada" },
  ended_at: at,
};

it("accounts for every line, the header too", async () => {
  answerCalls({});
  renderPage(<ImportReport report={report} onAnother={() => {}} />, {
    session: sessionWith("lists.write"),
  });
  const numbers = (await screen.findAllByRole("definition")).map((value) => value.textContent);
  const names = screen.getAllByRole("term").map((name) => name.textContent);
  expect(names.map((name, index) => `${name}: ${numbers[index]}`)).toEqual([
    "Lines read: 6",
    "Items added: 1",
    "Duplicates skipped: 1",
    "Lines that could not be used: 3",
    "Header, empty lines and comments: 1",
    "Visible since revision: 2",
  ]);
});
