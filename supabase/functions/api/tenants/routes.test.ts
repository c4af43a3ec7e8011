import { Tenant, TenantJoinAnswer } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

test("anybody signed in creates a tenant, and a taken short name is a conflict with a fix", async () => {
  const user = await api.asNobody();
  const slug = `s-${crypto.randomUUID().slice(0, 12)}`;
  await expectAnswer(await user.post("/v1/tenants", { slug: slug.toUpperCase(), name: "It's ours" }), 201, Tenant);
  const problem = await expectProblem(await user.post("/v1/tenants", { slug, name: "Again" }), "conflict");
  expect(problem.fix).toBe("Choose another short name");
});

test("asking to join does not tell whether the tenant exists", async () => {
  const user = await api.asNobody();
  const real = await user.post("/v1/tenants/join", { slug: api.slug });
  const made_up = await user.post("/v1/tenants/join", { slug: "no-such-tenant" });
  expect(await expectAnswer(real, 202, TenantJoinAnswer)).toEqual({ slug: api.slug, status: "requested" });
  expect(await expectAnswer(made_up, 202, TenantJoinAnswer)).toEqual({ slug: "no-such-tenant", status: "requested" });
});

test("a suspended member cannot get back in by asking again", async () => {
  const user = await api.asMember("viewer");
  await api.owner`update public.members set status = 'suspended' where user_id = ${user.user_id}`;
  expect((await user.post("/v1/tenants/join", { slug: api.slug })).status).toBe(202);
  await expectProblem(await user.get("/v1/runs"), "membership_suspended");
});

test("invalid names are refused and nobody signed out creates or joins", async () => {
  const user = await api.asNobody();
  await expectProblem(await user.post("/v1/tenants", { slug: "-", name: "x" }), "invalid_request");
  await expectProblem(await user.post("/v1/tenants/join", {}), "invalid_request");
  await expectProblem(
    await api.anonymous("POST", "/v1/tenants", { json: { slug: "abc", name: "x" } }),
    "unauthenticated",
  );
  await expectProblem(await api.anonymous("POST", "/v1/tenants/join", { json: { slug: "abc" } }), "unauthenticated");
});
