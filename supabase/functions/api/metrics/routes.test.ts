import { MetricCatalogue, MetricDefinition, MetricProfile, MetricResultPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";
import { insertRun, registerTestCatalogue, testPipeline } from "../platform/test-catalogue.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
});
afterAll(() => api.close());

const rows = { key: "rows", aggregation: "sum", scope: "step", expression: "size(output.rows)" };
const profile = { key: "reading", metrics: [{ metric: "rows", threshold: "value > 0" }, { metric: "duration_ms" }] };

/** A tenant of its own that measures rows with a profile. */
async function withMetrics() {
  const own = await testApp();
  afterwards(() => own.close());
  const owner = await own.asMember("owner");
  const metric = await expectAnswer(await owner.post("/v1/metrics/definitions", rows), 201, MetricDefinition);
  const made = await expectAnswer(await owner.post("/v1/metrics/profiles", profile), 201, MetricProfile);
  return { own, owner, metric_id: metric.id ?? "", profile_id: made.id };
}

test("a tenant's own metrics and profiles stand beside those that come with Plumbline", async () => {
  const { own } = await withMetrics();
  const catalogue = await expectAnswer(await (await own.asMember("viewer")).get("/v1/metrics"), 200, MetricCatalogue);
  expect(catalogue.definitions.map((definition) => [definition.key, definition.id === null])).toEqual([
    ["duration_ms", true],
    ["size_bytes", true],
    ["attempt", true],
    ["rows", false],
  ]);
  expect(catalogue.profiles).toMatchObject([
    { key: "reading", metrics: [{ threshold: "value > 0" }, { threshold: null }] },
  ]);
});

test("an owner changes and removes them", async () => {
  const { owner, metric_id, profile_id } = await withMetrics();
  const metric = await expectAnswer(
    await owner.patch(`/v1/metrics/definitions/${metric_id}`, { unit: "rows", expression: "size(output.rows) * 2" }),
    200,
    MetricDefinition,
  );
  expect(metric).toMatchObject({ unit: "rows", aggregation: "sum", expression: "size(output.rows) * 2" });
  const path = `/v1/metrics/profiles/${profile_id}`;
  const update = { metrics: [{ metric: "attempt", threshold: "value < 3.0" }] };
  expect(await expectAnswer(await owner.patch(path, update), 200, MetricProfile)).toMatchObject({
    key: "reading",
    ...update,
  });
  expect((await owner.delete(path)).status).toBe(204);
  expect((await owner.delete(`/v1/metrics/definitions/${metric_id}`)).status).toBe(204);
  await expectProblem(await owner.delete(path), "not_found");
});

test("what is used is not removed, and who uses it is named", async () => {
  const { own, owner, metric_id, profile_id } = await withMetrics();
  const metric = await expectProblem(await owner.delete(`/v1/metrics/definitions/${metric_id}`), "conflict");
  expect(metric.detail).toContain("reading");
  await owner.post("/v1/pipelines", { kind: "dataset_insight", name: "Ours" });
  await own.owner`update public.pipeline_versions
    set nodes = ${JSON.stringify([{ ...testPipeline.nodes[0], metric_profile: "reading" }])}::text::jsonb
    where tenant_id = ${own.tenant_id}`;
  const used = await expectProblem(await owner.delete(`/v1/metrics/profiles/${profile_id}`), "conflict");
  expect(used.detail).toContain("Ours 1");
  const { profiles } = await expectAnswer(await owner.get("/v1/metrics"), 200, MetricCatalogue);
  expect(profiles[0]?.used_by).toEqual([{ kind: "dataset_insight", name: "Ours", number: 1, status: "draft" }]);
});

test("an expression or threshold that does not compile is named at its place", async () => {
  const { owner, metric_id, profile_id } = await withMetrics();
  const faults = async (res: Response) =>
    (await expectProblem(res, "invalid_request")).errors?.map((fault) => fault.location);
  const define = (change: object) => owner.post("/v1/metrics/definitions", { ...rows, key: "other", ...change });
  expect(await faults(await define({ expression: "size(output" }))).toEqual(["/expression"]);
  expect(await faults(await define({ expression: "nothing + 1" }))).toEqual(["/expression"]);
  expect(await faults(await define({ expression: "'text'" }))).toEqual(["/expression"]);
  const nested = "output.a.all(x, x.all(y, y.all(z, z)))";
  expect(await faults(await define({ expression: nested }))).toEqual(["/expression"]);
  expect(await faults(await define({ key: "attempt" }))).toEqual(["/key"]);
  const change = { expression: "[1]" };
  expect(await faults(await owner.patch(`/v1/metrics/definitions/${metric_id}`, change))).toEqual(["/expression"]);
  const metrics = [
    { metric: "rows", threshold: "value +" },
    { metric: "rows", threshold: "1.0" },
    { metric: "nowhere", threshold: null },
    { metric: "attempt", threshold: "value < metrics.size_bytes" },
  ];
  const expected = [
    "/metrics/0/threshold",
    "/metrics/1/metric",
    "/metrics/1/threshold",
    "/metrics/2/metric",
    "/metrics/3/threshold",
  ];
  expect(await faults(await owner.post("/v1/metrics/profiles", { key: "broken", metrics }))).toEqual(expected);
  expect(await faults(await owner.patch(`/v1/metrics/profiles/${profile_id}`, { metrics }))).toEqual(expected);
});

