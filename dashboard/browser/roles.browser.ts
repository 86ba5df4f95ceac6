// A person with each role walks through the dashboard: what they may not do is absent or refused with words, and the
// same call over HTTP answers 403.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ADA,
  call,
  openWindow,
  type Person,
  type Server,
  startBrowser,
  startServer,
} from "./harness.ts";
import * as steps from "./steps.ts";
import { fill, type Workspace } from "./workspace.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Walker {
  role: string;
  person: Person;
  /** The sections in the navigation. */
  sections: readonly string[];
  /** What can be pressed or followed, by page. */
  offered: readonly [address: string, role: "link" | "button" | "switch", name: string][];
  /** What is absent there. */
  absent: readonly [address: string, role: "link" | "button" | "switch", name: string][];
  /** Pages that are refused with words. */
  closed: readonly string[];
  /** Calls that answer 403. */
  refused: readonly [Method, string][];
}

const person = (name: string): Person => ({
  name,
  email: `${name.toLowerCase()}@example.com`,
  password: "a long enough password",
});

const WORKFLOW_CALLS: readonly [Method, string][] = [
  ["POST", "/v1/workflows"],
  ["PUT", "/v1/workflow_order"],
];
const LIST_CALLS: readonly [Method, string][] = [["POST", "/v1/lists"]];
const TEAM_CALLS: readonly [Method, string][] = [
  ["GET", "/v1/invitations"],
  ["POST", "/v1/invitations"],
  ["POST", "/v1/members"],
  ["PATCH", "/v1/workspace"],
];
const EVERYTHING = ["Inquiries", "Workflows", "Lists", "API keys", "Team"];

const WALKERS: readonly Walker[] = [
  {
    role: "Administrator",
    person: person("Adele"),
    sections: EVERYTHING,
    offered: [
      ["/inquiries", "link", "New inquiry"],
      ["/workflows", "link", "Add new workflow"],
      ["/lists", "link", "Add new list"],
      ["/developers/keys", "link", "Create API key"],
      ["/team", "link", "Invite member"],
      ["/team", "switch", "Analyst: sees Workflows"],
      ["/team", "button", "Actions for Ada Lovelace"],
    ],
    absent: [["/team", "switch", "Administrator: sees Workflows"]],
    closed: [],
    refused: [],
  },
  {
    role: "Editor",
    person: person("Edith"),
    sections: EVERYTHING,
    offered: [
      ["/workflows", "link", "Add new workflow"],
      ["/lists", "link", "Add new list"],
    ],
    absent: [
      ["/inquiries", "link", "New inquiry"],
      ["/developers/keys", "link", "Create API key"],
      ["/developers/keys", "button", "Revoke Checkout"],
      ["/team", "link", "Invite member"],
      ["/team", "switch", "Analyst: sees Workflows"],
      ["/team", "button", "Actions for Ada Lovelace"],
    ],
    closed: ["/inquiries/new", "/developers/keys/new", "/team/invite"],
    refused: [["POST", "/v1/inquiries"], ["POST", "/v1/keys"], ...TEAM_CALLS],
  },
  {
    role: "Analyst",
    person: person("Anna"),
    sections: EVERYTHING.filter((section) => section !== "API keys"),
    offered: [],
    absent: [
      ["/inquiries", "link", "New inquiry"],
      ["/workflows", "link", "Add new workflow"],
      ["/lists", "link", "Add new list"],
      ["/team", "link", "Invite member"],
      ["/team", "button", "Actions for Ada Lovelace"],
    ],
    closed: [
      "/inquiries/new",
      "/workflows/new",
      "/lists/new",
      "/developers/keys",
      "/developers/keys/new",
      "/team/invite",
    ],
    refused: [
      ["POST", "/v1/inquiries"],
      ["GET", "/v1/keys"],
      ["GET", "/v1/events"],
      ...WORKFLOW_CALLS,
      ...LIST_CALLS,
      ...TEAM_CALLS,
    ],
  },
  {
    role: "Developer",
    person: person("Devi"),
    sections: EVERYTHING,
    offered: [
      ["/developers/keys", "link", "Create API key"],
      ["/developers/keys", "button", "Revoke Checkout"],
    ],
    absent: [
      ["/inquiries", "link", "New inquiry"],
      ["/workflows", "link", "Add new workflow"],
      ["/lists", "link", "Add new list"],
      ["/developers/keys", "button", "Revoke Reports"],
      ["/team", "link", "Invite member"],
    ],
    closed: ["/inquiries/new", "/workflows/new", "/lists/new", "/team/invite"],
    refused: [["POST", "/v1/inquiries"], ...WORKFLOW_CALLS, ...LIST_CALLS, ...TEAM_CALLS],
  },
];

