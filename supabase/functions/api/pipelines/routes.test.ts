import {
  Pipeline,
  PipelineDiff,
  PipelineFaults,
  PipelineList,
  type PipelineNode,
  PipelineVersion,
  PipelineVersionPage,
} from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  afterwards,
  expectAnswer,
  expectProblem,
  first,
  type TestApp,
  type TestUser,
  testApp,
} from "../platform/test-app.ts";
import { registerTestCatalogue, testPipeline } from "../platform/test-catalogue.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
});
afterAll(() => api.close());

const kind = "dataset_insight";
const [read, count] = testPipeline.nodes;
if (!read || !count) throw new Error("the test pipeline has two nodes");
const draft = (nodes: object[], revision: number | null = 1) => ({ nodes, note: "Changed", revision });
const conditional: PipelineNode = { ...count, condition: "size(ir.read.rows) > 2" };

/** A tenant of its own, with a pipeline whose first draft is a copy of the built-in one. */
async function withPipeline() {
  const own = await testApp();
  afterwards(() => own.close());
  const owner = await own.asMember("owner");
  const created = await expectAnswer(await owner.post("/v1/pipelines", { kind, name: "Ours" }), 201, Pipeline);
  return { own, owner, id: created.id ?? "", created };
}
const save = (owner: TestUser, id: string, body: unknown) =>
  owner.call("PUT", `/v1/pipelines/${id}/draft`, { json: body });

test("every kind of run has a pipeline, the built-in one before a tenant makes its own", async () => {
  const viewer = await api.asMember("viewer");
  const { items } = await expectAnswer(await viewer.get("/v1/pipelines"), 200, PipelineList);
  expect(items).toEqual([
    {
      id: null,
      kind,
      name: "Test",
      description: "",
      active_number: 0,
      draft_number: null,
      version_count: 0,
      updated_at: null,
    },
  ]);
  const page = await expectAnswer(await viewer.get(`/v1/pipelines/${kind}/versions`), 200, PipelineVersionPage);
  expect(page).toMatchObject({
    items: [{ id: null, number: 0, status: "active", nodes: testPipeline.nodes }],
    next_cursor: null,
  });
  await expectAnswer(await viewer.get(`/v1/pipelines/${kind}`), 200, Pipeline);
});

test("an owner drafts, activates and rolls back; every version stays", async () => {
  const { owner, id, created } = await withPipeline();
  expect(created).toMatchObject({ active_number: 0, draft_number: 1, version_count: 1 });
  const saved = await expectAnswer(await save(owner, id, draft([read, conditional])), 200, PipelineVersion);
  expect(saved).toMatchObject({ number: 1, status: "draft", revision: 2, note: "Changed", created_by: owner.user_id });
  const activate = (number: number) => owner.post(`/v1/pipelines/${id}/activate`, { number });
  expect(await expectAnswer(await activate(1), 200, Pipeline)).toMatchObject({ active_number: 1, draft_number: null });
  await expectAnswer(await save(owner, id, draft([read], null)), 200, PipelineVersion);
  expect(await expectAnswer(await activate(2), 200, Pipeline)).toMatchObject({ active_number: 2, version_count: 2 });
  const back = () => owner.post(`/v1/pipelines/${id}/rollback`);
  expect(await expectAnswer(await back(), 200, Pipeline)).toMatchObject({ active_number: 1 });
  expect(await expectAnswer(await activate(0), 200, Pipeline)).toMatchObject({ active_number: 0 });
  await expectProblem(await back(), "conflict");
  const { items } = await expectAnswer(await owner.get(`/v1/pipelines/${id}/versions`), 200, PipelineVersionPage);
  expect(items.map((version) => [version.number, version.status])).toEqual([
    [2, "retired"],
    [1, "retired"],
    [0, "active"],
  ]);
  const one = await expectAnswer(await owner.get(`/v1/pipelines/${id}/versions/1`), 200, PipelineVersion);
  expect(one.nodes).toEqual([read, conditional]);
});

