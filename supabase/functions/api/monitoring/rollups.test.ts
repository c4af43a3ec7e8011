import { MonitoringMetrics, MonitoringSteps, MonitoringTrends, TrendQuery } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openDb } from "../platform/db.ts";
import { sql } from "../platform/sql.ts";
import { expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";
import { registerTestCatalogue } from "../platform/test-catalogue.ts";
import { withRange } from "./filter.ts";
import { sumMetrics, sumSteps } from "./queries.ts";
import { partsOf } from "./rollups.ts";
import { listFailureCauses, listPoints } from "./trends.ts";

let api: TestApp;
let viewer: TestUser;
const version = crypto.randomUUID();

beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
  viewer = await api.asMember("viewer");
  const { owner, tenant_id } = api;
  await owner`with p as (
      insert into public.pipelines (tenant_id, kind, name) values (${tenant_id}, 'dataset_insight', 'Own') returning id)
    insert into public.pipeline_versions (tenant_id, id, pipeline_id, number, nodes)
    select ${tenant_id}, ${version}, p.id, 1, '[{}]' from p`;
  await owner`insert into public.metric_definitions (tenant_id, key, aggregation, scope, expression) values
    (${tenant_id}, 'middle', 'p50', 'step', '1'), (${tenant_id}, 'newest', 'last', 'step', '1'), (${tenant_id}, 'least', 'min', 'step', '1')`;
  await insertRuns(280, "2026-05-01T00:07:00Z");
  // As if something had been removed long after: roll-ups are asked, however few runs there are.
  await owner`insert into public.run_gaps (tenant_id, until) values (${tenant_id}, '2030-01-01')`;
});
afterAll(() => api.close());

/** Runs twenty minutes apart, of every kind of end, with steps, results, metrics and model calls that differ. */
async function insertRuns(count: number, from: string, tenant = api.tenant_id, own: string | null = version) {
  const { owner } = api;
  await owner.begin(async (tx) => {
    await tx`create temp table made on commit drop as
      select gen_random_uuid() as id, i, ${from}::text::timestamptz + i * interval '20 min' as at, i % 7 = 3 as bad,
        (10 ^ (1 + 3 * ((i * 7919) % 1000) / 1000.0))::float8 as ms
      from generate_series(0, ${count}::text::int - 1) i`;
    await tx`insert into public.runs (tenant_id, id, kind, idempotency_key, status, pipeline_version_id, ir_validation, failure,
        created_at, started_at, finished_at)
      select ${tenant}, id, case when i % 3 = 0 then 'routing' else 'dataset_insight' end, id::text,
        case when i % 50 = 1 then 'queued' when i % 50 = 2 then 'running' when bad then 'failed' when i % 11 = 0 then 'degraded'
          when i % 13 = 0 then 'cancelled' else 'succeeded' end::public.run_status,
        case when i % 2 = 0 then ${own}::text::uuid end, case when i % 5 = 0 then 'off' else 'enforce' end,
        case when bad then jsonb_build_object('code', case when i % 2 = 0 then 'timed_out' else 'file_unreadable' end) end,
        at, case when i % 50 <> 1 then at + interval '1 s' end,
        case when i % 50 > 2 then at + interval '1 s' + ms * interval '1 ms' end from made`;
    await tx`insert into public.run_steps (tenant_id, run_id, key, step, position, status, retries, failure, started_at, finished_at)
      select ${tenant}, id, k, 'test.' || k || '@1', 0,
        case when i % 50 = 1 then 'pending' when i % 50 = 2 then 'running' when bad and k = 'count' then 'failed'
          when i % 9 = 4 then 'skipped' else 'succeeded' end::public.step_status, i % 4,
        case when bad and k = 'count' then '{"code":"timed_out"}'::jsonb end, at,
        case when i % 50 > 2 then at + ms / 2 * interval '1 ms' end
      from made, unnest(array['read', 'count']) k where i % 50 <> 1`;
    await tx`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
      select ${tenant}, gen_random_uuid(), id, k, case when i % 17 = 0 then 'error@1' else 'test.read@1' end, '1', 'x', 1, i % 6 <> 0
      from made, unnest(array['read', 'count']) k where i % 50 > 2`;
    await tx`insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit, value, passed, created_at)
      select ${tenant}, gen_random_uuid(), id, 'read', m, 'ms', case when i % 19 = 0 then null when i % 4 = 0 then -ms
        when i % 23 = 0 then 0 else ms end, case i % 3 when 0 then true when 1 then false end, at
      from made, unnest(array['duration_ms', 'size_bytes', 'middle', 'newest', 'least']) m where i % 50 > 2`;
    await tx`insert into public.model_calls (tenant_id, run_id, step_key, model, input, input_sha256, ms, outcome, input_tokens, output_tokens, cost_usd)
      select ${tenant}, id, 'count', 'm', 'x', repeat('0', 64), 5, 'ok', i, 2, case when i % 16 = 7 then i / 64.0 end from made where i % 8 = 7`;
  });
}

