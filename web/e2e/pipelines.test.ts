import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newVisitor, openBrowser, type Visitor } from "./browser.ts";
import { orders } from "./files.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";
import { lookAt } from "./look.ts";
import { createTenant, signUp, uploadAndOpen } from "./people.ts";

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

const condition = "size(ir.detect.findings) > 1000";
const nodeOf = (page: Page, key: string) => page.locator(`.react-flow__node[data-id=${key}]`);
const problems = (page: Page) => page.getByRole("region", { name: "Problems" });

async function openEditor(page: Page): Promise<void> {
  await page.goto("/pipelines/dataset_insight/edit");
  await nodeOf(page, "write").waitFor();
}

/** The run of the only dataset, once it has ended. */
async function runAgain(page: Page): Promise<void> {
  await page.goto("/runs");
  await page.getByRole("link", { name: "orders.csv" }).first().click();
  await page.getByRole("button", { name: "Run again" }).click();
  await page.getByRole("button", { name: "Cancel run" }).waitFor();
  await page.getByRole("button", { name: "Run again" }).waitFor({ timeout: 40_000 });
}

test("an owner gives a node a condition without a pointer, is told what is wrong as they type, and activates it", async () => {
  const { page } = ada;
  const upload = await ada.context.newPage();
  await uploadAndOpen(upload, orders("orders.csv"));
  await upload.close();

  await page.goto("/pipelines");
  await page.getByRole("link", { name: "Dataset insight" }).click();
  await page.getByText("the built-in version is active").waitFor();
  await page.getByRole("button", { name: "Make it your own" }).click();
  await page.getByText("Version 1, draft").waitFor();
  await nodeOf(page, "write").focus();
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Condition");
  await field.focus();
  await page.keyboard.type("size(ir.publish.x) > ");
  await nodeOf(page, "write").getByText("1 fault").waitFor();
  expect(await page.getByRole("button", { name: "Activate" }).isDisabled()).toBe(true);
  await field.fill("size(ir.publish.x) > 1000");
  await problems(page)
    .getByText(/publish does not come before write/)
    .waitFor();
  await field.fill(condition);
  await problems(page).getByText("No problems").waitFor();

  await page.getByLabel("Note").fill("Words only when there is much to say");
  await page.keyboard.press("Control+s");
  await page.getByText("Saved as version 1, a draft.").waitFor();
  await page.getByRole("button", { name: "Activate" }).click();
  const question = page.getByRole("alertdialog", { name: "Activate version 1?" });
  await question.getByText("Write").waitFor();
  await question.getByText(condition).waitFor();
  await question.getByRole("button", { name: "Activate" }).click();
  await page.getByText("Runs use version 1 from now on.").waitFor();

  await page.goto("/pipelines/dataset_insight");
  const version = page.getByRole("list", { name: "Versions" }).getByRole("button", { name: /Version 1/ });
  await expect.poll(() => version.innerText()).toContain("Ada Lovelace");
  expect(await version.innerText()).toMatch(/Active.*Words only when there is much to say/s);
});

test("a run follows the new version: the node is skipped, and the graph and the list say why", async () => {
  const { page } = ada;
  await runAgain(page);
  await nodeOf(page, "write")
    .getByText(/Skipped: Its condition is false/)
    .waitFor();
  await page.getByRole("button", { name: "List", exact: true }).click();
  const row = page.getByRole("region", { name: "Steps" }).getByRole("listitem").filter({ hasText: "Write" });
  await row.getByText(`Its condition is false: ${condition}`).waitFor();
  await row.getByRole("button", { name: "Write" }).click();
  const step = page.getByRole("region", { name: "Step Write" });
  await step.getByText("It was skipped, so it has no result.").waitFor();
  await step.getByRole("tab", { name: "Policies" }).click();
  await step.getByText(condition, { exact: true }).waitFor();
});

