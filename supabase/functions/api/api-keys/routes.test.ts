import { ApiKey, ApiKeyMade, ApiKeyPage, Me } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretHash } from "../platform/auth.ts";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";

let api: TestApp;
let owner: TestUser;
beforeAll(async () => {
  api = await testApp();
  owner = await api.asMember("owner");
});
afterAll(() => api.close());

const make = async (more: object = {}) =>
  expectAnswer(await owner.post("/v1/api-keys", { name: "CI", role: "editor", ...more }), 201, ApiKeyMade);
const withKey = (secret: string, path = "/v1/runs") =>
  api.anonymous("GET", path, { headers: { authorization: `Bearer ${secret}` } });
const get = async (id: string) => expectAnswer(await owner.get(`/v1/api-keys/${id}`), 200, ApiKey);

test("a key is shown once, works at once as its service, and tells when it was used", async () => {
  const { api_key, secret } = await make({ expires_in_days: 30, requests_per_minute: 60 });
  expect(api_key).toMatchObject({ name: "CI", role: "editor", status: "active", requests_per_minute: 60 });
  expect(secret.startsWith(api_key.prefix)).toBe(true);
  expect((Date.parse(api_key.expires_at) - Date.parse(api_key.created_at)) / 86_400_000).toBeCloseTo(30, 3);
  expect(api_key.last_used_at).toBeNull();
  const me = await expectAnswer(await withKey(secret, "/v1/me"), 200, Me);
  expect(me).toMatchObject({ user_id: api_key.user_id, display_name: "CI", default_tenant_id: api.tenant_id });
  expect((await get(api_key.id)).last_used_at).not.toBeNull();
});

test("the secret is in one answer that nobody keeps, in the database only as its hash, and in no log", async () => {
  const res = await owner.post("/v1/api-keys", { name: "CI", role: "viewer" });
  expect(res.headers.get("cache-control")).toBe("no-store");
  const { api_key, secret } = await expectAnswer(res, 201, ApiKeyMade);
  expect(new Set([secret, ...(await Promise.all([make(), make()])).map((made) => made.secret)]).size).toBe(3);
  const rows = await api.owner`select hash from private.api_key_secrets where key_id = ${api_key.id}`;
  expect(rows).toEqual([{ hash: secretHash(secret) }]);
  await withKey(secret);
  for (const path of ["/v1/api-keys", `/v1/api-keys/${api_key.id}`, "/v1/audit"]) {
    expect(await (await owner.get(path)).text()).not.toContain(secret);
  }
  expect(api.logs.join("\n")).not.toContain(secret);
});

test("a rotated key goes on for the overlap and no longer, beside the new one of the same service", async () => {
  const old = await make();
  const path = `/v1/api-keys/${old.api_key.id}/rotate`;
  const next = await expectAnswer(await owner.post(path, { overlap_hours: 2 }), 201, ApiKeyMade);
  expect(next.api_key).toMatchObject({ user_id: old.api_key.user_id, name: "CI", role: "editor", status: "active" });
  const rotated = await get(old.api_key.id);
  expect(rotated).toMatchObject({ status: "rotated", replaced_by: next.api_key.id });
  expect(Date.parse(rotated.expires_at) - Date.parse(next.api_key.created_at)).toBeCloseTo(7_200_000, -3);
  for (const { secret } of [old, next]) expect((await withKey(secret)).status).toBe(200);
  await expectProblem(await owner.post(path, {}), "conflict");
  const last = await expectAnswer(
    await owner.post(`/v1/api-keys/${next.api_key.id}/rotate`, { overlap_hours: 0 }),
    201,
    ApiKeyMade,
  );
  await expectProblem(await withKey(next.secret), "unauthenticated");
  expect((await withKey(last.secret)).status).toBe(200);
});

test("a revoked key is refused from the next request on, and stays in the list", async () => {
  const { api_key, secret } = await make();
  expect((await withKey(secret)).status).toBe(200);
  expect((await owner.delete(`/v1/api-keys/${api_key.id}`)).status).toBe(204);
  await expectProblem(await withKey(secret), "unauthenticated");
  const page = await expectAnswer(await owner.get("/v1/api-keys?limit=100"), 200, ApiKeyPage);
  expect(page.items.find((key) => key.id === api_key.id)).toMatchObject({ status: "revoked" });
  await expectProblem(await owner.delete(`/v1/api-keys/${api_key.id}`), "not_found");
  await expectProblem(await owner.post(`/v1/api-keys/${api_key.id}/rotate`, {}), "conflict");
});

test("an ended key says so, and suspending its service ends it too", async () => {
  const { api_key, secret } = await make();
  await owner.patch(`/v1/members/${api_key.user_id}`, { status: "suspended" });
  await expectProblem(await withKey(secret), "membership_suspended");
  await api.owner`update public.api_keys set expires_at = now() where id = ${api_key.id}`;
  await expectProblem(await withKey(secret), "unauthenticated");
  expect((await get(api_key.id)).status).toBe("expired");
});

