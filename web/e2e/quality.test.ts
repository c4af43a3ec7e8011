import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newVisitor, openBrowser, type Visitor } from "./browser.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";
import { lookAt } from "./look.ts";
import { createTenant, password, signUp } from "./people.ts";

let stack: LocalStack;
let browser: Browser;
let ada: Visitor;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startLocalStack(), openBrowser()]);
  ada = await newVisitor(browser, stack.url);
  await signUp(ada.page, { name: "Ada Lovelace", email: "ada@example.com" });
  await createTenant(ada.page, "Northwind Tooling");
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const editor = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const versions = (page: Page) => page.getByRole("list", { name: "Versions" });
const write = (page: Page, name: string, value: unknown) => editor(page, name).fill(JSON.stringify(value, null, 2));

const lenient = { type: "object", properties: { findings: { type: "array" } }, required: ["findings"] };
const strict = { ...lenient, required: ["findings", "reviewed"] };

test("an owner writes a schema, a version that breaks it is refused until that is wanted, and both are told apart", async () => {
  const { page } = ada;
  await page.goto("/ir-schemas?source=tenant");
  await page.getByText("No schema of your own yet").waitFor();
  await page.getByRole("link", { name: "Create schema" }).first().click();
  await page.getByLabel("Name").fill("Findings we rely on");
  await write(page, "Schema", { type: "objekt" });
  await page
    .getByRole("list", { name: "Faults in Schema" })
    .getByText(/allowed values/)
    .waitFor();
  expect(await page.getByRole("button", { name: "Create schema" }).isDisabled()).toBe(true);
  await write(page, "Schema", lenient);
  await page.getByRole("button", { name: "Create schema" }).click();
  await page.getByRole("heading", { level: 1, name: "Findings we rely on" }).waitFor();
  await page.getByRole("button", { name: "Activate version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Activate" }).click();
  await page.getByText("version 1 is active").waitFor();

  await page.getByRole("link", { name: "New version" }).click();
  await write(page, "Schema", strict);
  const check = page.getByRole("region", { name: "Check" });
  await check.getByText("/reviewed is required now and was not before").waitFor();
  const add = page.getByRole("button", { name: "Add version 2" });
  await check.getByText("A schema that can be used").waitFor();
  expect(await add.isDisabled()).toBe(true);
  await check.getByLabel("Add it although it breaks").check();
  await page.getByLabel("Note").fill("Somebody must have looked");
  await add.click();
  await versions(page)
    .getByRole("button", { name: /Version 2.*Somebody must have looked.*1 break/s })
    .waitFor();
  await page.getByRole("tab", { name: "Changes" }).click();
  await page.getByText("0 changed, 1 added, 0 removed").waitFor();
});

test("activating what breaks must be confirmed as such, a sample is judged as it is typed, and rolling back undoes it", async () => {
  const { page } = ada;
  await page.getByRole("button", { name: "Activate version 2" }).click();
  const question = page.getByRole("alertdialog", { name: "Activate version 2?" });
  await question.getByText("/reviewed is required now").waitFor();
  await question.getByRole("button", { name: "Activate although it breaks" }).click();
  await page.getByText("version 2 is active").waitFor();

  await page.getByRole("tab", { name: "Validate a sample" }).click();
  await write(page, "Sample", { findings: [] });
  await page.getByText("1 fault against version 2").waitFor();
  await page
    .getByRole("list", { name: "Faults in Sample" })
    .getByRole("button", { name: /line 1 Is missing\. Add reviewed\./ })
    .waitFor();
  await versions(page)
    .getByRole("button", { name: /Version 1/ })
    .click();
  await page.getByText("Valid against version 1").waitFor();
  expect(new URL(page.url()).search).toBe("?version=1&view=sample");

  await page.getByRole("button", { name: "Roll back to version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Roll back to" }).click();
  await page.getByText("version 1 is active").waitFor();
});

