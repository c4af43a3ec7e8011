import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newVisitor, openBrowser, type Visitor } from "./browser.ts";
import { binary, noise, orders } from "./files.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";
import { lookAt } from "./look.ts";
import { createTenant, drop, password, signUp, uploadAndOpen } from "./people.ts";

let stack: LocalStack;
let browser: Browser;
let ada: Visitor;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startLocalStack(), openBrowser()]);
  ada = await newVisitor(browser, stack.url);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe("from sign-up to insights", () => {
  test("a newcomer signs up, creates a tenant and is told what to do first", async () => {
    const { page } = ada;
    await signUp(page, { name: "Ada Lovelace", email: "ada@example.com" });
    await createTenant(page, "Northwind Tooling");
    await page.getByText("No data here yet").waitFor();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("link", { name: "Upload a dataset" }).click();
    expect((await chooser).isMultiple()).toBe(true);
    await page.getByText("No dataset here yet").waitFor();
  });

  test("dropped files are uploaded, and the steps of their runs show until they are ready", async () => {
    const { page } = ada;
    await drop(page, [orders("orders.csv"), noise("noise.csv")]);
    const uploads = page.getByRole("region", { name: "Uploads" });
    await expect.poll(() => uploads.getByRole("progressbar").count()).toBeGreaterThan(0);
    await expect.poll(() => uploads.getByText("Ready.").count(), { timeout: 30_000 }).toBe(2);
    const row = page.getByRole("row", { name: /orders\.csv/ });
    await row.getByText("Ready").waitFor();
    expect(await row.innerText()).toContain("1,200");
  });

  test("the same file again is already here, and the answer leads to it", async () => {
    const { page } = ada;
    await page.locator("input[type=file]").setInputFiles(orders("again.csv"));
    const uploads = page.getByRole("region", { name: "Uploads" });
    await uploads.getByText("This file is already here as orders.csv").waitFor();
    await uploads.locator("li", { hasText: "already here" }).getByRole("link", { name: "Open it" }).click();
    await page.getByRole("heading", { level: 1, name: "orders.csv" }).waitFor();
  });

  test("a number shows its evidence on hover and brings out its chart", async () => {
    const { page } = ada;
    const number = page.locator("[data-claim]").first();
    await number.hover();
    const evidence = page.getByRole("dialog", { name: /^Evidence for/ });
    await evidence.getByText("Recomputed from 1,200 rows, equal").waitFor();
    await page.mouse.move(2, 2);
    await evidence.waitFor({ state: "detached" });

    const card = page.locator("[data-insight]", { hasText: /discount/ }).first();
    await card.locator("[data-claim]").first().hover();
    await page.locator("[data-chart][data-marked]").first().waitFor();
    await page.mouse.move(2, 2);
    await page.locator("[data-chart][data-marked]").first().waitFor({ state: "detached" });
  });

  test("a chart shows the table behind it", async () => {
    const { page } = ada;
    const chart = page.locator("[data-chart]").first();
    await chart.getByRole("button", { name: "Show table" }).click();
    await expect.poll(() => chart.getByRole("row").count()).toBeGreaterThan(5);
    await chart.getByRole("button", { name: "Show chart" }).click();
    await chart.locator("canvas").waitFor();
  });

  test("noise yields nothing, and the page says what was checked", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "Datasets", exact: true }).first().click();
    await page.getByRole("link", { name: "noise.csv" }).first().click();
    await page.getByRole("heading", { name: /Nothing stands out/ }).waitFor();
    const card = page.locator("[data-insight]");
    expect(await card.count()).toBe(1);
    expect(await card.locator("p").first().innerText()).toMatch(/\d+ tests? .*(Looked for|found nothing)/s);
  });
});

