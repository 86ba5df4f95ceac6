// Moving about without a mouse.
import type { Page } from "playwright-core";

const MOST_STEPS = 120;

/** Presses Tab until what has the focus is called `name`. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const names: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await page.keyboard.press("Tab");
    const focused = await focusedName(page);
    if (name.test(focused)) return;
    names.push(focused);
  }
  throw new Error(`Tab did not reach ${name}, but: ${names.join(" · ")}`);
}

export function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element && "labels" in element ? (element.labels as NodeList | null)?.[0] : null;
    const name = element?.getAttribute("aria-label") ?? label?.textContent ?? element?.textContent;
    return (name ?? "").trim().slice(0, 120);
  });
}