test("a metric is defined, and a profile holds values against its threshold as they are entered", async () => {
  const { page } = ada;
  await page.goto("/metrics?create=true");
  const sheet = page.getByRole("dialog", { name: "Define a metric" });
  await sheet.getByLabel("Key").fill("findings_kept");
  await sheet.getByLabel("Expression").fill("size(output.");
  await sheet.getByText(/Correct the expression/).waitFor();
  await sheet.getByLabel("Expression").fill("size(output.findings)");
  await sheet.getByText("Try it").click();
  await sheet.getByLabel("What it reads").fill('{ "output": { "findings": [1, 2] } }');
  await sheet.getByRole("status").getByText("2", { exact: true }).waitFor();
  await sheet.getByRole("button", { name: "Define metric" }).click();
  await page.getByRole("table", { name: "Metric definitions" }).getByRole("link", { name: "findings_kept" }).waitFor();

  await page.getByRole("tab", { name: "Profiles" }).click();
  await page.getByRole("button", { name: "Create profile" }).last().click();
  await page.getByLabel("Key").fill("detection");
  await page.getByRole("button", { name: "Add metric" }).click();
  await page.getByRole("combobox", { name: "Metric 2" }).click();
  await page.getByRole("option", { name: /findings_kept/ }).click();
  const threshold = page.getByLabel("Threshold of findings_kept");
  await threshold.fill("value > metrics.nothing");
  await page.getByText("The profile does not measure nothing.").waitFor();
  await threshold.fill("value >= 3.0 || metrics.duration_ms < 10.0");
  await page.getByLabel("Value of findings_kept to try").fill("2");
  await page.getByText("Not passed").waitFor();
  await page.getByLabel("Value of duration_ms to try").fill("5");
  await page.getByText("Passed", { exact: true }).waitFor();
  await page.getByRole("region", { name: "New profile" }).getByRole("button", { name: "Create profile" }).click();
  await page.getByRole("region", { name: "Profile detection" }).getByText("No pipeline measures with it.").waitFor();
  expect(new URL(page.url()).search).toBe("?tab=profiles&profile=detection");

  await threshold.fill("value >= 4.0");
  await page.getByRole("link", { name: "Runs", exact: true }).first().click();
  await page.getByRole("alertdialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay" }).click();
  await page.keyboard.press("Control+s");
  await page.getByText(/detection was saved/).waitFor();
});

