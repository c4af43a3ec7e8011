import { AppError } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  createTenant,
  ownerSql,
  readRun,
  registryOf,
  requestRun,
  testWorker,
  until,
  untilAborted,
} from "./engine.fixture.ts";
import { createRegistry } from "./registry.ts";
import { backoffMs } from "./retry.ts";
import { defineStep, NotRetryable } from "./step.ts";

const sql = ownerSql();
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(() => sql.end());

const statesOf = async (id: string) =>
  Object.fromEntries((await readRun(sql, id)).steps.map((s) => [s.key, s.skip_reason ?? s.status]));

test("a node whose condition is false is skipped with the reason, and what depends on it decides for itself", async () => {
  const registry = registryOf("conditional", [
    { key: "count", run: () => ({ n: 3, list: [1, 2] }) },
    { key: "many", depends_on: ["count"], condition: "ir.count.n > 10", run: () => 1 },
    { key: "few", depends_on: ["count"], condition: "ir.count.n + 1 < 10 && input.loud", run: () => 2 },
    { key: "after", depends_on: ["many"], run: () => 3 },
    { key: "anyway", depends_on: ["many", "few"], condition: "!has(ir.many)", run: (_, input) => Object.keys(input) },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "conditional", { loud: true });
  expect(await worker.end(id)).toBe("succeeded");
  expect(await statesOf(id)).toEqual({
    count: "succeeded",
    many: "Its condition is false: ir.count.n > 10",
    few: "succeeded",
    after: "many, which it depends on, was skipped.",
    anyway: "succeeded",
  });
  const run = await readRun(sql, id);
  expect(run.artifacts.find((a) => a.step_key === "anyway")?.value).toEqual(["input", "params", "few"]);
  expect(run.events.filter((e) => e === "step_skipped")).toHaveLength(2);
  expect(run.progress).toBe(1);
});

test("a condition that cannot be evaluated fails its node by name", async () => {
  const registry = registryOf("unclear", [
    { key: "a", run: () => ({}) },
    { key: "b", depends_on: ["a"], condition: "ir.a.gone > 1", run: () => 1 },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "unclear");
  expect(await worker.end(id)).toBe("failed");
  expect((await readRun(sql, id)).failure).toMatchObject({
    code: "condition_failed",
    detail: "The condition of b could not be evaluated: No such key: gone.",
  });
});

test("a condition that would keep the worker busy fails its node by name", async () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ n }));
  const registry = registryOf("costly", [
    { key: "a", run: () => ({ rows }) },
    { key: "b", depends_on: ["a"], condition: "ir.a.rows.all(x, ir.a.rows.all(y, x.n + y.n >= 0))", run: () => 1 },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "costly");
  expect(await worker.end(id)).toBe("failed");
  expect((await readRun(sql, id)).failure).toMatchObject({
    code: "expression_too_costly",
    detail: "The condition of b could not be evaluated: It takes more than 1,000,000 steps.",
    fix: "Look at fewer elements, or let a step compute it and read its result.",
  });
});