let server: Server;
let browser: Browser;
let ada: Page;
let workspace: Workspace;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  ada = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(ada, server, ADA);
  workspace = await fill(ada);
  await call(ada, "POST", "/v1/keys", { name: "Reports", role: "analyst" });
  await call(ada, "POST", "/v1/keys", {
    name: "Checkout",
    role: "integrator",
    expires_in_days: 30,
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });

async function show(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
}

async function answerTo(page: Page, method: Method, path: string) {
  const url = new URL(path, server.url);
  const response = await page.request.fetch(url.href, {
    method,
    headers: { origin: url.origin },
    ...(method === "GET" || method === "DELETE" ? {} : { data: {} }),
  });
  const body = response.ok() ? {} : ((await response.json()) as { detail?: string });
  return { status: response.status(), detail: body.detail ?? "" };
}

describe.each(WALKERS)("$role", (walker) => {
  let page: Page;

  beforeAll(async () => {
    const link = await steps.invite(ada, walker.person.email, walker.role);
    page = await (await openWindow(browser, server)).newPage();
    await steps.join(page, link, walker.person);
  });

  it("sees its sections and no others", async () => {
    await show(page, "/inquiries");
    for (const section of EVERYTHING) {
      const found = await navigation(page).getByRole("link", { name: section }).count();
      expect(found, section).toBe(walker.sections.includes(section) ? 1 : 0);
    }
  });

  it("is offered what it may do", async () => {
    for (const [address, role, name] of walker.offered) {
      await show(page, address);
      await page.getByRole(role, { name }).first().waitFor();
    }
  });

  it("is not offered what it may not do", async () => {
    for (const [address, role, name] of walker.absent) {
      await show(page, address);
      const heading = await page.getByRole("heading", { level: 1 }).innerText();
      expect(heading, address).not.toBe("This is not open to you");
      expect(await page.getByRole(role, { name }).count(), `${address}: ${name}`).toBe(0);
    }
  });

  it("is refused with words where it may not be", async () => {
    for (const address of walker.closed) {
      await show(page, address);
      await page.getByRole("heading", { level: 1, name: "This is not open to you" }).waitFor();
      const words = await page.getByRole("main").innerText();
      expect(words, address).toContain(`Your role, ${walker.role}, does not include this.`);
      expect(words, address).toContain("Ada Lovelace");
    }
  });

  it("gets 403 for the same over HTTP", async () => {
    for (const [method, path] of walker.refused) {
      const { status, detail } = await answerTo(page, method, path);
      expect(status, `${method} ${path}`).toBe(403);
      expect(detail, `${method} ${path}`).toContain("Ada Lovelace");
    }
  });

  it("decides by hand, or cannot", async () => {
    const decides = ["Administrator", "Analyst"].includes(walker.role);
    await show(page, `/inquiries/${workspace.leftAlone}`);
    const approve = page.getByRole("button", { name: "Approve" });
    if (decides) await approve.first().waitFor();
    else expect(await approve.count()).toBe(0);
    const path = `/v1/inquiries/${workspace.leftAlone}/approve`;
    // An administrator would decide; the body is wrong on purpose, so that nothing happens.
    const { status } = await answerTo(page, decides ? "GET" : "POST", path);
    expect(status).toBe(decides ? 405 : 403);
  });
});

