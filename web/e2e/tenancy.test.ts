import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newVisitor, openBrowser, type Visitor } from "./browser.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";
import { lookAt } from "./look.ts";
import { createTenant, type Person, password, signUp } from "./people.ts";

let stack: LocalStack;
let browser: Browser;
let ada: Visitor;
const grace: Person = { name: "Grace Hopper", email: "grace@example.com" };

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

/** Follows an invitation as somebody who has no account yet, and comes back to it. */
async function followAsNewcomer(page: Page, link: string, person: Person): Promise<void> {
  await page.goto(link);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/invite");
}

describe("an invitation", () => {
  let link = "";

  test("its link is shown once, and says nothing to a server's log", async () => {
    const { page } = ada;
    await page.goto("/members");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const form = page.getByRole("dialog", { name: "Invite somebody to Northwind Tooling" });
    await form.getByLabel("Email").fill(grace.email);
    await form.getByLabel("Role").click();
    await page.getByRole("option", { name: /Editor/ }).click();
    await form.getByRole("button", { name: "Invite" }).click();
    const shown = page.getByRole("dialog", { name: `Send this link to ${grace.email}` });
    link = await shown.getByText(`${stack.url}/invite`).innerText();
    expect(new URL(link).pathname).toBe("/invite");
    expect(new URL(link).hash).toMatch(/^#pli_[A-Za-z0-9_-]{43}$/);
    await shown.getByRole("button", { name: "Done" }).click();
    await page.getByRole("row", { name: /grace@example\.com.*Editor.*Open/ }).waitFor();
    expect(await page.content()).not.toContain(new URL(link).hash);
  });

  test("whoever it does not name is told so, and does not get in", async () => {
    const eve = await newVisitor(browser, stack.url);
    await followAsNewcomer(eve.page, link, { name: "Eve", email: "eve@example.com" });
    await eve.page.getByRole("heading", { name: "This invitation is for another address" }).waitFor();
    expect(await eve.page.getByRole("button", { name: /^Join/ }).count()).toBe(0);
    expect(eve.complaints).toEqual([]);
    await eve.context.close();
  });

  test("whoever it names signs up, comes back to it, and is in with its role", async () => {
    const visitor = await newVisitor(browser, stack.url);
    const { page } = visitor;
    await followAsNewcomer(page, link, grace);
    await page.getByText("Editor · reads, uploads and runs").waitFor();
    await page.getByRole("button", { name: "Join Northwind Tooling" }).click();
    await page.getByRole("heading", { level: 1, name: "Northwind Tooling" }).waitFor();
    await page.getByRole("link", { name: "Upload a dataset" }).first().waitFor();

    await page.goto(link);
    await page.getByRole("heading", { name: "This invitation is not valid" }).waitFor();
    await page.goto("/settings/api-keys");
    await page.getByText("Only owners of Northwind Tooling see and make keys.").waitFor();
    expect(await page.getByRole("button", { name: "Create key" }).count()).toBe(0);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByText("Only owners of Northwind Tooling read the log.").waitFor();
    await page.getByRole("link", { name: "Features" }).click();
    await page.getByText("Only owners of Northwind Tooling switch features.").waitFor();
    expect(await page.getByRole("radio").count()).toBe(0);
    await page.getByRole("link", { name: "Access" }).click();
    await page.getByText("Only owners of Northwind Tooling change these.").waitFor();
    expect(await page.getByLabel("API key max days").isDisabled()).toBe(true);
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();

    await ada.page.reload();
    await ada.page.getByRole("row", { name: /Grace Hopper/ }).waitFor();
    expect(await ada.page.getByRole("heading", { name: "Open invitations" }).count()).toBe(0);
  });
});

test("a key is shown once, works as a program sends it, and is refused once it is revoked", async () => {
  const { page } = ada;
  await page.goto("/settings/api-keys?create=true");
  const form = page.getByRole("dialog", { name: "Create an API key" });
  await form.getByLabel("Name").fill("Nightly import");
  await form.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByRole("dialog", { name: "The key of Nightly import" });
  const command = await shown.getByText(/^curl /).innerText();
  const [, secret = "", url = ""] = /Bearer (pl_[A-Za-z0-9_-]{43})" "([^"]+)"/.exec(command) ?? [];
  const call = (): Promise<number> =>
    fetch(url, { headers: { authorization: `Bearer ${secret}` } }).then(({ status }) => status);
  expect(await call()).toBe(200);
  await page.keyboard.press("Escape");
  expect(await shown.getByRole("button", { name: "Done" }).isDisabled()).toBe(true);
  await shown.getByLabel("I have stored it").check();
  await shown.getByRole("button", { name: "Done" }).click();
  expect(await page.content()).not.toContain(secret);

  const row = page.getByRole("row", { name: /Nightly import/ });
  await row.getByRole("button", { name: /^Actions for Nightly import/ }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  await page.getByRole("button", { name: "Make the new key" }).click();
  const next = page.getByRole("dialog", { name: "The key of Nightly import" });
  await next.getByLabel("I have stored it").check();
  await next.getByRole("button", { name: "Done" }).click();
  // Both work until the overlap is over.
  const old = page.getByRole("row", { name: /Nightly import.*Rotated/ });
  await old.waitFor();
  expect(await call()).toBe(200);

  await old.getByRole("button", { name: /^Actions for Nightly import/ }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  const question = page.getByRole("alertdialog", { name: "Revoke Nightly import?" });
  expect(await question.getByRole("button", { name: "Revoke" }).isDisabled()).toBe(true);
  await question.getByLabel(/Type/).fill("Nightly import");
  await question.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("row", { name: /Nightly import.*Revoked/ }).waitFor();
  expect(await call()).toBe(401);

  await page.goto("/members");
  await page
    .getByRole("table", { name: "Services" })
    .getByRole("row", { name: /Nightly import/ })
    .waitFor();
});

test("who saves settings that somebody else changed meanwhile sees what and by whom, and decides", async () => {
  const { page } = ada;
  const window = await newVisitor(browser, stack.url, { as: ada });
  const second = window.page;
  await Promise.all([page.goto("/settings/insights"), second.goto("/settings/insights")]);
  const limit = (at: Page) => at.getByLabel("Max insights");
  const initial = await limit(page).inputValue();
  await limit(page).fill("25");
  await limit(second).fill("10");
  await second.getByLabel("Use language model").click();
  await second.getByRole("button", { name: "Save" }).click();
  await second.getByText("Saved as version 1.").waitFor();

  await page.getByRole("button", { name: "Save" }).click();
  const conflict = page.getByRole("alert", { name: "Changed meanwhile" });
  await conflict.getByText(/^Ada Lovelace saved version 1/).waitFor();
  await conflict.getByRole("row", { name: `Max insights ${initial} 10 25` }).waitFor();
  await conflict.getByRole("row", { name: "Use language model on off not changed" }).waitFor();
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await page.getByText("Saved as version 2.").waitFor();
  expect(await limit(page).inputValue()).toBe("25");
  expect(await page.getByLabel("Use language model").getAttribute("aria-checked")).toBe("false");

  // Unsaved changes are not lost by a click.
  await limit(page).fill("30");
  await page.getByRole("link", { name: "Access" }).click();
  const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("link", { name: "Access" }).click();
  await question.getByRole("button", { name: "Leave" }).click();
  await page.getByLabel("API key max days").waitFor();
  await page.goBack();
  await expect.poll(() => limit(page).inputValue()).toBe("25");

  await page.getByRole("button", { name: "Roll back to version 0" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Roll back" }).click();
  await page.getByText(/rolled back to version 0/).waitFor();
  await expect.poll(() => limit(page).inputValue()).toBe(initial);
  await window.context.close();
});

test("a feature that is switched off takes its pages along, and brings them back", async () => {
  const { page } = ada;
  await page.goto("/settings/features");
  const choice = page.getByRole("radiogroup", { name: "copilot.dataset in this tenant" });
  await choice.getByRole("radio", { name: "Off" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Switch off" }).click();
  const rail = page.getByRole("navigation", { name: "Sections" });
  await rail.getByRole("link", { name: "Datasets" }).waitFor({ state: "detached" });
  await page.goto("/datasets");
  await page.getByRole("heading", { level: 1, name: "This is switched off here" }).waitFor();
  await page.goto("/");
  await page.getByRole("heading", { level: 1, name: "Northwind Tooling" }).waitFor();
  await page.goto("/settings/features");
  await choice.getByRole("radio", { name: "Default" }).click();
  await rail.getByRole("link", { name: "Datasets" }).click();
  await page.getByText("No dataset here yet").waitFor();
});

test("the log has all of it, tells one thing from another, and verifies", async () => {
  const { page } = ada;
  await page.goto("/settings/audit");
  const table = page.getByRole("table", { name: "Audit log" });
  for (const action of [
    "tenant.created",
    "invitation.created",
    "member.created",
    "api_key.created",
    "settings.updated",
    "settings.rolled_back",
    "feature.created",
    "feature.deleted",
  ])
    await table.getByRole("button", { name: action }).first().waitFor();
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "settings.updated" }).click();
  await page.waitForURL(/action=settings\.updated/);
  await table.getByRole("button", { name: "feature.created" }).waitFor({ state: "detached" });
  expect(await table.getByRole("row").count()).toBe(3);
  await table.getByRole("button", { name: "settings.updated" }).first().click();
  const entry = page.getByRole("dialog", { name: /^Entry \d+/ });
  await entry.getByText("Ada Lovelace").first().waitFor();
  expect(await entry.innerText()).toMatch(/max_insights\s+was\s+10 →\s+is now\s+25/);
  expect(await entry.innerText()).toMatch(/Hash\s+[0-9a-f]{64}/);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Verify chain" }).click();
  await page.getByText(/^The chain holds: \d+ entries/).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /^CSV/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^northwind-tooling-audit-.*\.csv$/);
});

test("a page that is told to wait says how long, and goes on by itself", async () => {
  const { page } = ada;
  const problem = {
    type: "about:blank",
    title: "",
    status: 429,
    detail: "Too many.",
    code: "rate_limited",
    request_id: "1",
  };
  await page.route(
    "**/v1/audit?*",
    (route) => route.fulfill({ status: 429, headers: { "retry-after": "1" }, json: problem }),
    {
      times: 1,
    },
  );
  await page.goto("/settings/audit");
  await page.getByText("Try again in 1 s.").waitFor();
  await page.getByRole("table", { name: "Audit log" }).getByRole("button", { name: "tenant.created" }).waitFor();
  await page.getByText("Try again in").waitFor({ state: "detached" });
});

test("the pages of tenancy are accessible, in both themes and three widths", async () => {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-looks-"));
  const faults: string[] = [];
  const look = async (paths: readonly string[]): Promise<void> => {
    const { page, context } = await newVisitor(browser, stack.url, { as: ada });
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const loading = page.locator("main [aria-busy=true], main .animate-pulse");
      await expect.poll(() => loading.count(), { timeout: 10_000 }).toBe(0);
      faults.push(...(await lookAt(page, path.slice(1).replaceAll(/\W/g, "-"), directory)));
    }
    await context.close();
  };
  await Promise.all([
    look(["/members", "/settings/access"]),
    look(["/settings/api-keys", "/settings/features"]),
    look(["/settings/audit", `/invite#pli_${"a".repeat(43)}`]),
  ]);
  expect(faults, `pictures are in ${directory}`).toEqual([]);
  expect(ada.complaints).toEqual([]);
  await rm(directory, { recursive: true, force: true });
});
