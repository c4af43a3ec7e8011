import { BulkAnswer, IrSchemaDetail, RunAccepted, RunDetail } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, first, type TestApp, testApp } from "../platform/test-app.ts";
import { insertRun, registerTestCatalogue } from "../platform/test-catalogue.ts";
import { sortedJson } from "./sorted-json.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
});
afterAll(() => api.close());

const ended = (on = api) =>
  insertRun(on, {
    steps: [
      { key: "read", value: { rows: [1, 2] } },
      { key: "count", value: { count: 2 } },
    ],
  });
async function ownTenant() {
  const own = await testApp();
  afterwards(() => own.close());
  return own;
}

test("a run is taken up again from a node: what comes before is reused", async () => {
  const editor = await api.asMember("editor");
  const id = await ended();
  const res = await editor.post(`/v1/runs/${id}/rerun`, { node: "count" });
  const { run, created } = await expectAnswer(res, 202, RunAccepted);
  expect(res.headers.get("location")).toBe(`/v1/runs/${run.id}`);
  expect(created).toBe(true);
  expect(run).toMatchObject({
    status: "queued",
    lineage: "rerun",
    rerun_of: id,
    from_node: "count",
    requested_by: editor.user_id,
  });
  const { steps } = await expectAnswer(await editor.get(`/v1/runs/${run.id}`), 200, RunDetail);
  expect(steps).toMatchObject([
    { key: "read", status: "succeeded", reused_from: id },
    { key: "count", status: "pending", reused_from: null },
  ]);
  await expectProblem(await editor.post(`/v1/runs/${id}/rerun`, { node: "nowhere" }), "not_found");
});

test("a mended result is taken as it is sent, its keys sorted, by who sent it", async () => {
  const editor = await api.asMember("editor");
  const id = await ended();
  const value = { unit: "b\u0000", count: 5 };
  const { run } = await expectAnswer(
    await editor.post(`/v1/runs/${id}/edit`, { node: "count", value }),
    202,
    RunAccepted,
  );
  expect(run).toMatchObject({ lineage: "edit", from_node: "count" });
  const stored = first(
    await api.owner`select value::text, sha256, edited_by, encode(sha256(convert_to(${'{"count":5,"unit":"b\uFFFD"}'}, 'UTF8')), 'hex') as expected
      from public.artifacts where run_id = ${run.id} and step_key = 'count'`,
  );
  expect(stored.edited_by).toBe(editor.user_id);
  expect(stored.sha256).toBe(stored.expected);
});

test("a mended result outside the step's schema, or the tenant's own, is refused at its place", async () => {
  const own = await ownTenant();
  const owner = await own.asMember("owner");
  const id = await ended(own);
  const edit = (value: unknown) => owner.post(`/v1/runs/${id}/edit`, { node: "count", value });
  const builtin = await expectProblem(await edit({ count: "2" }), "invalid_request");
  expect(builtin.errors?.map((fault) => fault.location)).toEqual(["/value/count"]);
  const schema = { properties: { count: { minimum: 10 } } };
  const made = await expectAnswer(
    await owner.post("/v1/ir-schemas", { step: "test.count@1", name: "Large", schema }),
    201,
    IrSchemaDetail,
  );
  await expectAnswer(await edit({ count: 2 }), 202, RunAccepted);
  await owner.post(`/v1/ir-schemas/${made.id}/activate`, { version: 1 });
  const problem = await expectProblem(await edit({ count: 2 }), "invalid_request");
  expect(problem.errors?.map((fault) => fault.location)).toEqual(["/value/count"]);
  await expectAnswer(await edit({ count: 10 }), 202, RunAccepted);
});

test("a run is replayed with the active pipeline, the built-in one or a version of its kind, and the model that is named", async () => {
  const own = await ownTenant();
  const owner = await own.asMember("owner");
  await owner.post("/v1/pipelines", { kind: "dataset_insight", name: "Ours" });
  const { id: version } = first(
    await own.owner<{ id: string }[]>`select id from public.pipeline_versions where tenant_id = ${own.tenant_id}`,
  );
  const id = await ended(own);
  const replay = (body: object) => owner.post(`/v1/runs/${id}/replay`, body);
  expect((await expectAnswer(await replay({}), 202, RunAccepted)).run).toMatchObject({
    lineage: "replay",
    pipeline_version_id: null,
    model: null,
  });
  await own.owner`select private.register_text_models(array['openai:new', 'deterministic'], 'deterministic')`;
  const named = await expectAnswer(await replay({ pipeline: version, model: "openai:new" }), 202, RunAccepted);
  expect(named.run).toMatchObject({ pipeline_version_id: version, model: "openai:new" });
  const builtIn = await expectAnswer(await replay({ pipeline: "builtin" }), 202, RunAccepted);
  expect(builtIn.run.pipeline_version_id).toBeNull();
  await expectProblem(await replay({ pipeline: crypto.randomUUID() }), "not_found");
  await expectProblem(await replay({ pipeline: "mine" }), "invalid_request");
  const unknown = await expectProblem(await replay({ model: "openai:gone" }), "not_found");
  expect(unknown.fix).toContain("/v1/text-models");
});

