import { Feature, FeatureKey, FeatureList, RunAccepted, RunDetail } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";
import { uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
let owner: TestUser;
beforeAll(async () => {
  api = await testApp();
  owner = await api.asMember("owner");
});
afterAll(() => api.close());

const list = async (user: TestUser) => (await expectAnswer(await user.get("/v1/features"), 200, FeatureList)).items;
const set = async (key: string, override: boolean | null) =>
  expectAnswer(await owner.patch(`/v1/features/${key}`, { override }), 200, Feature);

test("every member sees every feature with the reason of its answer", async () => {
  const items = await list(await api.asMember("viewer"));
  expect(items.map((f) => f.key)).toEqual([...FeatureKey.options].sort());
  expect(items[0]).toMatchObject({ key: "copilot.dataset", enabled: true, reason: "default", override: null });
});

test("an owner's answer counts from the next request on, and taking it back brings the platform's", async () => {
  const viewer = await api.asMember("viewer");
  expect((await viewer.get("/v1/datasets")).status).toBe(200);
  expect(await set("copilot.dataset", false)).toMatchObject({ enabled: false, reason: "override", override: false });
  await expectProblem(await viewer.get("/v1/datasets"), "feature_disabled");
  await expectProblem(await viewer.get("/v1/insights"), "feature_disabled");
  expect(await set("copilot.dataset", null)).toMatchObject({ enabled: true, reason: "default", override: null });
  expect((await viewer.get("/v1/datasets")).status).toBe(200);
});

test("a run keeps the feature that it rests on, with the reason", async () => {
  const editor = await api.asMember("editor");
  const { dataset } = await uploaded(editor);
  await set("copilot.dataset", true);
  afterwards(() => set("copilot.dataset", null));
  const res = await editor.post(`/v1/datasets/${dataset.id}/runs`);
  const { run } = await expectAnswer(res, 202, RunAccepted);
  const detail = await expectAnswer(await editor.get(`/v1/runs/${run.id}`), 200, RunDetail);
  expect(detail.features).toEqual({ "copilot.dataset": { enabled: true, reason: "override" } });
});

test("a partial rollout reaches some tenants and always the same ones", async () => {
  await api.owner`update public.feature_flags set enabled = true, rollout = 50 where key = 'pipelines'`;
  afterwards(() => api.owner`update public.feature_flags set enabled = true, rollout = 100 where key = 'pipelines'`);
  const [row] = await api.owner<{ has: boolean }[]>`
    select private.feature_bucket(${api.tenant_id}, 'pipelines') < 50 as has`;
  for (let i = 0; i < 3; i++) {
    const pipelines = (await list(owner)).find((f) => f.key === "pipelines");
    expect(pipelines).toMatchObject({ enabled: row?.has, reason: "rollout" });
  }
});

test("only owners switch features, and only those that tenants may", async () => {
  for (const user of [await api.asMember("editor"), await api.asKey("editor")]) {
    await expectProblem(await user.patch("/v1/features/pipelines", { override: false }), "forbidden");
  }
  const problem = await expectProblem(await owner.patch("/v1/features/routing", { override: true }), "forbidden");
  expect(problem.fix).toBe("Ask the platform operator");
  await expectProblem(await owner.patch("/v1/features/teleport", { override: true }), "not_found");
});

test("a tenant's answer is its own", async () => {
  const other = await testApp();
  afterwards(() => other.close());
  await set("pipelines", false);
  afterwards(() => set("pipelines", null));
  const stranger = await other.asMember("owner");
  expect((await list(stranger)).find((f) => f.key === "pipelines")).toMatchObject({ override: null, enabled: true });
});

test("invalid requests, people without a tenant and callers who are signed out are refused", async () => {
  await expectProblem(await owner.patch("/v1/features/pipelines", {}), "invalid_request");
  await expectProblem(await owner.patch("/v1/features/pipelines", { override: "on" }), "invalid_request");
  await expectProblem(await (await api.asNobody()).get("/v1/features"), "tenant_required");
  await expectProblem(await api.anonymous("GET", "/v1/features"), "unauthenticated");
  await expectProblem(await api.anonymous("PATCH", "/v1/features/pipelines"), "unauthenticated");
});
