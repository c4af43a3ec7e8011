import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";

const places = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A headless Chromium that talks to loopback only: CHROMIUM_PATH, or where Debian and others put it. */
export function openBrowser(): Promise<Browser> {
  const executablePath = places.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("No Chromium: install one, or name it in CHROMIUM_PATH");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
  return chromium.launch({
    executablePath,
    args: [...args, "--disable-background-networking", "--disable-component-update"],
  });
}

/** A page of its own profile, and what its console complained about. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  complaints: string[];
}

interface VisitorOptions {
  width?: number;
  height?: number;
  /** Somebody who is signed in already: the same person in another window. A second tab would be slowed down. */
  as?: Visitor;
}

/** Somebody new at `baseURL`: nothing is remembered, nothing is shared with other visitors. */
export async function newVisitor(browser: Browser, baseURL: string, options: VisitorOptions = {}): Promise<Visitor> {
  const { width = 1440, height = 900, as } = options;
  const context = await browser.newContext({
    baseURL,
    ...(as && { storageState: await as.context.storageState() }),
    viewport: { width, height },
    colorScheme: "light",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
  page.on("console", (message) => {
    // A refused request is reported by the browser itself, and shown by the page where it matters.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return { page, context, complaints };
}
