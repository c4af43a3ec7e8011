import type { Page } from "playwright";
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

/** Drops files on the page as from a file manager. */
export async function drop(page: Page, files: readonly TestFile[]): Promise<void> {
  const items = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") }));
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, items);
  const target = page.getByRole("heading", { level: 1 });
  for (const type of ["dragenter", "dragover"]) await target.dispatchEvent(type, { dataTransfer: data });
  await page.getByText("Drop to upload").waitFor();
  await target.dispatchEvent("drop", { dataTransfer: data });
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
