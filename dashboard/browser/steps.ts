// What people do in the dashboard, found by role and label as they find it.
import type { Page } from "playwright-core";
import type { Person, Server } from "./harness.ts";

/** The first start: the one-time code makes the first administrator. */
export async function firstStart(page: Page, server: Server, person: Person): Promise<void> {
  await page.goto("/");
  await page.getByLabel("One-time code").fill(server.setupCode);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.getByRole("heading", { level: 1, name: "Welcome" }).waitFor();
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
}

/** Goes to a section by the main navigation. */
export async function open(page: Page, section: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: section }).click();
  await page.getByRole("heading", { level: 1, name: section }).waitFor();
}

/** Invites a teammate under Team and gives the link. */
export async function invite(page: Page, email: string, role: string): Promise<string> {
  await open(page, "Team");
  await page.getByRole("link", { name: "Invite member" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("radio", { name: role }).check();
  await page.getByRole("button", { name: "Create invitation" }).click();
  await page.getByRole("heading", { level: 1, name: "The invitation is ready" }).waitFor();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await page.getByRole("link", { name: "I have handed it over" }).click();
  return link;
}

/** Opens an invitation, chooses name and password, and is inside. */
export async function join(page: Page, link: string, person: Person): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByRole("textbox", { name: "Choose a password" }).fill(person.password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

/** A teammate is invited under Team and joins in a window of their own, which closes again. */
export async function addMember(page: Page, person: Person, role: string): Promise<void> {
  const link = await invite(page, person.email, role);
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error("this page belongs to no browser");
  await join(await context.newPage(), link, person);
  await context.close();
  await page.reload();
  await page.getByRole("cell", { name: person.email }).waitFor();
}

/** Adds a list and its items, one by one. */
export async function addList(
  page: Page,
  list: { name: string; type: string; items: readonly string[] },
): Promise<void> {
  await open(page, "Lists");
  await page.getByRole("link", { name: "Add new list" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill(list.name);
  await page.getByRole("radio", { name: list.type }).check();
  await page.getByRole("button", { name: "Create list" }).click();
  await page.getByRole("heading", { level: 1, name: list.name }).waitFor();
  for (const item of list.items) {
    await page.getByRole("textbox", { name: "Value" }).fill(item);
    await page.getByRole("button", { name: "Add item" }).click();
    await page.getByRole("cell", { name: item, exact: true }).waitFor();
  }
}

/** The card of a route, by its name. */
export function routeCard(page: Page, name: string) {
  return page.getByRole("article").filter({ has: page.getByRole("heading", { level: 3, name }) });
}

/** Adds a route and names it; its fields are open. */
export async function addRoute(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /^Add (route|the first route)$/ }).click();
  await page.getByRole("textbox", { name: "Route name" }).last().fill(name);
  await routeCard(page, name).waitFor();
}

/** Types into the type-ahead of a route and takes the first suggestion. */
export async function addCondition(page: Page, route: string, typed: string): Promise<void> {
  const picker = routeCard(page, route).getByRole("combobox", { name: "Add condition" });
  await picker.first().fill(typed);
  // Choosers of the browser's own have options too, hidden ones.
  const found = page.getByRole("listbox", { name: "Add condition" }).getByRole("option");
  await found.first().waitFor();
  await picker.first().press("Enter");
}

export async function chooseAction(page: Page, route: string, action: string): Promise<void> {
  await routeCard(page, route).getByRole("combobox", { name: "Action" }).selectOption(action);
}

/** Waits until the editor says that everything is kept. */
export async function saved(page: Page): Promise<void> {
  await page.getByText(/^Saved \d/).waitFor();
}