test("a failure that may pass is tried again as often as its node says, and the wait is in the row", async () => {
  let tries = 0;
  const registry = registryOf("flaky", [
    {
      key: "a",
      retries: 2,
      retry_delay_ms: 20,
      run: () => {
        tries++;
        if (tries < 3) throw new AppError("unavailable", "The endpoint is busy.");
        return tries;
      },
    },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "flaky");
  expect(await worker.end(id)).toBe("succeeded");
  const run = await readRun(sql, id);
  expect(run.steps).toMatchObject([{ status: "succeeded", attempt: 3, retries: 2, failure: null }]);
  expect(run.events.filter((e) => e === "step_retrying")).toHaveLength(2);
  const [event] =
    await sql`select message from public.run_events where run_id = ${id} and type = 'step_retrying' order by seq`;
  expect(event?.message).toMatch(/^The endpoint is busy. Trying again in 0.0 s \(1 of 2\).$/);
});

test("when the retries are used up, and at once when no retry can help, the node fails", async () => {
  const errors: Record<string, () => Error> = {
    used_up: () => new AppError("unavailable", "Busy."),
    by_code: () => new AppError("file_empty", "Empty."),
    by_class: () => new NotRetryable("never"),
  };
  for (const [kind, error] of Object.entries(errors)) {
    let tries = 0;
    const run = () => {
      tries++;
      throw error();
    };
    await using worker = await testWorker(registryOf(kind, [{ key: "a", retries: 2, retry_delay_ms: 1, run }]));
    const id = await requestRun(sql, tenant, kind);
    expect(await worker.end(id)).toBe("failed");
    expect([kind, tries]).toEqual([kind, kind === "used_up" ? 3 : 1]);
  }
});

test("the wait before a retry is anything up to a bound that doubles, and never more than five minutes", () => {
  expect([0, 1, 2].map((n) => backoffMs(1000, n, () => 1))).toEqual([1000, 2000, 4000]);
  expect([backoffMs(1000, 3, () => 0), backoffMs(60_000, 20, () => 1)]).toEqual([0, 300_000]);
});

test("a node that is out of time is told so, tried again, and can succeed", async () => {
  let tries = 0;
  const registry = registryOf("late_once", [
    {
      key: "a",
      timeout_ms: 60,
      retries: 1,
      retry_delay_ms: 1,
      run: (ctx) => (++tries === 1 ? untilAborted(ctx.signal) : tries),
    },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "late_once");
  expect(await worker.end(id)).toBe("succeeded");
  expect((await readRun(sql, id)).events).toEqual([
    "queued",
    "started",
    "step_started",
    "step_timed_out",
    "step_retrying",
    "step_started",
    "step_succeeded",
    "succeeded",
  ]);
});

test("a run that only waits for a retry gives up its place, and goes on when it is time, on any worker", async () => {
  let tries = 0;
  const registry = registryOf("parked", [
    { key: "before", run: () => "kept" },
    {
      key: "a",
      depends_on: ["before"],
      retries: 1,
      retry_delay_ms: 1,
      run: (_, { before }) => {
        if (++tries === 1) throw new AppError("unavailable", "Busy.");
        return before;
      },
    },
  ]);
  // The wait is drawn at random: make it long before the run is looked at again.
  const worker = await testWorker(registry);
  const random = Math.random;
  Math.random = () => 30_000;
  try {
    const id = await requestRun(sql, tenant, "parked");
    expect(await worker.end(id)).toBe("parked");
    await worker.stop();
    const [row] = await sql`select r.status, r.worker_id, r.lease_expires_at > now() + interval '20 s' as later,
      s.next_retry_at > now() + interval '20 s' as waits, s.status as step
      from public.runs r join public.run_steps s on s.run_id = r.id and s.key = 'a' where r.id = ${id}`;
    expect(row).toEqual({ status: "running", worker_id: null, later: true, waits: true, step: "pending" });
    await sql`update public.runs set lease_expires_at = now() where id = ${id}`;
    await sql`update public.run_steps set next_retry_at = now() where run_id = ${id} and key = 'a'`;
    await using other = await testWorker(registry);
    expect(await other.end(id)).toBe("succeeded");
    const run = await readRun(sql, id);
    expect(run).toMatchObject({ attempt: 2, interruptions: 0 });
    expect(run.artifacts.map((a) => a.value)).toEqual(["kept", "kept"]);
  } finally {
    Math.random = random;
  }
});

test("a failure its node goes on with is handed on as an error, and the run ends degraded", async () => {
  const failing = defineStep({
    key: "test.failing",
    version: 1,
    input: z.unknown(),
    output: z.object({ n: z.number() }),
    run: async () => {
      throw new AppError("file_empty", "Nothing there.", { fix: "Add rows." });
    },
  });
  const strict = defineStep({
    key: "test.strict",
    version: 1,
    input: z.object({ a: z.object({ n: z.number() }) }),
    output: z.unknown(),
    run: async () => 1,
  });
  const open = defineStep({
    key: "test.open",
    version: 1,
    input: z.object({ a: z.unknown() }),
    output: z.unknown(),
    run: async (_, { a }) => a,
  });
  const registry = createRegistry([failing, strict, open], {
    goes_on: {
      name: "goes_on",
      version: 1,
      nodes: [
        { key: "a", step: "test.failing@1", continue_on_fail: true },
        { key: "needs_it", step: "test.strict@1", depends_on: ["a"] },
        { key: "takes_it", step: "test.open@1", depends_on: ["a"], condition: 'ir.a.error.code == "file_empty"' },
      ],
    },
  });
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "goes_on");
  expect(await worker.end(id)).toBe("degraded");
  const run = await readRun(sql, id);
  const error = { code: "file_empty", detail: "Nothing there.", fix: "Add rows.", node: "a", step: "test.failing@1" };
  expect(run).toMatchObject({ status: "degraded", failure: null });
  expect(run.steps).toMatchObject([
    { status: "failed", failure: { code: "file_empty" } },
    { status: "skipped", skip_reason: "a, which it depends on, failed." },
    { status: "succeeded" },
  ]);
  expect(run.artifacts.map((a) => a.value)).toEqual([{ error }, { error }]);
  expect(run.events.at(-1)).toBe("degraded");
});

/** Nodes that wait for each other's company; the most that were there at once. */
function crowd() {
  let here = 0;
  let most = 0;
  const run = async () => {
    here++;
    most = Math.max(most, here);
    await until(async () => true);
    await new Promise((resolve) => setImmediate(resolve));
    here--;
  };
  return { run, most: () => most };
}

test("at most so many nodes of a group run at once, one when the pipeline says nothing", async () => {
  const [two, one] = [crowd(), crowd()];
  const nodes = ["a", "b", "c", "d", "e"];
  const registry = registryOf(
    "grouped",
    [
      ...nodes.map((key) => ({ key, parallel_group: "two", run: two.run })),
      ...nodes.map((key) => ({ key: `${key}_alone`, parallel_group: "one", run: one.run })),
    ],
    { two: 2 },
  );
  await using worker = await testWorker(registry);
  expect(await worker.end(await requestRun(sql, tenant, "grouped"))).toBe("succeeded");
  expect([two.most(), one.most()]).toEqual([2, 1]);
});

test("a tenant's limit holds for the nodes of a run", async () => {
  const limited = await createTenant(sql);
  await sql`insert into public.settings (tenant_id, namespace, version, value) values (${limited}, 'runs', 1, '{"node_concurrency": 3}')`;
  const all = crowd();
  const nodes = Array.from({ length: 10 }, (_, i) => ({ key: `n${i}`, run: all.run }));
  await using worker = await testWorker(registryOf("limited", nodes));
  expect(await worker.end(await requestRun(sql, limited, "limited"))).toBe("succeeded");
  expect(all.most()).toBe(3);
});

test("params are the step's own where the node says nothing", async () => {
  const step = defineStep({
    key: "test.params",
    version: 1,
    input: z.object({ params: z.object({ a: z.number(), b: z.number() }) }),
    output: z.unknown(),
    default_params: { a: 1, b: 2 },
    run: async (_, { params }) => params,
  });
  const registry = createRegistry([step], {
    with_params: { name: "p", version: 1, nodes: [{ key: "a", step: "test.params@1", params: { b: 3 } }] },
  });
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "with_params");
  await worker.end(id);
  expect((await readRun(sql, id)).artifacts).toMatchObject([{ value: { a: 1, b: 3 } }]);
});
