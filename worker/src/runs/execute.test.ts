import { createHash } from "node:crypto";
import { AppError } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTenant, ownerSql, readRun, registryOf, requestRun, testWorker } from "./engine.fixture.ts";
import { createRegistry } from "./registry.ts";
import { defineStep } from "./step.ts";

const sql = ownerSql();
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(() => sql.end());

test("a run executes every step in order and leaves an artifact of each", async () => {
  const registry = registryOf("three_steps", [
    { key: "first", run: (_, { input }) => ({ got: input }) },
    { key: "second", depends_on: ["first"], run: (_, { first }) => ({ first }) },
    { key: "third", depends_on: ["first", "second"], run: (_, { first, second }) => ({ first, second, b: 1, a: 2 }) },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "three_steps", { x: 1 });
  expect(await worker.end(id)).toBe("succeeded");
  const run = await readRun(sql, id);
  expect(run).toMatchObject({ status: "succeeded", attempt: 1, progress: 1, failure: null });
  expect(run.steps.map((s) => [s.key, s.status, s.attempt])).toEqual([
    ["first", "succeeded", 1],
    ["second", "succeeded", 1],
    ["third", "succeeded", 1],
  ]);
  expect(run.events).toEqual([
    "queued",
    "started",
    "step_started",
    "step_succeeded",
    "step_started",
    "step_succeeded",
    "step_started",
    "step_succeeded",
    "succeeded",
  ]);
  const first = { got: { x: 1 } };
  expect(run.artifacts.map((a) => a.value)).toEqual([first, { first }, { first, second: { first }, a: 2, b: 1 }]);
});

test("an artifact's hash is that of its value with sorted keys", async () => {
  const registry = registryOf("one_step", [{ key: "only", run: () => ({ b: [1, { d: null, c: "é\0" }], a: 0.1 }) }]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "one_step");
  await worker.end(id);
  const [row] = await sql<{ sha256: string; size_bytes: number; value: unknown }[]>`
    select sha256, size_bytes, value from public.artifacts where run_id = ${id}`;
  const text = '{"a":0.1,"b":[1,{"c":"é\uFFFD","d":null}]}';
  expect(row?.value).toEqual(JSON.parse(text));
  expect(row?.sha256).toBe(createHash("sha256").update(text).digest("hex"));
  expect(row?.size_bytes).toBe(Buffer.byteLength(text));
});

test("steps that do not depend on each other run at the same time", async () => {
  const both = Promise.withResolvers<void>();
  let here = 0;
  const meet = async () => {
    if (++here === 2) both.resolve();
    await both.promise;
  };
  const registry = registryOf("parallel_steps", [
    { key: "left", run: meet },
    { key: "right", run: meet },
    { key: "join", depends_on: ["left", "right"], run: () => "joined" },
  ]);
  await using worker = await testWorker(registry);
  expect(await worker.end(await requestRun(sql, tenant, "parallel_steps"))).toBe("succeeded");
});

test("a failed step fails the run with its own code, sentence and fix, and cancels the rest", async () => {
  const registry = registryOf("failing_step", [
    {
      key: "parse",
      run: () => {
        throw new AppError("file_empty", "The file has no content.", { fix: "Upload a file with rows." });
      },
    },
    { key: "later", depends_on: ["parse"], run: () => 1 },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "failing_step");
  expect(await worker.end(id)).toBe("failed");
  const failure = { code: "file_empty", detail: "The file has no content.", fix: "Upload a file with rows." };
  const run = await readRun(sql, id);
  expect(run).toMatchObject({ status: "failed", failure });
  expect(run.steps).toMatchObject([
    { status: "failed", failure },
    { status: "cancelled", failure: null },
  ]);
  expect(run.events.slice(-2)).toEqual(["step_failed", "failed"]);
});

test("an unexpected error is told as internal and its message is kept from the caller", async () => {
  const registry = registryOf("broken_step", [
    {
      key: "only",
      run: () => {
        throw new Error("secret cell 4711");
      },
    },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "broken_step");
  await worker.end(id);
  const run = await readRun(sql, id);
  expect(run.failure?.code).toBe("internal");
  expect(JSON.stringify(run)).not.toContain("4711");
});

test("a result outside its schema is kept, marked invalid, and fails the run as ir_invalid", async () => {
  const bad = defineStep({
    key: "test.bad",
    version: 1,
    input: z.unknown(),
    output: z.object({ n: z.number() }),
    run: async () => ({ n: Number.NaN }),
  });
  const registry = createRegistry([bad], {
    bad_result: { name: "bad_result", version: 1, nodes: [{ key: "bad", step: "test.bad@1" }] },
  });
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "bad_result");
  expect(await worker.end(id)).toBe("failed");
  const run = await readRun(sql, id);
  expect(run.failure).toMatchObject({ code: "ir_invalid", detail: expect.stringContaining("/n") });
  expect(run.artifacts).toMatchObject([{ step_key: "bad", valid: false }]);
});

test("a run of a kind nobody knows fails and says so", async () => {
  await using worker = await testWorker(registryOf("known_kind", [{ key: "a", run: () => 1 }]));
  const id = await requestRun(sql, tenant, "unknown_kind");
  expect(await worker.end(id)).toBe("failed");
  expect((await readRun(sql, id)).failure?.detail).toContain("unknown_kind");
});

test("progress and the last message of a step reach its row", async () => {
  const seen = Promise.withResolvers<void>();
  const registry = registryOf("telling_step", [
    {
      key: "tell",
      run: async (ctx) => {
        ctx.progress(0.5, "Half way");
        await seen.promise;
        return 1;
      },
    },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "telling_step");
  for (;;) {
    const run = await readRun(sql, id);
    if (run.events.includes("step_progress")) {
      expect(run.progress).toBe(0.5);
      expect(run.steps[0]?.message).toBe("Half way");
      break;
    }
  }
  seen.resolve();
  await worker.end(id);
  expect((await readRun(sql, id)).steps[0]).toMatchObject({ status: "succeeded", message: "Half way" });
});
