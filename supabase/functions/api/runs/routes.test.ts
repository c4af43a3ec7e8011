import { Run, RunDetail, RunPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";
import { publish, uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

test("a run shows its steps in the pipeline's order", async () => {
  const user = await api.asMember("editor");
  const { run } = await uploaded(user);
  await api.owner`insert into public.run_steps (tenant_id, run_id, key, step, position, depends_on, status, progress)
    values (${api.tenant_id}, ${run.id}, 'profile', 'dataset.profile@1', 1, '{parse}', 'pending', 0),
      (${api.tenant_id}, ${run.id}, 'parse', 'dataset.parse@1', 0, '{}', 'running', 0.1)`;
  const detail = await expectAnswer(await user.get(`/v1/runs/${run.id}`), 200, RunDetail);
  expect(detail.steps).toMatchObject([
    { key: "parse", depends_on: [], progress: 0.1 },
    { key: "profile", depends_on: ["parse"] },
  ]);
});

test("runs are listed newest first and found by status, kind and subject", async () => {
  const user = await api.asMember("editor");
  const one = await uploaded(user);
  const two = await uploaded(user);
  await publish(api, one);
  const ids = async (query: string) =>
    (await expectAnswer(await user.get(`/v1/runs${query}`), 200, RunPage)).items.map((r) => r.id);
  expect((await ids("")).slice(0, 2)).toEqual([two.run.id, one.run.id]);
  expect(await ids("?status=succeeded")).toEqual([one.run.id]);
  expect(await ids(`?kind=dataset_insight&subject_id=${two.dataset.id}`)).toEqual([two.run.id]);
  await expectProblem(await user.get("/v1/runs?kind=odd"), "invalid_request");
});

test("an editor cancels a run; a finished one is a conflict; a viewer may not", async () => {
  const user = await api.asMember("editor");
  const { run } = await uploaded(user);
  await expectProblem(await (await api.asMember("viewer")).post(`/v1/runs/${run.id}/cancel`), "forbidden");
  const cancelled = await expectAnswer(await user.post(`/v1/runs/${run.id}/cancel`), 200, Run);
  expect(cancelled).toMatchObject({ id: run.id, status: "cancelled" });
  const problem = await expectProblem(await user.post(`/v1/runs/${run.id}/cancel`), "conflict");
  expect(problem.detail).toContain("cancelled");
});

test("another tenant's run is exactly as missing as one that never was", async () => {
  const { run } = await uploaded(await api.asMember("editor"));
  const other = await testApp();
  try {
    const user = await other.asMember("owner");
    for (const act of [
      (id: string) => user.get(`/v1/runs/${id}`),
      (id: string) => user.get(`/v1/runs/${id}/events`),
      (id: string) => user.post(`/v1/runs/${id}/cancel`),
    ]) {
      const { request_id: _, ...hidden } = await expectProblem(await act(run.id), "not_found");
      const { request_id: __, ...missing } = await expectProblem(await act(crypto.randomUUID()), "not_found");
      expect(hidden).toEqual(missing);
    }
  } finally {
    await other.close();
  }
});

test("nobody signed out reaches a run, and an id must be one", async () => {
  const id = crypto.randomUUID();
  for (const [method, path] of [
    ["GET", "/v1/runs"],
    ["GET", `/v1/runs/${id}`],
    ["GET", `/v1/runs/${id}/events`],
    ["POST", `/v1/runs/${id}/cancel`],
  ] as const) {
    await expectProblem(await api.anonymous(method, path), "unauthenticated");
  }
  await expectProblem(await (await api.asMember("viewer")).get("/v1/runs/1/events"), "invalid_request");
});