test("a person mends a result: faults show on their lines, a new run takes it, and both can be compared", async () => {
  const { page } = ada;
  await page.getByRole("region", { name: "Steps" }).getByRole("button", { name: "Detect" }).click();
  const step = page.getByRole("region", { name: "Step Detect" });
  await step.getByRole("tree", { name: "Result" }).getByText("findings").waitFor();
  await step.getByRole("button", { name: "Edit result and re-run" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit the result of detect" });
  const text = dialog.getByRole("textbox", { name: "Result" });
  await text.waitFor();
  /** Replaces what stands behind `"tests":`. */
  const type = async (value: string): Promise<void> => {
    await text.evaluate((area) => {
      if (!(area instanceof HTMLTextAreaElement)) return;
      const start = area.value.indexOf('"tests":') + 8;
      area.focus();
      area.setSelectionRange(start, start + area.value.slice(start).search(/[,\n]/));
    });
    await page.keyboard.type(value);
  };
  await type(' "many"');
  const fault = dialog.getByRole("list", { name: "Faults in Result" }).getByRole("button");
  await fault.filter({ hasText: "/tests" }).waitFor();
  expect(await fault.innerText()).toMatch(/^line \d+/);
  expect(await dialog.getByRole("button", { name: "Save and re-run" }).isDisabled()).toBe(true);
  await type(" 4711");
  await dialog.getByRole("button", { name: "Save and re-run" }).click();

  await page.getByText(/edited at detect of/).waitFor();
  await page.getByRole("button", { name: "Run again" }).waitFor();
  const reused = page.getByRole("region", { name: "Steps" }).getByRole("listitem").filter({ hasText: "Parse" });
  await reused.getByText("Taken over from the earlier run").waitFor();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Compare with another run" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Compare" }).click();
  await page.getByRole("heading", { level: 1, name: "Compare runs" }).waitFor();
  const detect = page.getByRole("region", { name: "Steps" }).getByRole("listitem").filter({ hasText: "Detect" });
  await detect.getByText("1 difference").waitFor();
  await detect.getByRole("button", { name: "Show" }).click();
  await detect.getByText("4711").waitFor();
});

test("a run is replayed with the built-in pipeline while another is active; without models there is none to choose", async () => {
  const { page } = ada;
  await page.goto("/runs");
  await page.getByRole("link", { name: "orders.csv" }).first().click();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Replay" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay this run" });
  await dialog.getByRole("combobox", { name: "Pipeline" }).click();
  await page.getByRole("option", { name: "The active one" }).getByText("now version 1").waitFor();
  await page.getByRole("option", { name: "The built-in one" }).click();
  expect(await dialog.getByRole("combobox").count()).toBe(1);
  await dialog.getByRole("button", { name: "Replay" }).click();
  await page.getByText(/^replay of/).waitFor();
  await nodeOf(page, "write").getByText("insights in words").waitFor();
  expect(await page.getByRole("heading", { name: "Model calls" }).count()).toBe(0);
});

test("steps are dragged in, connected and taken out, and every act can be undone", async () => {
  const { page } = ada;
  await openEditor(page);
  const count = () => page.locator(".react-flow__node").count();
  expect(await count()).toBe(6);
  await page
    .getByRole("complementary", { name: "Catalogue" })
    .getByRole("button", { name: /Add dataset\.detect@1/ })
    .dragTo(page.getByLabel("Graph of Dataset insight"), { targetPosition: { x: 90, y: 500 } });
  await nodeOf(page, "detect_2").waitFor();
  // Only one node gives what it reads, so it waits for that one from the start.
  expect(await page.getByRole("checkbox", { name: /Profile/ }).isChecked()).toBe(true);
  expect(await page.getByRole("checkbox", { name: /Publish/ }).isEnabled()).toBe(true);

  const links = () => page.locator(".react-flow__edge").count();
  const before = await links();
  await nodeOf(page, "verify")
    .locator(".react-flow__handle.source")
    .dragTo(nodeOf(page, "detect_2").locator(".react-flow__handle.target"));
  await expect.poll(links).toBe(before + 1);
  await nodeOf(page, "detect_2").focus();
  await page.keyboard.press("Delete");
  await expect.poll(count).toBe(6);
  for (const expected of [7, 7, 6]) {
    await page.keyboard.press("Control+z");
    await expect.poll(count).toBe(expected);
  }
  expect(await page.getByRole("button", { name: "Undo" }).isDisabled()).toBe(true);
  expect(await page.getByRole("button", { name: "Save draft" }).isDisabled()).toBe(true);
});