test("a service never owns a tenant, whoever asks and however", async () => {
  const { api_key, secret } = await make();
  const headers = { authorization: `Bearer ${secret}` };
  const slug = `s-${crypto.randomUUID().slice(0, 12)}`;
  const theirs = await api.anonymous("POST", "/v1/tenants", { headers, json: { slug, name: "Mine" } });
  expect((await expectProblem(theirs, "invalid_request")).detail).toBe("A service cannot own a tenant");
  expect(await api.owner`select 1 from public.tenants where slug = ${slug}`).toHaveLength(0);
  await expectProblem(await owner.post("/v1/api-keys", { name: "CI", role: "owner" }), "invalid_request");
  await expectProblem(await owner.patch(`/v1/members/${api_key.user_id}`, { role: "owner" }), "invalid_request");
});

test("a key lives no longer than the tenant allows", async () => {
  const strict = await testApp();
  afterwards(() => strict.close());
  const boss = await strict.asMember("owner");
  await boss.patch("/v1/settings/access", { version: 0, value: { api_key_max_days: 7 } });
  const asked = { name: "CI", role: "viewer", expires_in_days: 8 };
  const problem = await expectProblem(await boss.post("/v1/api-keys", asked), "invalid_request");
  expect(problem).toMatchObject({ detail: "A key of this tenant may live up to 7 days" });
  expect((await boss.post("/v1/api-keys", { ...asked, expires_in_days: 7 })).status).toBe(201);
});

test("only owners see, make, rotate and revoke keys", async () => {
  const { api_key } = await make();
  for (const user of [await api.asMember("editor"), await api.asKey("editor")]) {
    await expectProblem(await user.get("/v1/api-keys"), "forbidden");
    await expectProblem(await user.get(`/v1/api-keys/${api_key.id}`), "forbidden");
    await expectProblem(await user.post("/v1/api-keys", { name: "mine", role: "viewer" }), "forbidden");
    await expectProblem(await user.post(`/v1/api-keys/${api_key.id}/rotate`, {}), "forbidden");
    await expectProblem(await user.delete(`/v1/api-keys/${api_key.id}`), "forbidden");
  }
});

test("another tenant's key is exactly as missing as one that never was", async () => {
  const { api_key } = await make();
  const other = await testApp();
  afterwards(() => other.close());
  const boss = await other.asMember("owner");
  for (const act of [
    (id: string) => boss.get(`/v1/api-keys/${id}`),
    (id: string) => boss.post(`/v1/api-keys/${id}/rotate`, {}),
    (id: string) => boss.delete(`/v1/api-keys/${id}`),
  ]) {
    const { request_id: _, ...hidden } = await expectProblem(await act(api_key.id), "not_found");
    const { request_id: __, ...missing } = await expectProblem(await act(crypto.randomUUID()), "not_found");
    expect(hidden).toEqual(missing);
  }
  expect((await expectAnswer(await boss.get("/v1/api-keys"), 200, ApiKeyPage)).items).toEqual([]);
});

test("pages of keys follow each other", async () => {
  const one = await testApp();
  afterwards(() => one.close());
  const boss = await one.asMember("owner");
  for (let i = 0; i < 3; i++) await boss.post("/v1/api-keys", { name: `k${i}`, role: "viewer" });
  const first = await expectAnswer(await boss.get("/v1/api-keys?limit=2"), 200, ApiKeyPage);
  const rest = await boss.get(`/v1/api-keys?limit=2&cursor=${first.next_cursor}`);
  const names = [...first.items, ...(await expectAnswer(rest, 200, ApiKeyPage)).items].map((key) => key.name);
  expect(names).toEqual(["k2", "k1", "k0"]);
});

test("invalid requests and callers who are signed out are refused", async () => {
  const id = crypto.randomUUID();
  await expectProblem(await owner.post("/v1/api-keys", { name: " ", role: "viewer" }), "invalid_request");
  await expectProblem(
    await owner.post("/v1/api-keys", { name: "x", role: "viewer", expires_in_days: 366 }),
    "invalid_request",
  );
  await expectProblem(await owner.post(`/v1/api-keys/${id}/rotate`, { overlap_hours: 169 }), "invalid_request");
  for (const [method, path] of [
    ["GET", "/v1/api-keys"],
    ["POST", "/v1/api-keys"],
    ["GET", `/v1/api-keys/${id}`],
    ["POST", `/v1/api-keys/${id}/rotate`],
    ["DELETE", `/v1/api-keys/${id}`],
  ] as const) {
    await expectProblem(await api.anonymous(method, path), "unauthenticated");
  }
});

test("a service that is removed takes its keys along", async () => {
  const { api_key, secret } = await make();
  expect((await owner.delete(`/v1/members/${api_key.user_id}`)).status).toBe(204);
  expect(await get(api_key.id)).toMatchObject({ status: "revoked" });
  await expectProblem(await withKey(secret), "unauthenticated");
});