test("pages of versions follow each other, the built-in one last", async () => {
  const { owner, id } = await withPipeline();
  for (const number of [1, 2]) {
    await expectAnswer(await owner.post(`/v1/pipelines/${id}/activate`, { number }), 200, Pipeline);
    await expectAnswer(await save(owner, id, draft([read], null)), 200, PipelineVersion);
  }
  const seen: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/v1/pipelines/${id}/versions?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = await expectAnswer(await owner.get(path), 200, PipelineVersionPage);
    seen.push(...page.items.map((version) => version.number));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual([3, 2, 1, 0]);
});

test("a draft that cannot be executed is refused with every fault at its place", async () => {
  const { owner, id } = await withPipeline();
  const broken = [
    { ...read, params: {}, depends_on: ["count"] },
    { ...count, params: { most: 0, odd: 1 }, condition: "ir.read.rows >", metric_profile: "nowhere" },
    { ...read, key: "again", step: "test.nothing@1" },
  ];
  const problem = await expectProblem(await save(owner, id, draft(broken)), "pipeline_invalid");
  const locations = problem.errors?.map((fault) => fault.location);
  expect(locations).toEqual(
    expect.arrayContaining([
      "/nodes/0/depends_on/0",
      "/nodes/1/params/most",
      "/nodes/1/params/odd",
      "/nodes/1/condition",
      "/nodes/1/metric_profile",
      "/nodes/2/step",
    ]),
  );
  expect(JSON.stringify(problem.errors)).toContain("read -> count -> read");
  const { nodes } = await expectAnswer(await owner.get(`/v1/pipelines/${id}/versions/1`), 200, PipelineVersion);
  expect(nodes).toEqual(testPipeline.nodes);
});

test("a check says the same without saving, whatever is missing still", async () => {
  const viewer = await api.asMember("viewer");
  const check = async (nodes: unknown[]) =>
    (await expectAnswer(await viewer.post("/v1/pipelines/check", { nodes }), 200, PipelineFaults)).errors;
  expect(await check([read, count])).toEqual([]);
  expect((await check([{ ...read, depends_on: ["read"] }]))[0]?.message).toContain("read -> read");
  expect((await check([read, { key: "A b" }])).map((fault) => fault.location)).toEqual([
    "/nodes/1/key",
    "/nodes/1/step",
  ]);
});

test("a save over somebody else's is a conflict", async () => {
  const { owner, id } = await withPipeline();
  await expectAnswer(await save(owner, id, draft([read])), 200, PipelineVersion);
  await expectProblem(await save(owner, id, draft([read, count])), "conflict");
  await expectProblem(await save(owner, id, draft([read, count], null)), "conflict");
});

test("a version whose step or profile is gone is not activated", async () => {
  const { own, owner, id } = await withPipeline();
  await own.owner`update public.pipeline_versions set nodes = ${JSON.stringify([{ ...read, metric_profile: "gone" }])}::text::jsonb
    where tenant_id = ${own.tenant_id} and number = 1`;
  const problem = await expectProblem(
    await owner.post(`/v1/pipelines/${id}/activate`, { number: 1 }),
    "pipeline_invalid",
  );
  expect(problem.errors?.[0]?.location).toBe("/nodes/0/metric_profile");
  await expectProblem(await owner.post(`/v1/pipelines/${id}/activate`, { number: 9 }), "not_found");
});

test("two versions are told apart node by node, not by where nodes stand in the graph", async () => {
  const { owner, id } = await withPipeline();
  const placed = { ...read, position: { x: 12, y: -40 } };
  const saved = await expectAnswer(await save(owner, id, draft([placed, conditional])), 200, PipelineVersion);
  expect(saved.nodes[0]).toEqual(placed);
  const diff = async (from: number, to: number) =>
    expectAnswer(await owner.get(`/v1/pipelines/${id}/diff?from=${from}&to=${to}`), 200, PipelineDiff);
  expect((await diff(0, 1)).changes).toEqual([{ key: "count", change: "changed", fields: ["condition"] }]);
  expect(await diff(1, 1)).toEqual({ from: 1, to: 1, changes: [], parallel_groups_changed: false });
  await expectProblem(await owner.get(`/v1/pipelines/${id}/diff?from=0&to=7`), "not_found");
});

