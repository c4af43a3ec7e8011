import { Insight, InsightPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";
import { publish, uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

const ids = async (res: Response) => (await expectAnswer(res, 200, InsightPage)).items.map((i) => i.id);

test("an insight comes with its evidence, exactly as it was published", async () => {
  const user = await api.asMember("viewer");
  const { insight_id } = await publish(api, await uploaded(await api.asMember("editor")));
  const insight = await expectAnswer(await user.get(`/v1/insights/${insight_id}`), 200, Insight);
  expect(insight).toMatchObject({
    next_steps: ['Look, at "it"', "b"],
    columns: ["a b", "c"],
    evidence: [{ kind: "aggregate", id: "e1", value: 3 }],
    advisory: true,
    verified: true,
  });
});

test("only a dataset's current insights are listed, unless a run is named", async () => {
  const user = await api.asMember("editor");
  const up = await uploaded(user);
  const old = await publish(api, up);
  const res = await user.post(`/v1/datasets/${up.dataset.id}/runs`);
  const { run } = await res.json();
  const now = await publish(api, { ...up, run });
  expect(await ids(await user.get(`/v1/insights?dataset_id=${up.dataset.id}`))).toEqual([now.insight_id]);
  expect(await ids(await user.get(`/v1/insights?run_id=${up.run.id}`))).toEqual([old.insight_id]);
  expect(await ids(await user.get("/v1/insights?limit=100"))).not.toContain(old.insight_id);
});

test("insights are found by severity and by words", async () => {
  const user = await api.asMember("editor");
  const up = await uploaded(user);
  const { insight_id } = await publish(api, up);
  const base = `/v1/insights?dataset_id=${up.dataset.id}`;
  expect(await ids(await user.get(`${base}&severity=major&search=FELL%2018%25`))).toEqual([insight_id]);
  expect(await ids(await user.get(`${base}&severity=info`))).toEqual([]);
  expect(await ids(await user.get(`${base}&search=fell%5F18`))).toEqual([]);
  await expectProblem(await user.get("/v1/insights?severity=odd"), "invalid_request");
});

test("pages keep rank within a run", async () => {
  const user = await api.asMember("editor");
  const up = await uploaded(user);
  await publish(api, up);
  for (const position of [1, 2, 3, 4]) {
    await api.owner`insert into public.insights select (jsonb_populate_record(i, jsonb_build_object(
        'id', gen_random_uuid(), 'position', ${position}::int, 'title', ${`n${position}`}::text))).*
      from public.insights i where i.dataset_id = ${up.dataset.id} and i.position = 0`;
  }
  const seen: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/v1/insights?limit=2&dataset_id=${up.dataset.id}${cursor && `&cursor=${cursor}`}`;
    const page = await expectAnswer(await user.get(path), 200, InsightPage);
    seen.push(...page.items.map((i) => i.position));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

test("another tenant's insight is missing, and signed out there are none", async () => {
  const { insight_id } = await publish(api, await uploaded(await api.asMember("editor")));
  const other = await testApp();
  try {
    const user = await other.asMember("owner");
    const { request_id: _, ...hidden } = await expectProblem(await user.get(`/v1/insights/${insight_id}`), "not_found");
    const { request_id: __, ...missing } = await expectProblem(
      await user.get(`/v1/insights/${crypto.randomUUID()}`),
      "not_found",
    );
    expect(hidden).toEqual(missing);
    expect(await ids(await user.get("/v1/insights"))).toEqual([]);
  } finally {
    await other.close();
  }
  await expectProblem(await api.anonymous("GET", "/v1/insights"), "unauthenticated");
  await expectProblem(await api.anonymous("GET", `/v1/insights/${insight_id}`), "unauthenticated");
});
