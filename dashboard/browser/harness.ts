// Starts the real binary on an empty folder and a real Chromium, and gives tests signed-in pages.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const BINARY =
  process.env.POINTSMAN_BINARY ?? join(import.meta.dirname, "../../target/release/pointsman");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const START_MS = 30_000;

export interface Person {
  name: string;
  email: string;
  password: string;
}

export const ADA: Person = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  password: "a long enough password",
};
export const NOOR: Person = {
  name: "Noor Haddad",
  email: "noor@example.com",
  password: "another long password",
};

/** A running server with what it printed when it started. */
export interface Server {
  url: string;
  setupCode: string;
  stop(): Promise<void>;
}

/** Starts `pointsman serve` on a folder of its own and a free port. */
export async function startServer(): Promise<Server> {
  // Nothing of the machine's own configuration may reach the server under test.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("POINTSMAN_")),
  );
  const data = mkdtempSync(join(tmpdir(), "pointsman-browser-"));
  const child = spawn(BINARY, ["serve", "--data", join(data, "data"), "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: data,
    env,
  });
  const text = await printed(child, /one-time code[^\n]*?([A-Z0-9]{5}(?:-[A-Z0-9]{5})+)/i);
  const url = text.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
  const setupCode = text.match(/\b([A-Z0-9]{5}(?:-[A-Z0-9]{5})+)\b/)?.[1];
  if (!url || !setupCode) throw new Error(`the server printed no address or code:\n${text}`);
  return {
    url,
    setupCode,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function printed(child: ChildProcess, last: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(
      () => reject(new Error(`the server did not start in ${START_MS} ms:\n${text}`)),
      START_MS,
    );
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      if (last.test(text) && /http:\/\/127\.0\.0\.1:\d+/.test(text)) {
        clearTimeout(timer);
        resolve(text);
      }
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${text}`)));
  });
}

/** Starts Debian's Chromium without any of its own traffic. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = BROWSERS.find(existsSync);
  if (!executablePath) throw new Error("no Chromium found; `make needs` installs it");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** How a page is looked at. */
export interface View {
  width: number;
  scheme: "light" | "dark";
}

export const DESKTOP: View = { width: 1440, scheme: "light" };

/** A window of its own: its cookies are its own. */
export async function openWindow(
  browser: Browser,
  server: Server,
  view: View = DESKTOP,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: view.width, height: 900 },
    colorScheme: view.scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  context.setDefaultTimeout(10_000);
  return context;
}

/** Calls the API as the person signed in to `page`, with an answer that must be good. */
export async function call<T>(
  page: Page,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const url = new URL(path, page.url());
  const response = await page.request.fetch(url.href, {
    method,
    headers: { origin: url.origin, ...headers },
    ...(body === undefined ? {} : { data: body }),
  });
  if (!response.ok()) {
    throw new Error(`${method} ${path} answered ${response.status()}: ${await response.text()}`);
  }
  return (response.status() === 204 ? undefined : await response.json()) as T;
}