describe("when it goes wrong", () => {
  test("a file that is no table is refused with a sentence, a fix and a code", async () => {
    const { page } = ada;
    await page.goto("/datasets");
    await page.locator("input[type=file]").setInputFiles(binary("scan.csv"));
    const alert = page.getByRole("region", { name: "Uploads" }).getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/binary data.*Upload a CSV/);
    await page.getByRole("region", { name: "Uploads" }).getByRole("link", { name: "Details" }).click();
    await page.getByText("file_not_a_table").waitFor();
    await page.getByRole("button", { name: "Run again" }).waitFor();
  });

  test("the cause of a failure leads to the runs that failed so", async () => {
    const { page } = ada;
    await page.goto("/monitoring");
    await page
      .getByRole("list", { name: "Runs by cause" })
      .getByRole("button", { name: /^File not a table/ })
      .click();
    await page.getByRole("table", { name: "Runs" }).getByRole("link", { name: "scan.csv" }).waitFor();
    expect(await page.getByRole("combobox", { name: "Failure" }).innerText()).toBe("File not a table");
    expect(await page.getByRole("table", { name: "Runs" }).getByRole("link").count()).toBe(1);
  });

  test("a run that is cancelled publishes nothing", async () => {
    const { page } = ada;
    await page.goto("/datasets");
    await page.locator("input[type=file]").setInputFiles(orders("large.csv", 250_000, 3));
    const row = page.getByRole("row", { name: /large\.csv/ });
    await row.getByRole("link", { name: "large.csv" }).click();
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("heading", { name: "The run was cancelled" }).waitFor();
    await page.getByText("It published nothing.").waitFor();
    const told = page.getByRole("region", { name: "The run was cancelled" });
    await told.getByRole("button", { name: "Run again" }).waitFor();
    expect(await page.locator("[data-insight]").count()).toBe(0);
  });

  test("a dataset is renamed, and deleted only once its name is typed", async () => {
    const { page } = ada;
    await page.getByRole("button", { name: "Actions for large.csv" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    const dialog = page.getByRole("dialog", { name: "Rename the dataset" });
    await dialog.getByRole("textbox").fill("spare.csv");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("heading", { level: 1, name: "spare.csv" }).waitFor();
    await page.getByRole("button", { name: "Actions for spare.csv" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const question = page.getByRole("alertdialog");
    expect(await question.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await question.getByLabel(/Type/).fill("spare.csv");
    await question.getByRole("button", { name: "Delete" }).click();
    await page.waitForURL("**/datasets");
    await page.getByRole("link", { name: "orders.csv" }).waitFor();
    expect(await page.getByRole("link", { name: "spare.csv" }).count()).toBe(0);
  });
});

test("somebody who asks to join waits until an owner approves, and is then let in", async () => {
  const grace = await newVisitor(browser, stack.url);
  await signUp(grace.page, { name: "Grace Hopper", email: "grace@example.com" });
  await grace.page.getByLabel("Slug of the tenant").fill("northwind-tooling");
  await grace.page.getByRole("button", { name: "Ask to join" }).click();
  await grace.page.getByText(/If there is such a tenant/).waitFor();
  await grace.page.reload();
  await grace.page.getByText(/An owner of Northwind Tooling approves you/).waitFor();

  await ada.page.goto("/members");
  await ada.page.getByRole("button", { name: "Approve" }).click();
  await ada.page.getByText(/is now a member/).waitFor();

  await grace.page.getByRole("heading", { level: 1, name: "Northwind Tooling" }).waitFor();
  await grace.page.goto("/datasets");
  await grace.page.getByRole("link", { name: "orders.csv" }).waitFor();
  // Who joins is a viewer: they look, and upload nothing.
  expect(await grace.page.getByRole("button", { name: "Upload files" }).count()).toBe(0);
  expect(grace.complaints).toEqual([]);
  await grace.context.close();
});

test("the way from sign-in to evidence needs no pointer", async () => {
  const { page, context, complaints } = await newVisitor(browser, stack.url);
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.goto("/sign-in");
  await page.getByLabel("Email").focus();
  await page.keyboard.type("ada@example.com");
  await press("Tab");
  await page.keyboard.type(password);
  await press("Enter");
  await page.getByRole("heading", { level: 1, name: "Northwind Tooling" }).waitFor();
  await press("g", "d");
  await page.waitForURL("**/datasets");
  // A new page takes the focus to its top.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id), { timeout: 10_000 }).toBe("main");
  await page.getByRole("link", { name: "orders.csv", exact: true }).focus();
  await press("Enter");
  await page.locator("[data-insight]").first().waitFor();
  expect(await page.locator("[data-insight]").count()).toBeGreaterThan(1);
  await press("j", "j");
  const second = page.locator("[data-insight]").nth(1);
  expect(await second.getAttribute("aria-current")).toBe("true");
  expect(page.url()).toContain(`insight=${await second.getAttribute("data-insight")}`);
  await press("Enter");
  await page.getByRole("dialog", { name: /^Evidence for/ }).waitFor();
  await press("Escape");
  await page.getByRole("dialog", { name: /^Evidence for/ }).waitFor({ state: "detached" });
  await press("k");
  expect(await page.locator("[data-insight]").first().getAttribute("aria-current")).toBe("true");
  await press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Next insight").waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test("every page is accessible, in both themes and three widths", async () => {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-looks-"));
  const { page } = ada;
  await uploadAndOpen(page, orders("two-years.csv", 1500, 5));
  await page.locator("canvas").first().waitFor();
  const faults = await lookAt(page, "dataset", directory);
  await page.getByRole("link", { name: /^run / }).first().click();
  await page.getByRole("heading", { name: "Steps" }).waitFor();
  faults.push(...(await lookAt(page, "run", directory)));

  const look = async (at: Page, paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      await at.goto(path);
      await at.getByRole("heading", { level: 1 }).waitFor();
      const loading = at.getByRole("status").filter({ hasText: /^Loading/ });
      await expect.poll(() => loading.count(), { timeout: 10_000 }).toBe(0);
      faults.push(...(await lookAt(at, path.slice(1).replace("/", "-") || "overview", directory)));
    }
  };
  const second = await newVisitor(browser, stack.url, { as: ada });
  const guest = await newVisitor(browser, stack.url);
  await Promise.all([
    look(page, ["/", "/datasets", "/insights", "/runs"]),
    look(second.page, ["/tenants/new", "/reference"]),
    look(guest.page, ["/sign-in", "/sign-up"]),
  ]);
  await signUp(guest.page, { name: "Lin", email: "lin@example.com" });
  faults.push(...(await lookAt(guest.page, "welcome", directory)));
  await Promise.all([second.context.close(), guest.context.close()]);
  expect(faults, `pictures are in ${directory}`).toEqual([]);
  await rm(directory, { recursive: true, force: true });
});

test("signing out leaves nothing behind, and nothing on the way complained", async () => {
  const { page, complaints } = ada;
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in**");
  expect(await page.evaluate(() => localStorage.getItem("plumbline.session"))).toBeNull();
  expect(complaints).toEqual([]);
});
