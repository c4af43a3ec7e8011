import {
  MonitoringMetrics,
  MonitoringRunPage,
  MonitoringSteps,
  MonitoringTrends,
  TestRunDetail,
  TestRunPage,
} from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";
import { insertRun, registerTestCatalogue } from "../platform/test-catalogue.ts";

let api: TestApp;
let viewer: TestUser;
const range = "from=2026-03-01T00:00:00Z&to=2026-03-04T00:00:00Z";

// Three days in March: a good run and a reused one, a run that failed, a day without any. And one long before.
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
  viewer = await api.asMember("viewer");
  const good = await insertRun(api, {
    created_at: "2026-03-01T10:00:00Z",
    duration_ms: 1000,
    steps: [
      {
        key: "read",
        duration_ms: 100,
        value: { rows: [1] },
        metrics: [{ metric: "duration_ms", value: 100, passed: true }],
      },
      { key: "count", duration_ms: 300, retries: 2, value: { count: 1 } },
    ],
  });
  await insertRun(api, {
    created_at: "2026-03-01T12:00:00Z",
    duration_ms: 3000,
    status: "degraded",
    steps: [
      { key: "read", reused_from: good },
      { key: "count", duration_ms: 500, value: { count: "x" }, valid: false },
    ],
  });
  const failure = { code: "timed_out", detail: "It took too long.", fix: null };
  await insertRun(api, {
    created_at: "2026-03-03T23:59:59Z",
    status: "failed",
    failure_code: "timed_out",
    steps: [
      {
        key: "read",
        duration_ms: 200,
        value: { rows: [] },
        metrics: [{ metric: "duration_ms", value: 200, passed: false }],
      },
      { key: "count", status: "failed", failure },
    ],
  });
  await insertRun(api, { created_at: "2020-01-01T00:00:00Z", steps: [{ key: "read", value: 1 }] });
  await api.owner`insert into public.model_calls
      (tenant_id, run_id, step_key, model, input, input_sha256, ms, outcome, input_tokens, output_tokens, cost_usd)
    values (${api.tenant_id}, ${good}, 'count', 'm', 'x', ${"0".repeat(64)}, 5, 'ok', 70, 30, 0.25),
      (${api.tenant_id}, ${good}, 'count', 'other', 'x', ${"0".repeat(64)}, 5, 'failed', null, null, null)`;
});
afterAll(() => api.close());

test("runs are found by what went wrong, when, and how, with what to look at them for", async () => {
  const list = async (query: string) =>
    (await expectAnswer(await viewer.get(`/v1/monitoring/runs?${query}`), 200, MonitoringRunPage)).items;
  expect(
    (await list(range)).map((run) => [run.status, run.retries, run.invalid_artifacts, run.failed_metrics]),
  ).toEqual([
    ["failed", 0, 0, 1],
    ["degraded", 0, 1, 0],
    ["succeeded", 2, 0, 0],
  ]);
  const [failed, ...others] = await list(`${range}&failure_code=timed_out&kind=dataset_insight`);
  expect(failed).toMatchObject({ status: "failed", waited_ms: 100, duration_ms: 1000, failure: { code: "timed_out" } });
  expect(others).toEqual([]);
  expect(await list("to=2026-03-01T12:00:00Z&from=2026-03-01T10:00:00Z")).toHaveLength(1);
  expect(await list("status=succeeded")).toHaveLength(2);
});

