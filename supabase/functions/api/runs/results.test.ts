import { Artifact, ModelCallList, PipelineGraph, RunComparison, RunMetrics } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";
import { insertRun, registerTestCatalogue, testPipeline } from "../platform/test-catalogue.ts";
import { uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
let viewer: TestUser;
let one: string;
let two: string;
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
  viewer = await api.asMember("viewer");
  one = await insertRun(api, {
    steps: [
      { key: "read", value: { rows: [1, 2] }, metrics: [{ metric: "rows", value: 2 }] },
      {
        key: "count",
        value: { count: 2, by: { a: 1 } },
        duration_ms: 100,
        metrics: [{ metric: "rows", value: 1, passed: true }],
      },
      { key: "only_here", status: "skipped" },
    ],
  });
  two = await insertRun(api, {
    steps: [
      { key: "read", reused_from: one },
      {
        key: "count",
        value: { count: 3, by: { b: "x".repeat(600) } },
        duration_ms: 300,
        metrics: [
          { metric: "rows", value: 7, passed: false },
          { metric: "new", value: null },
        ],
      },
    ],
  });
});
afterAll(() => api.close());

test("the result of a step is answered, from the run that holds it when it was reused", async () => {
  const artifact = async (run: string, key: string) =>
    expectAnswer(await viewer.get(`/v1/runs/${run}/artifacts/${key}`), 200, Artifact);
  const own = await artifact(one, "read");
  expect(own).toMatchObject({
    run_id: one,
    step_key: "read",
    ir_type: "test.read@1",
    value: { rows: [1, 2] },
    valid: true,
  });
  expect(await artifact(two, "read")).toEqual(own);
  await expectProblem(await viewer.get(`/v1/runs/${one}/artifacts/only_here`), "not_found");
  await expectProblem(await viewer.get(`/v1/runs/${one}/artifacts/nowhere`), "not_found");
});

test("what was asked of language models is answered with the run that reuses it too", async () => {
  await api.owner`insert into public.model_calls
      (tenant_id, run_id, step_key, model, input, input_sha256, ms, outcome, input_tokens, output_tokens, cost_usd)
    values (${api.tenant_id}, ${one}, 'read', 'openai:m', 'asked', ${"0".repeat(64)}, 5, 'failed', 7, 0, 0.001)`;
  for (const run of [one, two]) {
    const { items } = await expectAnswer(await viewer.get(`/v1/runs/${run}/model-calls`), 200, ModelCallList);
    expect(items).toMatchObject([
      { run_id: one, step_key: "read", model: "openai:m", input: "asked", output: null, cost_usd: 0.001 },
    ]);
  }
  await expectProblem(await viewer.get(`/v1/runs/${crypto.randomUUID()}/model-calls`), "not_found");
  const stranger = await api.asStranger();
  await expectProblem(await stranger.get(`/v1/runs/${one}/model-calls`), "not_found");
});

test("measurements are in the order of the steps, those of reused steps included", async () => {
  const metrics = async (run: string) =>
    (await expectAnswer(await viewer.get(`/v1/runs/${run}/metrics`), 200, RunMetrics)).items;
  expect((await metrics(two)).map((m) => [m.step_key, m.metric, m.value, m.passed, m.run_id === one])).toEqual([
    ["read", "rows", 2, null, true],
    ["count", "new", null, null, false],
    ["count", "rows", 7, false, false],
  ]);
});

test("the pipeline is answered as it is executed, and missing before the first start", async () => {
  const graph = await expectAnswer(await viewer.get(`/v1/runs/${one}/pipeline`), 200, PipelineGraph);
  expect(graph).toEqual({ ...testPipeline, parallel_groups: {} });
  const { run } = await uploaded(await api.asMember("editor"));
  await expectProblem(await viewer.get(`/v1/runs/${run.id}/pipeline`), "not_found");
});

test("two runs are compared step by step and metric by metric", async () => {
  const compare = async (a: string, b: string) =>
    expectAnswer(await viewer.get(`/v1/runs/${a}/compare/${b}`), 200, RunComparison);
  const { run, other, steps, metrics } = await compare(one, two);
  expect([run.id, other.id]).toEqual([one, two]);
  expect(steps).toMatchObject([
    { key: "read", ir_equal: true, differences: null, difference_count: null },
    { key: "count", run: { duration_ms: 100 }, other: { duration_ms: 300 }, ir_equal: false, difference_count: 3 },
    { key: "only_here", run: { status: "skipped", sha256: null }, other: null, ir_equal: null },
  ]);
  // A long value is left out, its place is not.
  expect(steps[1]?.differences).toEqual([
    { location: "/by/a", change: "removed", before: 1 },
    { location: "/by/b", change: "added" },
    { location: "/count", change: "changed", before: 2, after: 3 },
  ]);
  expect(metrics.map((m) => [m.step_key, m.metric, m.value, m.other_value, m.passed, m.other_passed])).toEqual([
    ["count", "new", null, null, null, null],
    ["count", "rows", 1, 7, true, false],
    ["read", "rows", 2, 2, null, null],
  ]);
  expect((await compare(two, one)).steps.map((step) => step.key)).toEqual(["read", "count", "only_here"]);
});

test("results too large to be compared at once are said to differ, and no more", async () => {
  const large = (c: string) => ({ rows: c.repeat(1_100_000) });
  const a = await insertRun(api, { steps: [{ key: "read", value: large("a") }] });
  const b = await insertRun(api, { steps: [{ key: "read", value: large("b") }] });
  const { steps } = await expectAnswer(await viewer.get(`/v1/runs/${a}/compare/${b}`), 200, RunComparison);
  expect(steps).toMatchObject([{ key: "read", ir_equal: false, differences: null, difference_count: null }]);
});

test("another tenant's run is exactly as missing as one that never was", async () => {
  const own = await testApp();
  afterwards(() => own.close());
  const user = await own.asMember("owner");
  const mine = await insertRun(own);
  for (const path of [
    (id: string) => `/v1/runs/${id}/artifacts/read`,
    (id: string) => `/v1/runs/${id}/metrics`,
    (id: string) => `/v1/runs/${id}/pipeline`,
    (id: string) => `/v1/runs/${id}/compare/${mine}`,
    (id: string) => `/v1/runs/${mine}/compare/${id}`,
  ]) {
    const { request_id: _, ...hidden } = await expectProblem(await user.get(path(one)), "not_found");
    const { request_id: __, ...missing } = await expectProblem(await user.get(path(crypto.randomUUID())), "not_found");
    expect(hidden).toEqual(missing);
  }
});

test("nobody signed out sees a result, and an id must be one", async () => {
  for (const path of ["artifacts/read", "metrics", "pipeline", `compare/${two}`]) {
    await expectProblem(await api.anonymous("GET", `/v1/runs/${one}/${path}`), "unauthenticated");
    await expectProblem(await viewer.get(`/v1/runs/1/${path}`), "invalid_request");
  }
});
