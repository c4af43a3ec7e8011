import { MemberPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "./test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

const reads = ["/v1/members", "/v1/datasets", "/v1/insights", "/v1/runs"];

test.each(reads)("a member's suspension takes effect on the next request to %s", async (path) => {
  const user = await api.asMember("owner");
  expect((await user.get(path)).status).toBe(200);
  await api.owner`update public.members set status = 'suspended' where user_id = ${user.user_id}`;
  await expectProblem(await user.get(path), "membership_suspended");
});

test.each(reads)("who waits for approval is told so by %s", async (path) => {
  const user = await api.asMember("viewer");
  await api.owner`update public.members set status = 'pending' where user_id = ${user.user_id}`;
  await expectProblem(await user.get(path), "membership_pending");
  await expectProblem(await user.get(path, { headers: { "plumbline-tenant": "" } }), "membership_pending");
});

test.each(reads)("who belongs nowhere is told to join a tenant by %s", async (path) => {
  await expectProblem(await (await api.asNobody()).get(path), "tenant_required");
});

test.each(reads)("a foreign tenant and one that does not exist give the same answer from %s", async (path) => {
  const stranger = await api.asStranger();
  const answers = await Promise.all(
    [api.tenant_id, crypto.randomUUID(), "not-a-tenant"].map(async (tenant) => {
      const res = await stranger.get(path, { headers: { "plumbline-tenant": tenant } });
      const { request_id: _, ...rest } = await expectProblem(res, "not_found");
      return rest;
    }),
  );
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test("a tenant that is pending or suspended says so to its members", async () => {
  const other = await testApp();
  try {
    const user = await other.asMember("owner");
    for (const [status, code] of [
      ["pending", "tenant_pending"],
      ["suspended", "tenant_suspended"],
    ] as const) {
      await other.owner`update public.tenants set status = ${status} where id = ${other.tenant_id}`;
      await expectProblem(await user.get("/v1/runs"), code);
      await expectProblem(await user.post(`/v1/datasets/${crypto.randomUUID()}/runs`), code);
    }
  } finally {
    await other.close();
  }
});

test("without a header the request is pinned to the default tenant", async () => {
  const user = await api.asMember("viewer");
  await api.owner`update public.profiles set default_tenant_id = ${api.tenant_id} where user_id = ${user.user_id}`;
  const page = await expectAnswer(
    await user.get("/v1/members", { headers: { "plumbline-tenant": "" } }),
    200,
    MemberPage,
  );
  expect(page.items.some((m) => m.user_id === user.user_id)).toBe(true);
});
