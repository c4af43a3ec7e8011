import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { onTestFinished } from "vitest";
import type { TestFile } from "./files.ts";

export interface Person {
  name: string;
  email: string;
}

export const password = "correct-horse-battery";

/** Signs up in the portal; ends on the page for those who are in no tenant yet. */
export async function signUp(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/welcome");
}

/** Creates a tenant and ends on its overview. */
export async function createTenant(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create tenant" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Drops files on the page as from a file manager; each is known to the browser by its path. */
export async function drop(page: Page, files: readonly TestFile[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-drop-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const paths = files.map(({ name }) => join(directory, name));
  await Promise.all(files.map(({ buffer }, at) => writeFile(paths[at] ?? "", buffer)));
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    if (type === "drop") await page.getByText("Drop to upload").waitFor();
    await devtools.send("Input.dispatchDragEvent", { type, x: 700, y: 700, data });
  }
  await page.getByRole("region", { name: "Uploads" }).waitFor();
  await devtools.detach();
}

/** Uploads a file through the page and opens its dataset once it is ready. */
export async function uploadAndOpen(page: Page, file: TestFile): Promise<void> {
  await page.goto("/datasets");
  await page.locator("input[type=file]").setInputFiles(file);
  const uploads = page.getByRole("region", { name: "Uploads" });
  await uploads.getByText("Ready.").waitFor();
  await uploads.getByRole("link", { name: "Open it" }).click();
  await page.getByRole("heading", { level: 1, name: file.name }).waitFor();
  await page.locator("[data-insight]").first().waitFor();
}