test("a key is taken once", async () => {
  const { owner } = await withMetrics();
  await expectProblem(await owner.post("/v1/metrics/definitions", rows), "conflict");
  await expectProblem(await owner.post("/v1/metrics/profiles", profile), "conflict");
});

test("results are listed newest first, found by run and metric, and page without a gap", async () => {
  const { own, owner } = await withMetrics();
  const measured = (value: number) => [
    {
      key: "read",
      metrics: [
        { metric: "rows", value },
        { metric: "duration_ms", value: 5, passed: false },
      ],
    },
  ];
  const one = await insertRun(own, { steps: measured(1) });
  await insertRun(own, { steps: measured(2) });
  const page = async (query: string) =>
    expectAnswer(await owner.get(`/v1/metrics/results${query}`), 200, MetricResultPage);
  expect((await page(`?run_id=${one}&metric=rows`)).items).toMatchObject([
    { run_id: one, run_status: "succeeded", step: "test.read@1", value: 1, threshold: null, passed: null },
  ]);
  const first = await page("?limit=3");
  const rest = await page(`?limit=3&cursor=${first.next_cursor}`);
  expect(new Set([...first.items, ...rest.items].map((result) => result.id)).size).toBe(4);
  expect(rest.next_cursor).toBeNull();
});

test("nobody but an owner writes", async () => {
  const { own, metric_id, profile_id } = await withMetrics();
  for (const user of [await own.asMember("viewer"), await own.asMember("editor")]) {
    await expectProblem(await user.post("/v1/metrics/definitions", { ...rows, key: "other" }), "forbidden");
    await expectProblem(await user.post("/v1/metrics/profiles", { ...profile, key: "other" }), "forbidden");
    for (const path of [`/v1/metrics/definitions/${metric_id}`, `/v1/metrics/profiles/${profile_id}`]) {
      await expectProblem(await user.patch(path, { description: "x" }), "forbidden");
      await expectProblem(await user.delete(path), "forbidden");
    }
  }
});

test("another tenant's metric is exactly as missing as one that never was, and its results are not seen", async () => {
  const { own, metric_id, profile_id } = await withMetrics();
  const run = await insertRun(own, { steps: [{ key: "read", metrics: [{ metric: "rows", value: 1 }] }] });
  const user = await api.asMember("owner");
  for (const [noun, id] of [
    ["definitions", metric_id],
    ["profiles", profile_id],
  ]) {
    for (const act of [
      (one: string) => user.patch(`/v1/metrics/${noun}/${one}`, { description: "x" }),
      (one: string) => user.delete(`/v1/metrics/${noun}/${one}`),
    ]) {
      const { request_id: _, ...hidden } = await expectProblem(await act(id ?? ""), "not_found");
      const { request_id: __, ...missing } = await expectProblem(await act(crypto.randomUUID()), "not_found");
      expect(hidden).toEqual(missing);
    }
  }
  const seen = await expectAnswer(await user.get(`/v1/metrics/results?run_id=${run}`), 200, MetricResultPage);
  expect(seen.items).toEqual([]);
});

test("nobody signed out, and nobody without a tenant, gets anywhere", async () => {
  const id = crypto.randomUUID();
  for (const [method, path] of [
    ["GET", "/v1/metrics"],
    ["GET", "/v1/metrics/results"],
    ...["definitions", "profiles"].flatMap((noun) => [
      ["POST", `/v1/metrics/${noun}`],
      ["PATCH", `/v1/metrics/${noun}/${id}`],
      ["DELETE", `/v1/metrics/${noun}/${id}`],
    ]),
  ]) {
    await expectProblem(await api.anonymous(method ?? "", path ?? ""), "unauthenticated");
  }
  const nobody = await api.asNobody();
  await expectProblem(await nobody.get("/v1/metrics"), "tenant_required");
  await expectProblem(await nobody.post("/v1/metrics/definitions", rows), "tenant_required");
  await expectProblem(await nobody.post("/v1/metrics/profiles", profile), "tenant_required");
});