/** Folds what ended in this test's tenant, workers of other tests may help; at most so many of it when said. */
async function fold(tenant = api.tenant_id): Promise<void> {
  for (;;) {
    await api.owner`select private.fold_ended_runs()`;
    const left = await api.owner`select from public.unfolded_runs where tenant_id = ${tenant} limit 1`;
    if (left.length === 0) return;
  }
}

const db = openDb(inject("database").edge, 1);
afterAll(() => db.close());

/** What the rows of the runs say, read as the member. */
async function fromRows(filter: string) {
  const given = TrendQuery.parse(Object.fromEntries(new URLSearchParams(filter)));
  const q = withRange(given);
  const all = sql`true`;
  const settings = sql`select concat(set_config('role', 'authenticated', true),
    set_config('request.jwt.claims', ${JSON.stringify({ sub: viewer.user_id, role: "authenticated" })}, true),
    set_config('request.jwt.claim.sub', ${viewer.user_id}, true), set_config('app.request_tenant_id', ${api.tenant_id}, true))`;
  const [steps, metrics, points, causes] = await db.send(
    settings,
    sumSteps(q, all),
    sumMetrics(q, all),
    listPoints(q, all),
    listFailureCauses(q, all),
  );
  return { steps, metrics, points, causes };
}

async function fromApi(filter: string): ReturnType<typeof fromRows> {
  const get = (path: string) => viewer.get(`/v1/monitoring/${path}?${filter}`);
  const steps = await expectAnswer(await get("steps"), 200, MonitoringSteps);
  const metrics = await expectAnswer(await get("metrics"), 200, MonitoringMetrics);
  const trends = await expectAnswer(await get("trends"), 200, MonitoringTrends);
  return { steps: steps.items, metrics: metrics.items, points: trends.points, causes: trends.failure_causes };
}

/** The same rows with the same numbers; those that are quantiles within 2% (and what floating point adds). */
function expectAlike(answered: object[], exact: object[], isQuantile: (row: object, field: string) => boolean) {
  expect(answered).toHaveLength(exact.length);
  for (const [i, row] of answered.entries()) {
    const wanted = new Map(Object.entries(exact[i] ?? {}));
    for (const [field, value] of Object.entries(row)) {
      const other = wanted.get(field);
      if (typeof value !== "number" || typeof other !== "number")
        expect({ i, [field]: value }).toEqual({ i, [field]: other });
      else {
        const error = Math.abs(value - other) / (Math.abs(other) || 1);
        expect(error, `${field} of row ${i}: ${value} for ${other}`).toBeLessThan(
          isQuantile(row, field) ? 0.02000001 : 1e-9,
        );
      }
    }
  }
}
const isMs = (_: object, field: string) => field === "p50_ms" || field === "p95_ms";
const isOfQuantile = (row: object, field: string) =>
  field === "value" && "aggregation" in row && ["p50", "p95"].includes(String(row.aggregation));

