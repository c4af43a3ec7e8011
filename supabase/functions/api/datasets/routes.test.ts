import { DatasetDetail, DatasetPage, DatasetProfile, RunAccepted } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, first, type TestApp, testApp } from "../platform/test-app.ts";
import { publish, uploaded } from "../platform/test-dataset.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

const names = async (res: Response) => (await expectAnswer(res, 200, DatasetPage)).items.map((d) => d.name);

test("a dataset is processing, then ready, and failed when its first run did not end well", async () => {
  const user = await api.asMember("editor");
  const up = await uploaded(user);
  const get = async () => expectAnswer(await user.get(`/v1/datasets/${up.dataset.id}`), 200, DatasetDetail);
  expect(await get()).toMatchObject({
    status: "processing",
    revision: 0,
    latest_run: { id: up.run.id, status: "queued" },
  });
  await api.owner`update public.runs set status = 'failed',
    failure = '{"code":"file_ragged","detail":"Row 3 has 4 cells","fix":null}'::text::jsonb where id = ${up.run.id}`;
  expect(await get()).toMatchObject({ status: "failed", latest_run: { failure: { code: "file_ragged" } } });
  await publish(api, up);
  expect(await get()).toMatchObject({
    status: "ready",
    revision: 1,
    quality_score: 99.5,
    latest_run: { status: "succeeded" },
  });
});

test("datasets are found by name and by status, page by page", async () => {
  const here = await testApp();
  try {
    const user = await here.asMember("editor");
    for (const name of ["100%_a.csv", "B'x.csv", "c.csv"]) await uploaded(user, name);
    await publish(here, await uploaded(user, "done.csv"));
    expect(await names(await user.get("/v1/datasets"))).toEqual(["done.csv", "c.csv", "B'x.csv", "100%_a.csv"]);
    expect(await names(await user.get("/v1/datasets?status=ready"))).toEqual(["done.csv"]);
    expect(await names(await user.get("/v1/datasets?status=processing&search=X.CSV"))).toEqual(["B'x.csv"]);
    expect(await names(await user.get("/v1/datasets?search=%25"))).toEqual(["100%_a.csv"]);
    expect(await names(await user.get("/v1/datasets?status=failed"))).toEqual([]);
    const one = await expectAnswer(await user.get("/v1/datasets?limit=3"), 200, DatasetPage);
    const two = await expectAnswer(await user.get(`/v1/datasets?limit=3&cursor=${one.next_cursor}`), 200, DatasetPage);
    expect(two.items.map((d) => d.name)).toEqual(["100%_a.csv"]);
    expect(two.next_cursor).toBeNull();
    // Many at one moment: the id settles the order.
    await here.owner`update public.datasets set created_at = '2026-01-01' where tenant_id = ${here.tenant_id}`;
    const first2 = await expectAnswer(await user.get("/v1/datasets?limit=2"), 200, DatasetPage);
    const rest = await names(await user.get(`/v1/datasets?limit=2&cursor=${first2.next_cursor}`));
    expect(new Set([...first2.items.map((d) => d.name), ...rest]).size).toBe(4);
  } finally {
    await here.close();
  }
});

test("an editor renames a dataset and a viewer does not", async () => {
  const { dataset } = await uploaded(await api.asMember("editor"));
  const path = `/v1/datasets/${dataset.id}`;
  const renamed = await expectAnswer(
    await (await api.asMember("editor")).patch(path, { name: " New " }),
    200,
    DatasetDetail,
  );
  expect(renamed.name).toBe("New");
  const viewer = await api.asMember("viewer");
  await expectProblem(await viewer.patch(path, { name: "x" }), "forbidden");
  expect((await expectAnswer(await viewer.get(path), 200, DatasetDetail)).name).toBe("New");
  await expectProblem(await (await api.asMember("editor")).patch(path, { name: "" }), "invalid_request");
});

test("a deleted dataset takes its file, insights and artifacts along and cancels its run", async () => {
  const editor = await api.asMember("editor");
  const { dataset, run } = await uploaded(editor);
  await api.owner`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
    select tenant_id, gen_random_uuid(), id, 'profile', 't', '{"preview": "a cell of the file"}', 'x', 2, true
    from public.runs where id = ${run.id}`;
  const path = `/v1/datasets/${dataset.id}`;
  await expectProblem(await (await api.asMember("viewer")).delete(path), "forbidden");
  expect((await editor.delete(path)).status).toBe(204);
  await expectProblem(await editor.get(path), "not_found");
  await expectProblem(await editor.delete(path), "not_found");
  const left = await api.owner`select r.status, (select count(*)::int from public.files f
    where f.tenant_id = r.tenant_id and f.sha256 = ${dataset.sha256}) as files,
    (select count(*)::int from public.artifacts a where a.run_id = r.id) as artifacts from public.runs r where r.id = ${run.id}`;
  expect(left).toEqual([{ status: "cancelled", files: 0, artifacts: 0 }]);
});