test("what is not saved is not left behind unasked, and two who save at once both keep their work until they decide", async () => {
  const { page } = ada;
  await openEditor(page);
  const other = await ada.context.newPage();
  await openEditor(other);
  const retry = async (of: Page, times: string): Promise<void> => {
    await nodeOf(of, "verify").click();
    await of.getByRole("textbox", { name: "Retries" }).fill(times);
  };
  await retry(other, "2");
  await other.getByRole("button", { name: "Save draft" }).click();
  await other.getByText("Saved as version 2, a draft.").waitFor();

  await retry(page, "5");
  await page.getByRole("link", { name: "Runs", exact: true }).first().click();
  const leave = page.getByRole("alertdialog", { name: "Leave without saving?" });
  await leave.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("button", { name: "Save draft" }).click();
  const conflict = page.getByRole("dialog", { name: "The draft has changed meanwhile" });
  expect(await conflict.getByRole("definition").innerText()).toMatch(/2.*5/s);
  await conflict.getByRole("button", { name: "Save mine over it" }).click();
  await conflict.waitFor({ state: "detached" });
  expect(await page.getByRole("textbox", { name: "Retries" }).inputValue()).toBe("5");

  await retry(other, "3");
  await other.getByRole("button", { name: "Save draft" }).click();
  await other.getByRole("button", { name: "Load theirs, drop mine" }).click();
  await nodeOf(other, "verify").click();
  expect(await other.getByRole("textbox", { name: "Retries" }).inputValue()).toBe("5");
  await other.close();
});

test("a step stays where it was dragged, once that is saved, until all are arranged anew", async () => {
  const { page } = ada;
  await openEditor(page);
  const undo = page.getByRole("button", { name: "Undo" });
  const node = nodeOf(page, "verify");
  const place = () => node.evaluate(({ style }) => style.transform);
  await node.click();
  expect(await undo.isDisabled()).toBe(true);
  const laidOut = await place();
  const box = await node.boundingBox();
  if (!box) throw new Error("the step is not on the screen");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 20, { steps: 5 });
  await page.mouse.up();
  const dragged = await place();
  expect(dragged).not.toBe(laidOut);
  await page.keyboard.press("Control+z");
  await expect.poll(place).toBe(laidOut);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(place).toBe(dragged);
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("a draft.").waitFor();

  await openEditor(page);
  expect(await place()).toBe(dragged);
  await page.getByRole("button", { name: "Arrange" }).click();
  await expect.poll(place).toBe(laidOut);
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("a draft.").waitFor();
});

test("rolling back makes runs use what was active before", async () => {
  const { page } = ada;
  await page.goto("/pipelines/dataset_insight");
  await page.getByRole("button", { name: "Roll back" }).click();
  const question = page.getByRole("alertdialog", { name: "Roll back to the built-in version?" });
  await question.getByText(condition).waitFor();
  await question.getByRole("button", { name: "Roll back to" }).click();
  await page.getByText("the built-in version is active").waitFor();
});

test("many runs are counted before they are replayed", async () => {
  const { page } = ada;
  await page.goto("/monitoring?tab=runs&range=1d");
  const table = page.getByRole("table", { name: "Runs" });
  await table.getByRole("link", { name: "orders.csv" }).first().waitFor();
  const there = (await table.getByRole("row").count()) - 1;
  await page.getByRole("button", { name: "Replay runs" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay runs" });
  await dialog.getByText(`${there} runs to replay`).waitFor();
  await dialog.getByRole("button", { name: `Replay ${there} runs` }).click();
  await page.getByText(`${there} runs replayed.`).waitFor();
  await expect.poll(async () => (await table.getByRole("row").count()) - 1).toBe(2 * there);
});

test("pipelines, runs and monitoring are accessible, in both themes and three widths", async () => {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-pipelines-"));
  const { page } = ada;
  const faults: string[] = [];
  await page.goto("/runs");
  await page.getByRole("link", { name: "orders.csv" }).last().click();
  await nodeOf(page, "detect").click();
  await page.getByRole("tree", { name: "Result" }).waitFor();
  faults.push(...(await lookAt(page, "run-graph", directory)));
  const looks: [path: string, ready: () => Promise<unknown>][] = [
    ["/pipelines", () => page.getByRole("link", { name: "Dataset insight" }).waitFor()],
    ["/pipelines/dataset_insight", () => nodeOf(page, "write").waitFor()],
    ["/pipelines/dataset_insight/edit", () => nodeOf(page, "write").click()],
    ["/monitoring", () => page.locator("canvas").nth(2).waitFor()],
    ["/monitoring?tab=steps", () => page.getByRole("button", { name: "dataset.detect@1" }).click()],
    ["/monitoring?tab=metrics", () => page.getByText("Nothing was measured in this time").waitFor()],
    ["/monitoring?tab=tests", () => page.getByRole("combobox", { name: "Outcome" }).waitFor()],
  ];
  for (const [path, ready] of looks) {
    await page.goto(path);
    await ready();
    faults.push(...(await lookAt(page, path.slice(1).replaceAll(/\W+/g, "-"), directory)));
  }
  expect(faults, `pictures are in ${directory}`).toEqual([]);
  expect(ada.complaints).toEqual([]);
  await rm(directory, { recursive: true, force: true });
});