async function expectSame(filter: string) {
  const answered = await fromApi(filter);
  const exact = await fromRows(filter);
  expectAlike(answered.steps, exact.steps, isMs);
  expectAlike(answered.metrics, exact.metrics, isOfQuantile);
  expectAlike(answered.points, exact.points, isMs);
  expectAlike(answered.causes, exact.causes, () => false);
  return answered;
}

// Of 280 runs from 00:07 on 1 May, every twenty minutes: whole days, whole hours, and parts of both.
const ranges = [
  "from=2026-05-01T00:00:00Z&to=2026-05-06T00:00:00Z",
  "from=2026-05-01T00:20:30.123456Z&to=2026-05-04T20:50:00.5Z",
  "from=2026-04-30T23:30:00%2B02:00&to=2026-05-10T12:00:00Z&bucket=week",
  "from=2026-05-01T00:59:59.9999Z&to=2026-05-05T01:00:00.0001Z&bucket=hour",
];
const filters = [
  "",
  "&kind=dataset_insight",
  "&status=failed",
  "&failure_code=timed_out",
  "&step=test.count@1",
  `&pipeline_version_id=${version}`,
];

test("before, while and after runs are folded the sums are those over their rows, quantiles within 2%", async () => {
  const [days = "", cut = ""] = ranges;
  await expectSame(cut);
  await api.owner`select private.fold_ended_runs(70)`;
  await expectSame(cut);
  await fold();
  for (const range of ranges) await expectSame(range);
  for (const filter of filters) await expectSame(cut + filter);
  const { points, steps } = await fromApi(days);
  expect(points.reduce((sum, point) => sum + point.runs, 0)).toBe(280);
  expect(steps).toHaveLength(2);
});

test("what ends later is added to the hours that are there, once", async () => {
  await fold();
  await insertRuns(140, "2026-05-02T00:09:00Z");
  await api.owner`select private.fold_ended_runs(70)`;
  await expectSame(`${ranges[1]}`);
  await fold();
  await api.owner`select private.fold_ended_runs()`;
  await expectSame(`${ranges[1]}`);
});

test("sums of few runs are exact, of many from roll-ups, and nobody can tell them apart by more than 2%", async () => {
  const own = await testApp();
  try {
    const member = await own.asMember("viewer");
    const insert = (count: number, from: number) => own.owner`
      insert into public.runs (tenant_id, kind, idempotency_key, status, created_at, started_at, finished_at)
      select ${own.tenant_id}, 'dataset_insight', (${from}::int + i)::text, 'succeeded', '2026-05-01', '2026-05-01',
        '2026-05-01 00:00:07' from generate_series(1, ${count}::int) i`;
    const ask = async () => {
      const res = await member.get("/v1/monitoring/trends?from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z");
      return (await expectAnswer(res, 200, MonitoringTrends)).points[0];
    };
    await insert(1000, 0);
    expect(await ask()).toMatchObject({ runs: 1000, p50_ms: 7000 });
    await insert(1, 1000);
    const many = await ask();
    expect(many?.runs).toBe(1001);
    expect(many?.p50_ms).not.toBe(7000);
    expect(Math.abs((many?.p50_ms ?? 0) - 7000)).toBeLessThan(140);
  } finally {
    await own.close();
  }
});

test("a range is split into whole days, whole hours and what is left of an hour at its ends", () => {
  const parts = partsOf({ from: "2026-05-01T22:30:00Z", to: "2026-05-04T01:15:00Z" }, "day");
  expect(parts.rollups.map(({ grain, from, to }) => [grain, from.slice(5, 16), to.slice(5, 16)])).toEqual([
    ["hour", "05-01T23:00", "05-02T00:00"],
    ["day", "05-02T00:00", "05-04T00:00"],
    ["hour", "05-04T00:00", "05-04T01:00"],
  ]);
  expect(parts.edges).toEqual([
    { from: "2026-05-01T22:30:00Z", to: "2026-05-01T23:00:00.000Z" },
    { from: "2026-05-04T01:00:00.000Z", to: "2026-05-04T01:15:00Z" },
  ]);
  expect(partsOf({ from: "2026-05-01T22:30:00Z", to: "2026-05-01T23:15:00Z" }, "day").rollups).toEqual([]);
});

