import { Health } from "@plumbline/contracts";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiClient } from "../local/api-client.ts";
import { type Stack, startStack } from "../local/stack.ts";

let stack: Stack;
const trouble: string[] = [];
beforeAll(async () => {
  stack = await startStack({
    dataDir: undefined,
    port: 0,
    databaseUrl: undefined,
    env: {},
    log: (message) => trouble.push(message),
    onLine: () => {},
  });
});
afterAll(() => stack.stop());

const alive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};
const health = async () => {
  const response = await fetch(`${stack.apiUrl}/v1/health`).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  return Health.safeParse(body).data;
};

test("health says that database, queue and worker are well", async () => {
  await expect.poll(async () => (await health())?.ok).toBe(true);
});

test("a file uploaded through the public API ends in verified insights", async () => {
  const client = await ApiClient.signIn(stack, "one@example.com", "a-long-password");
  await client.useTenant("one", "One");
  const rows = Array.from(
    { length: 120 },
    (_, i) => `2024-01-01,${i % 2 ? "north" : "south"},${i % 2 ? 10 + (i % 5) : 100 + (i % 7)}`,
  );
  const { dataset, run } = await client.upload(new Blob([`day,region,sales\n${rows.join("\n")}\n`]), "sales.csv");
  const ended = await client.follow(run.id, () => {});
  expect([ended.status, ended.failure]).toEqual(["succeeded", null]);
  const insights = await client.insights(dataset.id);
  expect(insights.length).toBeGreaterThan(0);
  expect(insights.every((insight) => insight.verified && insight.advisory)).toBe(true);
  const again = await client.upload(new Blob([`day,region,sales\n${rows.join("\n")}\n`]), "copy.csv");
  expect([again.deduplicated, again.dataset.id, again.run.id]).toEqual([true, dataset.id, run.id]);
});

test("the auth server's own paths are not reachable, only auth and REST are", async () => {
  for (const path of [
    "/_system/config",
    "/_system/introspect",
    "/auth/v1/../../_system/config",
    "/auth/v1/..%2f..%2f_system/config",
  ]) {
    const text = await (await fetch(`${stack.url}${path}`)).text();
    expect(text).not.toMatch(/postgres(ql)?:\/\//);
  }
});

test("after sign-up and REST calls nobody holds a grant that no migration gave", async () => {
  const client = createClient(stack.url, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data } = await client.auth.signUp({ email: "grants@example.com", password: "a-long-password" });
  expect(data.session).not.toBeNull();
  expect((await client.from("members").select("*")).data).toEqual([]);
  const promoted = await client
    .from("members")
    .insert({ tenant_id: crypto.randomUUID(), user_id: data.user?.id, role: "owner", status: "active" });
  expect(promoted.error?.code).toBe("42501");
  const wiped = await client.from("insights").delete().neq("title", "");
  expect(wiped.error?.code).toBe("42501");
});

test("sign-in attempts are limited, and a limited e-mail does not hinder another", async () => {
  const client = createClient(stack.url, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const statuses: (number | undefined)[] = [];
  for (let i = 0; i < 12; i++) {
    statuses.push(
      (await client.auth.signInWithPassword({ email: "guessed@example.com", password: `wrong-${i}` })).error?.status,
    );
  }
  expect(new Set(statuses.slice(0, 10))).toEqual(new Set([400]));
  expect(statuses.slice(10)).toEqual([429, 429]);
  const other = await client.auth.signInWithPassword({ email: "one@example.com", password: "a-long-password" });
  expect(other.error).toBeNull();
});

test.each(["worker", "edge", "gateway"])("a killed %s is started again, and said so", async (name) => {
  const before = stack.pids()[name];
  if (before === undefined) throw new Error(`no ${name}`);
  process.kill(before, "SIGKILL");
  await expect
    .poll(() => trouble.filter((line) => line.startsWith(name)).at(-1), { timeout: 30_000 })
    .toBe(`${name} is back`);
  expect(stack.pids()[name]).not.toBe(before);
  await expect.poll(async () => (await health())?.ok, { timeout: 20_000 }).toBe(true);
});

test("stopping leaves no process", async () => {
  const pids = Object.values(stack.pids());
  expect(pids.every(alive)).toBe(true);
  await stack.stop();
  expect(pids.filter(alive)).toEqual([]);
});