test("what is right is set down, corrected as the next version, and found again with what it superseded", async () => {
  const { page } = ada;
  await page.goto("/ground-truth");
  await page.getByText("Nothing is set down yet").waitFor();
  await page.getByRole("button", { name: "Set down" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Set down what is right" });
  await dialog.getByLabel("Scope").fill("dataset.column_role");
  await dialog.getByLabel("Reference").fill("orders/amount");
  await editor(page, "Value").fill('{ "role": }');
  await dialog.getByText(/A value is expected here/).waitFor();
  await write(page, "Value", { role: "measure" });
  await dialog.getByRole("button", { name: "Set down" }).click();
  await page.getByRole("heading", { level: 1, name: "orders/amount" }).waitFor();
  await page.getByRole("button", { name: "Correct it" }).click();
  await write(page, "Value", { role: "identifier" });
  await page.getByLabel("Note").fill("Seen in the dictionary");
  await page.getByRole("dialog").getByRole("button", { name: "Set down" }).click();
  const latest = versions(page).getByRole("button", { name: /Version 2/ });
  await latest.waitFor();
  expect(await latest.innerText()).toMatch(/Current.*Seen in the dictionary.*Ada Lovelace/s);
  await page.getByRole("tab", { name: "Changes" }).click();
  await page.getByText('"identifier"').waitFor();

  await page.goto("/ground-truth");
  const table = page.getByRole("table", { name: "Ground truth" });
  await table.getByRole("link", { name: "orders/amount" }).waitFor();
  await page.getByRole("radio", { name: "With superseded" }).click();
  await table.getByText("Superseded").waitFor();
  await page.getByRole("searchbox", { name: "Search scope and reference" }).fill("no such thing");
  await page.getByText("Nothing matches").waitFor();
});

test("somebody who is no owner reads all of it and is told who can change it", async () => {
  const { page: owner } = ada;
  await owner.goto("/members?invite=true");
  const form = owner.getByRole("dialog", { name: /^Invite somebody/ });
  await form.getByLabel("Email").fill("grace@example.com");
  await form.getByRole("button", { name: "Invite" }).click();
  const link = await owner.getByText(`${stack.url}/invite`).innerText();
  const grace = await newVisitor(browser, stack.url);
  const { page } = grace;
  await page.goto(link);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill("Grace Hopper");
  await page.getByLabel("Email").fill("grace@example.com");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("button", { name: "Join Northwind Tooling" }).click();
  await page.getByRole("heading", { level: 1, name: "Northwind Tooling" }).waitFor();

  const acts = page.locator("main header").getByRole("button").or(page.locator("main header a[href*=new]"));
  await page.goto("/ir-schemas");
  await page.getByRole("link", { name: "Findings we rely on" }).click();
  await page.getByText("Owners can change this").waitFor();
  expect(await acts.count()).toBe(0);
  await page.goto("/metrics?tab=profiles");
  await page.getByText("Owners can change these").waitFor();
  expect(await acts.or(page.getByRole("button", { name: /Save|Delete|Add metric/ })).count()).toBe(0);
  expect(await page.getByLabel("Threshold of findings_kept").isEditable()).toBe(false);
  await page.getByLabel("Value of findings_kept to try").fill("1");
  await page.getByText("Not passed").waitFor();
  await page.goto("/ground-truth");
  await page.getByText("Owners can set things down").waitFor();
  expect(await acts.count()).toBe(0);
  expect(grace.complaints).toEqual([]);
  await grace.context.close();
});

test("schemas, metrics and ground truth are accessible, in both themes and three widths", async () => {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-quality-"));
  const { page } = ada;
  const faults: string[] = [];
  await page.goto("/ir-schemas");
  const schema = await page.getByRole("link", { name: "Findings we rely on" }).getAttribute("href");
  const entry = "/ground-truth/entry?scope=dataset.column_role&reference=orders%2Famount";
  const look = async (at: Page, pages: readonly [string, string, (on: Page) => Promise<unknown>][]): Promise<void> => {
    for (const [name, path, ready] of pages) {
      await at.goto(path);
      await ready(at);
      await at.getByText("Loading").waitFor({ state: "detached" });
      faults.push(...(await lookAt(at, name, directory)));
    }
  };
  const second = await newVisitor(browser, stack.url, { as: ada });
  await Promise.all([
    look(page, [
      ["ir-schemas", "/ir-schemas", (on) => on.getByRole("link", { name: "Dataset parse" }).waitFor()],
      ["ir-schema-sample", `${schema}?view=sample`, (on) => editor(on, "Sample").fill("{}")],
      ["ir-schema-new", `${schema}/new-version`, (on) => write(on, "Schema", { required: ["x"] })],
    ]),
    look(second.page, [
      ["metrics", "/metrics", (on) => on.getByRole("link", { name: "findings_kept" }).waitFor()],
      ["metric", "/metrics?metric=findings_kept", (on) => on.getByText("Try it").click()],
      ["profiles", "/metrics?tab=profiles", (on) => on.getByLabel("Value of duration_ms to try").fill("2")],
      ["ground-truth", "/ground-truth?all=true", (on) => on.getByText("Superseded").first().waitFor()],
      ["ground-truth-entry", entry, (on) => on.getByRole("tree", { name: "Value" }).waitFor()],
    ]),
  ]);
  expect(faults, `pictures are in ${directory}`).toEqual([]);
  expect(ada.complaints).toEqual([]);
  expect(second.complaints).toEqual([]);
  await second.context.close();
  await rm(directory, { recursive: true, force: true });
}, 180_000);