test("the profile is there once a run has published it", async () => {
  const user = await api.asMember("editor");
  const up = await uploaded(user);
  const path = `/v1/datasets/${up.dataset.id}/profile`;
  await expectProblem(await user.get(path), "not_found");
  await publish(api, up);
  const profile = await expectAnswer(await user.get(path), 200, DatasetProfile);
  expect(profile).toMatchObject({ dataset_id: up.dataset.id, run_id: up.run.id, revision: 1, quality_score: 99.5 });
});

test("a run over a dataset is requested once per idempotency key", async () => {
  const user = await api.asMember("editor");
  const { dataset } = await uploaded(user);
  const other = await uploaded(user);
  const run = async (id: string, key?: string) => {
    const res = await user.post(
      `/v1/datasets/${id}/runs`,
      undefined,
      key ? { headers: { "idempotency-key": key } } : {},
    );
    const location = res.headers.get("location");
    const answer = await expectAnswer(res, 202, RunAccepted);
    expect(location).toBe(`/v1/runs/${answer.run.id}`);
    return answer;
  };
  const one = await run(dataset.id, "k1");
  const two = await run(dataset.id);
  const again = await run(dataset.id, "k1");
  expect([one.created, two.created, again.created]).toEqual([true, true, false]);
  expect(again.run.id).toBe(one.run.id);
  expect(two.run.id).not.toBe(one.run.id);
  // The same key on another dataset is another run.
  expect((await run(other.dataset.id, "k1")).run.subject_id).toBe(other.dataset.id);
  const now = await expectAnswer(await user.get(`/v1/datasets/${dataset.id}`), 200, DatasetDetail);
  expect(now.latest_run_id).toBe(two.run.id);
  const jobs = first(
    await api.owner<{ n: number }[]>`select count(*)::int as n from pgboss.job where id = ${one.run.id}`,
  );
  expect(jobs.n).toBe(1);
});

test("a viewer cannot request a run, and a key must be sane", async () => {
  const { dataset } = await uploaded(await api.asMember("editor"));
  const path = `/v1/datasets/${dataset.id}/runs`;
  await expectProblem(await (await api.asMember("viewer")).post(path), "forbidden");
  const headers = { "idempotency-key": "x".repeat(151) };
  await expectProblem(await (await api.asMember("editor")).post(path, undefined, { headers }), "invalid_request");
});

test("a dataset of another tenant is exactly as missing as one that never was", async () => {
  const { dataset } = await uploaded(await api.asMember("editor"));
  const stranger = await api.asStranger();
  await api.owner`update public.profiles set default_tenant_id =
    (select tenant_id from public.members where user_id = ${stranger.user_id}) where user_id = ${stranger.user_id}`;
  const headers = { "plumbline-tenant": "" };
  const acts: ((id: string) => Promise<Response>)[] = [
    (id) => stranger.get(`/v1/datasets/${id}`, { headers }),
    (id) => stranger.get(`/v1/datasets/${id}/profile`, { headers }),
    (id) => stranger.get(`/v1/datasets/${id}/file`, { headers }),
    (id) => stranger.patch(`/v1/datasets/${id}`, { name: "mine" }, { headers }),
    (id) => stranger.delete(`/v1/datasets/${id}`, { headers }),
    (id) => stranger.post(`/v1/datasets/${id}/runs`, undefined, { headers }),
  ];
  for (const act of acts) {
    const { request_id: _, ...hidden } = await expectProblem(await act(dataset.id), "not_found");
    const { request_id: __, ...missing } = await expectProblem(await act(crypto.randomUUID()), "not_found");
    expect(hidden).toEqual(missing);
  }
  expect((await (await api.asMember("viewer")).get(`/v1/datasets/${dataset.id}`)).status).toBe(200);
});

test("nobody signed out reaches a dataset", async () => {
  const id = crypto.randomUUID();
  for (const [method, path] of [
    ["GET", ""],
    ["GET", `/${id}`],
    ["PATCH", `/${id}`],
    ["DELETE", `/${id}`],
    ["GET", `/${id}/profile`],
    ["POST", `/${id}/runs`],
  ] as const) {
    await expectProblem(await api.anonymous(method, `/v1/datasets${path}`), "unauthenticated");
  }
});
