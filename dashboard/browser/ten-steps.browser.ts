// The ten steps that made this product, as an administrator and a teammate walk them.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADA, NOOR, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

let server: Server;
let browser: Browser;
let ada: Page;
let noor: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  ada = await (await openWindow(browser, server)).newPage();
  noor = await (await openWindow(browser, server)).newPage();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Creates and completes an inquiry from the dashboard and stays on its page. */
async function completeInquiry(page: Page, person: { last: string; born: string; ip: string }) {
  await steps.open(page, "Inquiries");
  await page.getByRole("link", { name: "New inquiry" }).first().click();
  await page.getByLabel("Last name").fill(person.last);
  await page.getByLabel("Date of birth").fill(person.born);
  await page.getByLabel("IP address").fill(person.ip);
  await page.getByRole("button", { name: "Create and complete" }).click();
  await page.getByRole("heading", { level: 1, name: new RegExp(person.last) }).waitFor();
}

describe("the ten steps", () => {
  it("begins with an administrator, a teammate and a list", async () => {
    await steps.firstStart(ada, server, ADA);
    await steps.addMember(ada, NOOR, "Analyst");
    await steps.addList(ada, {
      name: "Blocked IP addresses",
      type: "IP addresses",
      items: ["198.51.100.0/24"],
    });
  });

  it("1–3: Workflows, Add new workflow, a name and the event", async () => {
    await steps.open(ada, "Workflows");
    await ada.getByRole("link", { name: "Add new workflow" }).first().click();
    await ada.getByRole("textbox", { name: "Name" }).fill("Onboarding");
    await ada.getByRole("radio", { name: /Inquiry completed/i }).check();
    await ada.getByRole("button", { name: "Create workflow" }).click();
    await ada.getByRole("heading", { level: 1, name: "Onboarding" }).waitFor();
  });

  it("4–6: a named route, conditions, an action", async () => {
    await steps.addRoute(ada, "Minors");
    await steps.addCondition(ada, "Minors", "age less");
    await steps.routeCard(ada, "Minors").getByRole("textbox", { name: "Value" }).fill("18");
    await steps.chooseAction(ada, "Minors", "Decline");
    await ada.getByText("If age is less than 18, decline.", { exact: false }).waitFor();
  });

  it("7: more routes", async () => {
    await steps.addRoute(ada, "Blocked addresses");
    await steps.addCondition(ada, "Blocked addresses", "blocked ip");
    await steps.chooseAction(ada, "Blocked addresses", "Decline");
    await steps.saved(ada);
  });

  it("8: Everything else", async () => {
    const everythingElse = ada.getByRole("combobox", { name: "Action for everything else" });
    await everythingElse.selectOption("Approve");
    await ada
      .getByText("Every inquiry that no route takes is approved.", { exact: false })
      .waitFor();
    await steps.saved(ada);
  });

  it("9: publish, and a teammate opens the published version and checks it", async () => {
    await ada.getByRole("link", { name: "Publish" }).click();
    await ada.getByRole("heading", { level: 1, name: "Publish Onboarding" }).waitFor();
    await ada.getByRole("textbox", { name: "Note" }).fill("Minors and blocked addresses");
    await ada.getByRole("button", { name: "Publish version 1" }).click();
    await ada.getByText("Version 1 is published. Nothing runs yet.").waitFor();

    await steps.signIn(noor, NOOR);
    await steps.open(noor, "Workflows");
    await noor.getByRole("link", { name: "Onboarding" }).click();
    await noor.getByText("If age is less than 18, decline.", { exact: false }).waitFor();
    await noor.getByRole("tab", { name: "Versions" }).click();
    await noor.getByText("Minors and blocked addresses").waitFor();
    expect(await noor.getByRole("button", { name: "Start", exact: true }).count()).toBe(0);
  });

  it("leaves alone what was created before play", async () => {
    await completeInquiry(ada, { last: "Early", born: "2015-05-05", ip: "192.0.2.1" });
    await ada.getByText("Not decided yet.").waitFor();
  });

  it("10: press play; from then on new inquiries are decided, with words", async () => {
    await steps.open(ada, "Workflows");
    await ada.getByRole("link", { name: "Onboarding" }).click();
    await ada.getByRole("button", { name: /^Start/ }).click();
    await ada.getByText(/Version 1 is running since/).waitFor();

    await completeInquiry(ada, { last: "Young", born: "2015-05-05", ip: "192.0.2.1" });
    await ada.getByText("Declined by route “Minors” of Onboarding, version 1.").first().waitFor();

    await completeInquiry(ada, { last: "Blocked", born: "1980-05-05", ip: "198.51.100.7" });
    await ada
      .getByText("Declined by route “Blocked addresses” of Onboarding, version 1.")
      .first()
      .waitFor();
    await ada.getByText("198.51.100.0/24").first().waitFor();

    await completeInquiry(ada, { last: "Fine", born: "1980-05-05", ip: "192.0.2.1" });
    await ada
      .getByText(/Approved by Everything else of Onboarding, version 1/)
      .first()
      .waitFor();
  });

  it("the teammate sees the declined inquiry and its trace", async () => {
    await steps.open(noor, "Inquiries");
    await noor.getByRole("link", { name: /Young/ }).click();
    await noor.getByText("Declined by route “Minors” of Onboarding, version 1.").first().waitFor();
    // The newest run stands open.
    await noor.getByText("age is less than 18", { exact: false }).first().waitFor();
  });
});