test("pages of runs follow each other without a gap or a repetition", async () => {
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/v1/monitoring/runs?limit=1${cursor && `&cursor=${cursor}`}`;
    const page = await expectAnswer(await viewer.get(path), 200, MonitoringRunPage);
    seen.push(...page.items.map((run) => run.created_at));
    cursor = page.next_cursor;
  }
  expect(seen).toHaveLength(4);
  expect(seen).toEqual([...new Set(seen)].sort().reverse());
});

test("steps are summed over what was executed, not over what was reused", async () => {
  const steps = async (query: string) =>
    (await expectAnswer(await viewer.get(`/v1/monitoring/steps?${query}`), 200, MonitoringSteps)).items;
  expect(await steps(range)).toEqual([
    {
      step: "test.count@1",
      count: 3,
      succeeded: 2,
      failed: 1,
      skipped: 0,
      retries: 2,
      invalid: 1,
      p50_ms: 400,
      p95_ms: 490,
    },
    {
      step: "test.read@1",
      count: 2,
      succeeded: 2,
      failed: 0,
      skipped: 0,
      retries: 0,
      invalid: 0,
      p50_ms: 150,
      p95_ms: 195,
    },
  ]);
  expect(await steps(`${range}&step=test.read@1&status=failed`)).toMatchObject([{ count: 1, p50_ms: 200 }]);
  expect(await steps("from=2030-01-01T00:00:00Z&to=2030-02-01T00:00:00Z")).toEqual([]);
});

test("metrics are made one by their own aggregation", async () => {
  const res = await viewer.get(`/v1/monitoring/metrics?${range}`);
  const { items } = await expectAnswer(res, 200, MonitoringMetrics);
  expect(items).toEqual([
    {
      metric: "duration_ms",
      step_key: "read",
      unit: "ms",
      aggregation: "p95",
      value: 195,
      min: 100,
      max: 200,
      count: 2,
      passed: 1,
      failed: 1,
    },
  ]);
});

test("trends have a point for each bucket, quiet ones too, and say why runs failed", async () => {
  const trends = async (query: string) =>
    expectAnswer(await viewer.get(`/v1/monitoring/trends?${query}`), 200, MonitoringTrends);
  const { points, failure_causes } = await trends(range);
  expect(
    points.map((point) => [point.at.slice(0, 10), point.runs, point.succeeded, point.degraded, point.failed]),
  ).toEqual([
    ["2026-03-01", 2, 1, 1, 0],
    ["2026-03-02", 0, 0, 0, 0],
    ["2026-03-03", 1, 0, 0, 1],
  ]);
  expect(points[0]).toMatchObject({ p50_ms: 2000, p95_ms: 2900, input_tokens: 70, output_tokens: 30 });
  expect(points[0]).toMatchObject({ cost_usd: 0.25, unpriced_calls: 1 });
  expect(points[0]?.validation_pass_rate).toBeCloseTo(2 / 3);
  expect(points[1]).toMatchObject({ validation_pass_rate: null, p50_ms: null, input_tokens: 0 });
  expect(failure_causes).toEqual([{ code: "timed_out", count: 1 }]);
  const step = await trends(`${range}&step=test.count@1`);
  expect(step.points.map((point) => [point.runs, point.failed, point.p50_ms, point.validation_pass_rate])).toEqual([
    [2, 0, 400, 0.5],
    [0, 0, null, null],
    [1, 1, 100, null],
  ]);
  expect(step.failure_causes).toEqual([{ code: "timed_out", count: 1 }]);
  expect((await trends(`${range}&bucket=week`)).points).toHaveLength(2);
  expect((await trends(`${range}&bucket=hour`)).points).toHaveLength(72);
  // Without a range: thirty days, today included.
  expect((await trends("")).points.length).toBeGreaterThanOrEqual(31);
});

test("the pass rate is of what validation looked at: no run without it, no error handed on, nothing a person mended", async () => {
  const day = { created_at: "2026-04-01T00:00:00Z" };
  await insertRun(api, { ...day, ir_validation: "off", steps: [{ key: "read", value: 1, valid: false }] });
  await insertRun(api, {
    ...day,
    steps: [
      { key: "read", value: { rows: [] } },
      { key: "count", value: 1, valid: false },
      { key: "handed_on", value: { error: {} }, ir_type: "error@1" },
      { key: "mended", value: 1, edited_by: viewer.user_id },
    ],
  });
  const res = await viewer.get("/v1/monitoring/trends?from=2026-04-01T00:00:00Z&to=2026-04-02T00:00:00Z");
  const { points } = await expectAnswer(res, 200, MonitoringTrends);
  expect(points).toMatchObject([{ runs: 2, validation_pass_rate: 0.5 }]);
});

test("more points than anybody can look at are refused", async () => {
  const path = "/v1/monitoring/trends?bucket=hour&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";
  const problem = await expectProblem(await viewer.get(path), "invalid_request");
  expect(problem.errors?.[0]?.location).toBe("query/bucket");
});

const suite = (name: string, passed: boolean[]) => ({
  suite: name,
  label: "abc123",
  started_at: "2026-03-01T10:00:00Z",
  results: passed.map((ok, i) => ({
    name: `check ${i}`,
    passed: ok,
    faults: ok ? [] : [{ location: "/a", message: "is odd" }],
  })),
});

test("what a suite found is recorded by an editor and found again", async () => {
  const editor = await api.asMember("editor");
  const good = await expectAnswer(
    await editor.post("/v1/monitoring/test-runs", suite("quality", [true, true])),
    201,
    TestRunDetail,
  );
  expect(good).toMatchObject({ suite: "quality", total: 2, passed: 2, failed: 0, label: "abc123" });
  const bad = await expectAnswer(
    await editor.post("/v1/monitoring/test-runs", suite("quality", [true, false])),
    201,
    TestRunDetail,
  );
  expect(bad.results.map((result) => [result.name, result.faults.length])).toEqual([
    ["check 0", 0],
    ["check 1", 1],
  ]);
  const ids = async (query: string) =>
    (await expectAnswer(await viewer.get(`/v1/monitoring/test-runs?${query}`), 200, TestRunPage)).items.map(
      (run) => run.id,
    );
  expect((await ids("suite=quality")).sort()).toEqual([good.id, bad.id].sort());
  expect(await ids("passed=false")).toEqual([bad.id]);
  expect(await ids("from=2026-03-02T00:00:00Z")).toEqual([]);
  expect(await expectAnswer(await viewer.get(`/v1/monitoring/test-runs/${bad.id}`), 200, TestRunDetail)).toEqual(bad);
  await expectProblem(await viewer.post("/v1/monitoring/test-runs", suite("quality", [true])), "forbidden");
  await expectProblem(await editor.post("/v1/monitoring/test-runs", suite("ir_validation", [true])), "conflict");
  await expectProblem(
    await editor.post("/v1/monitoring/test-runs", { ...suite("x", [true]), results: [] }),
    "invalid_request",
  );
});

test("another tenant sees nothing of it", async () => {
  const other = await testApp();
  try {
    const user = await other.asMember("owner");
    const made = await (await api.asMember("editor")).post("/v1/monitoring/test-runs", suite("hidden", [true]));
    const { id } = await expectAnswer(made, 201, TestRunDetail);
    expect((await expectAnswer(await user.get("/v1/monitoring/runs"), 200, MonitoringRunPage)).items).toEqual([]);
    expect((await expectAnswer(await user.get(`/v1/monitoring/steps?${range}`), 200, MonitoringSteps)).items).toEqual(
      [],
    );
    expect(
      (await expectAnswer(await user.get(`/v1/monitoring/metrics?${range}`), 200, MonitoringMetrics)).items,
    ).toEqual([]);
    const trends = await expectAnswer(await user.get(`/v1/monitoring/trends?${range}`), 200, MonitoringTrends);
    expect(trends.points.map((point) => point.runs)).toEqual([0, 0, 0]);
    expect(trends.failure_causes).toEqual([]);
    expect((await expectAnswer(await user.get("/v1/monitoring/test-runs"), 200, TestRunPage)).items).toEqual([]);
    const { request_id: _, ...hidden } = await expectProblem(
      await user.get(`/v1/monitoring/test-runs/${id}`),
      "not_found",
    );
    const gone = await user.get(`/v1/monitoring/test-runs/${crypto.randomUUID()}`);
    const { request_id: __, ...missing } = await expectProblem(gone, "not_found");
    expect(hidden).toEqual(missing);
  } finally {
    await other.close();
  }
});

test("nobody signed out, and nobody without a tenant, gets anywhere", async () => {
  const nobody = await api.asNobody();
  for (const path of ["runs", "steps", "metrics", "trends", "test-runs", `test-runs/${crypto.randomUUID()}`]) {
    await expectProblem(await api.anonymous("GET", `/v1/monitoring/${path}`), "unauthenticated");
    await expectProblem(await nobody.get(`/v1/monitoring/${path}`), "tenant_required");
  }
  await expectProblem(await api.anonymous("POST", "/v1/monitoring/test-runs"), "unauthenticated");
  await expectProblem(await viewer.get("/v1/monitoring/runs?from=yesterday"), "invalid_request");
});