test("a tenant has one pipeline of a kind, and names it", async () => {
  const { owner, id } = await withPipeline();
  await expectProblem(await owner.post("/v1/pipelines", { kind, name: "Second" }), "conflict");
  const change = { name: "Renamed", description: "What it is for" };
  expect(await expectAnswer(await owner.patch(`/v1/pipelines/${id}`, change), 200, Pipeline)).toMatchObject(change);
});

test("nobody but an owner changes anything", async () => {
  const { own, id } = await withPipeline();
  for (const user of [await own.asMember("viewer"), await own.asMember("editor")]) {
    await expectProblem(await user.post("/v1/pipelines", { kind, name: "x" }), "forbidden");
    await expectProblem(await user.patch(`/v1/pipelines/${id}`, { name: "x" }), "forbidden");
    await expectProblem(await save(user, id, draft([read])), "forbidden");
    // Who may not save is not told what is wrong with it either.
    await expectProblem(await save(user, id, draft([{ ...read, step: "test.nothing@1" }])), "forbidden");
    await expectProblem(await user.post(`/v1/pipelines/${id}/activate`, { number: 1 }), "forbidden");
    await expectProblem(await user.post(`/v1/pipelines/${id}/rollback`), "forbidden");
  }
  const { audit } = first(
    await own.owner<{ audit: number }[]>`select count(*)::int as audit from public.pipeline_versions
      where tenant_id = ${own.tenant_id} and status = 'active'`,
  );
  expect(audit).toBe(0);
});

const routes = (id: string) =>
  [
    ["GET", `/v1/pipelines/${id}`],
    ["PATCH", `/v1/pipelines/${id}`, { name: "x" }],
    ["GET", `/v1/pipelines/${id}/versions`],
    ["GET", `/v1/pipelines/${id}/versions/1`],
    ["GET", `/v1/pipelines/${id}/diff?from=0&to=1`],
    ["PUT", `/v1/pipelines/${id}/draft`, draft([read])],
    ["POST", `/v1/pipelines/${id}/activate`, { number: 1 }],
    ["POST", `/v1/pipelines/${id}/rollback`],
  ] as const;

test("another tenant's pipeline is exactly as missing as one that never was", async () => {
  const { id } = await withPipeline();
  const user = await api.asMember("owner");
  const [there, gone] = [routes(id), routes(crypto.randomUUID())];
  for (const [i, [method, path, json]] of there.entries()) {
    const options = json === undefined ? {} : { json };
    const { request_id: _, ...hidden } = await expectProblem(await user.call(method, path, options), "not_found");
    const { request_id: __, ...missing } = await expectProblem(
      await user.call(method, gone[i]?.[1] ?? "", options),
      "not_found",
    );
    expect(hidden).toEqual(missing);
  }
});

test("nobody signed out gets anywhere, and what is invalid is named", async () => {
  for (const [method, path] of [
    ["GET", "/v1/pipelines"],
    ["POST", "/v1/pipelines"],
    ["POST", "/v1/pipelines/check"],
    ...routes(crypto.randomUUID()),
  ] as const) {
    await expectProblem(await api.anonymous(method, path), "unauthenticated");
  }
  const owner = await api.asMember("owner");
  const id = crypto.randomUUID();
  await expectProblem(await owner.post("/v1/pipelines", { kind: "odd", name: "x" }), "invalid_request");
  const problem = await expectProblem(
    await save(owner, id, { nodes: [{ key: "A" }], revision: null }),
    "invalid_request",
  );
  expect(problem.errors?.map((fault) => fault.location)).toContain("/nodes/0/key");
  await expectProblem(await owner.get("/v1/pipelines/x/versions"), "invalid_request");
  await expectProblem(await (await api.asNobody()).get("/v1/pipelines"), "tenant_required");
});
