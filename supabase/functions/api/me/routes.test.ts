import { Me, Tenant } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

test("a member reads who they are and where they belong", async () => {
  const user = await api.asMember("editor");
  const me = await expectAnswer(await user.get("/v1/me"), 200, Me);
  expect(me).toMatchObject({ user_id: user.user_id, email: user.email, default_tenant_id: null });
  expect(me.memberships).toMatchObject([{ role: "editor", status: "active", tenant: { id: api.tenant_id } }]);
});

test("somebody who belongs nowhere still reads who they are", async () => {
  const me = await expectAnswer(await (await api.asNobody()).get("/v1/me"), 200, Me);
  expect(me.memberships).toEqual([]);
});

test("a person changes their name and their default tenant", async () => {
  const user = await api.asMember("viewer");
  const change = { display_name: 'O\'Neil \\ "x"; drop table', default_tenant_id: api.tenant_id };
  const me = await expectAnswer(await user.patch("/v1/me", change), 200, Me);
  expect(me).toMatchObject(change);
});

test("a tenant one does not belong to cannot become the default", async () => {
  const stranger = await api.asStranger();
  await expectProblem(await stranger.patch("/v1/me", { default_tenant_id: api.tenant_id }), "not_found");
});

test("an empty change is refused with what to name", async () => {
  const user = await api.asMember("viewer");
  const problem = await expectProblem(await user.patch("/v1/me", {}), "invalid_request");
  expect(problem.errors).toHaveLength(1);
});

test("a token whose user is gone is no longer signed in", async () => {
  const user = await api.asNobody();
  await api.owner`delete from auth.users where id = ${user.user_id}`;
  await expectProblem(await user.get("/v1/me"), "unauthenticated");
});

test("without a token there is no answer", async () => {
  await expectProblem(await api.anonymous("GET", "/v1/me"), "unauthenticated");
  await expectProblem(await api.anonymous("PATCH", "/v1/me", { json: {} }), "unauthenticated");
});

test("a created tenant makes its creator the owner and becomes their default", async () => {
  const user = await api.asNobody();
  const slug = `n-${crypto.randomUUID().slice(0, 12)}`;
  const tenant = await expectAnswer(await user.post("/v1/tenants", { slug, name: "New" }), 201, Tenant);
  expect(tenant).toMatchObject({ slug, name: "New", status: "active" });
  const me = await expectAnswer(await user.get("/v1/me"), 200, Me);
  expect(me).toMatchObject({ default_tenant_id: tenant.id, memberships: [{ role: "owner", status: "active" }] });
});