test("what is removed has run: sums keep it, whether it was folded before or not", async () => {
  const own = await testApp();
  try {
    const member = await own.asMember("viewer");
    await insertRuns(60, "2026-06-01T00:00:00Z", own.tenant_id, null);
    const day = "from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z";
    const read = async () => ({
      steps: await expectAnswer(await member.get(`/v1/monitoring/steps?${day}`), 200, MonitoringSteps),
      trends: await expectAnswer(await member.get(`/v1/monitoring/trends?${day}`), 200, MonitoringTrends),
    });
    const counts = ({ steps, trends }: Awaited<ReturnType<typeof read>>) => [
      steps.items.map(({ p50_ms: _, p95_ms: __, ...step }) => step),
      trends.points.map(({ p50_ms: _, p95_ms: __, ...point }) => point),
      trends.failure_causes,
    ];
    const before = await read();
    // As the removal of a dataset does: the results go, the runs stay.
    await own.owner`delete from public.artifacts where tenant_id = ${own.tenant_id}`;
    expect(counts(await read())).toEqual(counts(before));
    await own.owner`delete from public.runs where tenant_id = ${own.tenant_id} and status not in ('queued', 'running')`;
    expect(counts(await read())).toEqual(counts(before));
    // And the tenant goes with all of it, folded or not.
    await insertRuns(5, "2026-06-03T00:00:00Z", own.tenant_id, null);
    await own.owner`delete from public.tenants where id = ${own.tenant_id}`;
    expect(await own.owner`select from public.run_rollups where tenant_id = ${own.tenant_id}`).toHaveLength(0);
  } finally {
    await own.close();
  }
});

test("another tenant's roll-ups are in nobody's sums", async () => {
  await fold();
  const stranger = await api.asStranger();
  const res = await stranger.get(`/v1/monitoring/steps?${ranges[0]}`);
  expect((await expectAnswer(res, 200, MonitoringSteps)).items).toEqual([]);
  await api.owner`insert into public.run_gaps (tenant_id, until)
    select tenant_id, now() + interval '1 year' from public.members where user_id = ${stranger.user_id}`;
  const rolled = await stranger.get(`/v1/monitoring/trends?${ranges[0]}`);
  const { points, failure_causes } = await expectAnswer(rolled, 200, MonitoringTrends);
  expect([points.map((point) => point.runs), failure_causes]).toEqual([[0, 0, 0, 0, 0], []]);
});

test("sums of one subject's runs are exact, and refused where they would not be done in time", {
  timeout: 120_000,
}, async () => {
  const many = crypto.randomUUID();
  const other = await testApp();
  try {
    const member = await other.asMember("viewer");
    const one = crypto.randomUUID();
    await other.owner`insert into public.runs (tenant_id, kind, idempotency_key, subject_id, status, created_at)
      select ${other.tenant_id}, 'dataset_insight', i::text, case when i = 0 then ${one}::uuid else ${many}::uuid end, 'queued', '2026-05-01'
      from generate_series(0, 20001) i`;
    const path = (subject: string) =>
      `/v1/monitoring/trends?subject_id=${subject}&from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z`;
    const problem = await expectProblem(await member.get(path(many)), "invalid_request");
    expect(problem.errors).toMatchObject([{ location: "query/from", fix: expect.stringContaining("shorter range") }]);
    const { points } = await expectAnswer(await member.get(path(one)), 200, MonitoringTrends);
    expect(points.map((point) => point.runs)).toEqual([1]);
  } finally {
    await other.close();
  }
});