describe("Workflows hidden from analysts", () => {
  let anna: Page;

  beforeAll(async () => {
    anna = await (await openWindow(browser, server)).newPage();
    await steps.signIn(anna, person("Anna"));
    await steps.open(ada, "Team");
    await ada.getByRole("switch", { name: "Analyst: sees Workflows" }).click({ force: true });
    await ada.getByText("Workflows are hidden from the role Analyst.").first().waitFor();
  });

  it("takes the section away, and deep links say whom to ask with the words of the API", async () => {
    // The page was open when it happened: the next call that is refused takes the section away.
    await navigation(anna).getByRole("link", { name: "Workflows" }).click();
    await anna.getByRole("heading", { level: 1, name: "Workflows are hidden" }).waitFor();
    expect(await navigation(anna).getByRole("link", { name: "Workflows" }).count()).toBe(0);
    await show(anna, `/workflows/${workspace.workflow}`);
    await anna.getByRole("heading", { level: 1, name: "Workflows are hidden" }).waitFor();
    const { status, detail } = await answerTo(anna, "GET", `/v1/workflows/${workspace.workflow}`);
    expect(status).toBe(403);
    expect(detail).toContain("ask an administrator: Ada Lovelace");
    const words = await anna.getByRole("main").innerText();
    expect(words.toLowerCase()).toContain(detail.toLowerCase());
  });

  it("leaves inquiries and lists as they were", async () => {
    for (const address of ["/inquiries", `/inquiries/${workspace.declined}`, "/lists"]) {
      await show(anna, address);
      expect(await anna.getByRole("alert").count(), address).toBe(0);
    }
  });

  it("gives the section back", async () => {
    await ada.getByRole("switch", { name: "Analyst: sees Workflows" }).click({ force: true });
    await ada.getByText("The role Analyst sees Workflows again.").first().waitFor();
    await show(anna, "/workflows");
    await anna.getByRole("heading", { level: 1, name: "Workflows" }).waitFor();
  });
});

describe("members", () => {
  it("end sessions and change the password under Account", async () => {
    const edith = person("Edith");
    const page = await (await openWindow(browser, server)).newPage();
    await steps.signIn(page, edith);
    await show(page, "/account");
    await page.getByText("Chrome on Linux").first().waitFor();
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByText("You are signed out everywhere else.").first().waitFor();
    await page.getByRole("textbox", { name: "Present password" }).fill("wrong");
    await page.getByRole("textbox", { name: "New password" }).fill("another long password");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("This is not your present password.").first().waitFor();
    await page.getByRole("textbox", { name: "Present password" }).fill(edith.password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed.", { exact: false }).first().waitFor();
  });

  it("who forgot the password gets a link, and who is removed is out at once", async () => {
    const devi = person("Devi");
    await show(ada, "/team");
    const menu = ada.getByRole("button", { name: "Actions for Devi" });
    await menu.click();
    await ada.getByRole("menuitem", { name: "Link for a new password" }).click();
    await ada.getByRole("button", { name: "Create link" }).click();
    const link = await ada.getByRole("textbox", { name: "Link" }).inputValue();
    await ada.getByRole("button", { name: "I have handed it over" }).click();
    const page = await (await openWindow(browser, server)).newPage();
    await page.goto(link);
    await page.getByRole("textbox", { name: "New password" }).fill("a wholly new password");
    await page.getByRole("button", { name: "Set password and sign in" }).click();
    await navigation(page).waitFor();
    await page.goto("/sign-in");
    await page.goto(link);
    await page.getByRole("heading", { level: 1, name: "This link does not work" }).waitFor();
    await steps.signIn(page, { ...devi, password: "a wholly new password" });

    await menu.click();
    await ada.getByRole("menuitem", { name: "Remove" }).click();
    await ada.getByRole("button", { name: "Remove", exact: true }).click();
    await ada.getByText("Devi is removed.").first().waitFor();
    await page.goto("/lists");
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  });

  it("the last administrator stays", async () => {
    await show(ada, "/team");
    await ada.getByRole("button", { name: "Actions for Adele" }).click();
    await ada.getByRole("menuitem", { name: "Change role" }).click();
    await ada.getByRole("radio", { name: "Editor" }).check();
    await ada.getByRole("button", { name: "Change role" }).click();
    await ada.getByText("Adele is now Editor.").first().waitFor();
    await ada.getByRole("button", { name: "Actions for Ada Lovelace" }).click();
    await ada.getByRole("menuitem", { name: "Remove" }).click();
    await ada.getByRole("button", { name: "Remove", exact: true }).click();
    await ada.getByText("This is the last administrator", { exact: false }).first().waitFor();
  });
});