test("a run that has not ended, and a viewer, start nothing", async () => {
  const editor = await api.asMember("editor");
  const viewer = await api.asMember("viewer");
  const running = await insertRun(api, { status: "running", steps: [{ key: "read" }] });
  const id = await ended();
  for (const [act, body] of [
    ["rerun", { node: "count" }],
    ["edit", { node: "count", value: { count: 1 } }],
    ["replay", {}],
  ] as const) {
    await expectProblem(await editor.post(`/v1/runs/${running}/${act}`, body), "conflict");
    await expectProblem(await viewer.post(`/v1/runs/${id}/${act}`, body), "forbidden");
  }
  await expectProblem(await viewer.post("/v1/runs/cancel", { filter: {} }), "forbidden");
  await expectProblem(await viewer.post("/v1/runs/replay", { filter: {} }), "forbidden");
  await expectProblem(await editor.post(`/v1/runs/${id}/edit`, { node: "nowhere", value: 1 }), "not_found");
  await expectProblem(await editor.post(`/v1/runs/${id}/edit`, { node: "count" }), "invalid_request");
});

test("many runs are cancelled once their number is confirmed", async () => {
  const own = await ownTenant();
  const editor = await own.asMember("editor");
  for (let i = 0; i < 3; i++) await insertRun(own, { status: "queued", created_at: `2026-03-0${i + 1}T00:00:00Z` });
  await insertRun(own);
  const cancel = (body: object) => editor.post("/v1/runs/cancel", body);
  const filter = { from: "2026-03-02T00:00:00Z", to: "2026-03-04T00:00:00Z" };
  expect(await expectAnswer(await cancel({ filter }), 200, BulkAnswer)).toEqual({ matched: 2, done: 0 });
  await expectProblem(await cancel({ filter, confirm: 1 }), "conflict");
  expect(await expectAnswer(await cancel({ filter, confirm: 2 }), 200, BulkAnswer)).toEqual({ matched: 2, done: 2 });
  expect(await expectAnswer(await cancel({ filter: {} }), 200, BulkAnswer)).toEqual({ matched: 1, done: 0 });
  await expectProblem(await cancel({ filter: { status: "odd" } }), "invalid_request");
});

test("many runs are replayed once their number is confirmed", async () => {
  const own = await ownTenant();
  const editor = await own.asMember("editor");
  for (const status of ["failed", "failed", "succeeded", "running"]) await insertRun(own, { status });
  const replay = (body: object) => editor.post("/v1/runs/replay", body);
  const filter = { status: "failed" };
  expect(await expectAnswer(await replay({ filter }), 200, BulkAnswer)).toEqual({ matched: 2, done: 0 });
  expect(await expectAnswer(await replay({ filter, confirm: 2 }), 200, BulkAnswer)).toEqual({ matched: 2, done: 2 });
  const [{ queued } = { queued: 0 }] = await own.owner<{ queued: number }[]>`
    select count(*)::int as queued from public.runs where tenant_id = ${own.tenant_id} and lineage = 'replay' and status = 'queued'`;
  expect(queued).toBe(2);
});

test("runs that failed for one reason are replayed by it, and no others", async () => {
  const own = await ownTenant();
  const editor = await own.asMember("editor");
  const late = await insertRun(own, { status: "failed", failure_code: "timed_out" });
  await insertRun(own, { status: "failed", failure_code: "file_unreadable" });
  await insertRun(own);
  const filter = { failure_code: "timed_out" };
  const replay = (body: object) => editor.post("/v1/runs/replay", body);
  expect(await expectAnswer(await replay({ filter, confirm: 1 }), 200, BulkAnswer)).toEqual({ matched: 1, done: 1 });
  const replayed =
    await own.owner`select rerun_of from public.runs where tenant_id = ${own.tenant_id} and lineage = 'replay'`;
  expect([...replayed]).toEqual([{ rerun_of: late }]);
  const none = await editor.post("/v1/runs/cancel", { filter: { failure_code: "conflict" }, confirm: 0 });
  expect(await expectAnswer(none, 200, BulkAnswer)).toEqual({ matched: 0, done: 0 });
});

test("another tenant's run is exactly as missing as one that never was, and no filter reaches it", async () => {
  const own = await ownTenant();
  const id = await ended(own);
  await insertRun(own, { status: "queued" });
  const user = await (await ownTenant()).asMember("owner");
  for (const [act, body] of [
    ["rerun", { node: "count" }],
    ["edit", { node: "count", value: { count: 1 } }],
    ["replay", {}],
  ] as const) {
    const { request_id: _, ...hidden } = await expectProblem(
      await user.post(`/v1/runs/${id}/${act}`, body),
      "not_found",
    );
    const gone = await user.post(`/v1/runs/${crypto.randomUUID()}/${act}`, body);
    const { request_id: __, ...missing } = await expectProblem(gone, "not_found");
    expect(hidden).toEqual(missing);
  }
  for (const act of ["cancel", "replay"]) {
    const res = await user.post(`/v1/runs/${act}`, { filter: {} });
    expect(await expectAnswer(res, 200, BulkAnswer)).toEqual({ matched: 0, done: 0 });
  }
});

test("nobody signed out starts anything", async () => {
  const id = crypto.randomUUID();
  for (const path of [`${id}/rerun`, `${id}/edit`, `${id}/replay`, "cancel", "replay"]) {
    await expectProblem(await api.anonymous("POST", `/v1/runs/${path}`), "unauthenticated");
  }
  await expectProblem(await (await api.asNobody()).post("/v1/runs/cancel", { filter: {} }), "tenant_required");
});

test("sorted JSON does not depend on the order of keys", () => {
  const text = sortedJson({ b: [{ d: 1, c: "\ud800" }], a: null, 2: true });
  expect(text).toBe('{"2":true,"a":null,"b":[{"c":"\uFFFD","d":1}]}');
  expect(sortedJson(JSON.parse(text))).toBe(text);
});
