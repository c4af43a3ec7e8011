import { GroundTruth, GroundTruthPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";
import { insertRun } from "../platform/test-catalogue.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

const truth = { scope: "dataset.column_role", reference: "orders/amount", value: { role: "measure" } };
const listed = async (res: Response) => (await expectAnswer(res, 200, GroundTruthPage)).items;

test("an owner sets down what is right, and a correction is the next version", async () => {
  const owner = await api.asMember("owner");
  const run_id = await insertRun(api);
  const first = await expectAnswer(await owner.post("/v1/ground-truth", truth), 201, GroundTruth);
  expect(first).toMatchObject({ ...truth, version: 1, source: "manual", run_id: null, reviewer_id: owner.user_id });
  const next = { ...truth, value: "id", source: "feedback", run_id, note: "Seen in a run" };
  expect(await expectAnswer(await owner.post("/v1/ground-truth", next), 201, GroundTruth)).toMatchObject({
    ...next,
    version: 2,
  });
  const viewer = await api.asMember("viewer");
  const query = `scope=${truth.scope}&reference=${encodeURIComponent(truth.reference)}`;
  const versions = async (more: string) =>
    (await listed(await viewer.get(`/v1/ground-truth?${query}${more}`))).map((one) => one.version);
  expect(await versions("")).toEqual([2]);
  expect(await versions("&all_versions=true")).toEqual([2, 1]);
  expect(await versions(`&run_id=${run_id}`)).toEqual([2]);
  expect(await listed(await viewer.get("/v1/ground-truth?scope=other"))).toEqual([]);
  const found = await listed(await viewer.get("/v1/ground-truth?search=ROLE%20orders&all_versions=true"));
  expect(found.map((one) => [one.version, one.current])).toEqual([
    [2, true],
    [1, false],
  ]);
  expect(await listed(await viewer.get("/v1/ground-truth?search=%25"))).toEqual([]);
});

test("pages follow each other without a gap or a repetition", async () => {
  const own = await testApp();
  afterwards(() => own.close());
  const owner = await own.asMember("owner");
  for (let i = 0; i < 5; i++) await owner.post("/v1/ground-truth", { ...truth, reference: `r${i}`, value: i });
  const seen: unknown[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/v1/ground-truth?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = await expectAnswer(await owner.get(path), 200, GroundTruthPage);
    seen.push(...page.items.map((one) => one.value));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual([4, 3, 2, 1, 0]);
});

test("nobody but an owner sets anything down", async () => {
  for (const role of ["viewer", "editor"] as const) {
    await expectProblem(await (await api.asMember(role)).post("/v1/ground-truth", truth), "forbidden");
  }
});

test("another tenant's ground truth is not seen, and its run is exactly as missing as one that never was", async () => {
  const own = await testApp();
  afterwards(() => own.close());
  await (await own.asMember("owner")).post("/v1/ground-truth", { ...truth, reference: "hidden" });
  const run_id = await insertRun(own);
  const owner = await api.asMember("owner");
  expect(await listed(await owner.get("/v1/ground-truth?reference=hidden&all_versions=true"))).toEqual([]);
  const post = async (id: string) =>
    expectProblem(await owner.post("/v1/ground-truth", { ...truth, run_id: id }), "not_found");
  const { request_id: _, ...hidden } = await post(run_id);
  const { request_id: __, ...missing } = await post(crypto.randomUUID());
  expect(hidden).toEqual(missing);
});

test("what is invalid is named, and nobody signed out gets anywhere", async () => {
  const owner = await api.asMember("owner");
  const { value: _, ...empty } = truth;
  for (const [body, location] of [
    [{ ...truth, scope: "Not One" }, "/scope"],
    [{ ...truth, reference: "" }, "/reference"],
    [empty, "/value"],
  ] as const) {
    const problem = await expectProblem(await owner.post("/v1/ground-truth", body), "invalid_request");
    expect(problem.errors?.map((fault) => fault.location)).toEqual([location]);
  }
  await expectProblem(await api.anonymous("GET", "/v1/ground-truth"), "unauthenticated");
  await expectProblem(await api.anonymous("POST", "/v1/ground-truth"), "unauthenticated");
  await expectProblem(await (await api.asNobody()).get("/v1/ground-truth"), "tenant_required");
});
