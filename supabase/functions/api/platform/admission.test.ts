import { ApiKeySecret, MemberPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newSecret } from "./auth.ts";
import { afterwards, expectAnswer, expectProblem, first, type TestApp, type TestUser, testApp } from "./test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

const statuses = async (calls: Promise<Response>[]): Promise<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (const res of await Promise.all(calls)) {
    counts[res.status] = (counts[res.status] ?? 0) + 1;
    await res.body?.cancel();
  }
  return counts;
};
const many = (n: number, call: (i: number) => Promise<Response>) => Array.from({ length: n }, (_, i) => call(i));

test.each([1, 7, 150])("a key with %i requests a minute passes exactly that many in one process", async (limit) => {
  const key = await api.asKey("viewer", limit);
  expect(await statuses(many(limit + 20, () => key.get("/v1/runs")))).toEqual({ 200: limit, 429: 20 });
});

test("a key passes no more than its limit over several processes", async () => {
  const key = await api.asKey("viewer", 100);
  const others = await Promise.all([testApp(), testApp()]);
  afterwards(() => Promise.all(others.map((other) => other.close())));
  const apps = [api, ...others];
  const call = async (i: number) =>
    await (apps[i % 3] ?? api).anonymous("GET", "/v1/runs", { headers: { authorization: `Bearer ${key.token}` } });
  const counts = await statuses(many(240, call));
  expect(counts[200]).toBeLessThanOrEqual(100);
  expect(counts[200]).toBeGreaterThan(95);
});

test("every answer tells the limits, and a refusal tells when to come back", async () => {
  const key = await api.asKey("viewer", 2);
  const res = await key.get("/v1/runs");
  expect(res.headers.get("ratelimit-policy")).toBe('"key";q=2;w=60, "tenant";q=6000;w=60');
  expect(res.headers.get("ratelimit")).toMatch(/^"key";r=1;t=(60|59), "tenant";r=5\d\d\d;t=\d+$/);
  const missing = await key.get(`/v1/runs/${crypto.randomUUID()}`);
  expect(missing.headers.get("ratelimit")).toMatch(/^"key";r=0;/);
  await expectProblem(missing, "not_found");
  const refused = await key.get("/v1/runs");
  expect(refused.headers.get("ratelimit")).toMatch(/^"key";r=0;t=(60|59)$/);
  const wait_s = Number(refused.headers.get("retry-after"));
  expect(wait_s).toBeGreaterThan(50);
  expect(wait_s).toBeLessThanOrEqual(60);
  const problem = await expectProblem(refused, "rate_limited");
  expect(problem.fix).toContain(`${wait_s} seconds`);
});

test("the next minute has requests again", async () => {
  const key = await api.asKey("viewer", 1);
  const other = await testApp();
  afterwards(() => other.close());
  expect(await statuses(many(3, () => key.get("/v1/runs")))).toEqual({ 200: 1, 429: 2 });
  await api.owner`update private.rate_windows set started_at = started_at - interval '1 minute' where scope = 'key'`;
  // Another process: this one holds to the time it was told.
  const headers = { authorization: `Bearer ${key.token}` };
  expect((await other.anonymous("GET", "/v1/runs", { headers })).status).toBe(200);
});

test("all members and keys of a tenant share its limit, and other tenants do not", async () => {
  const small = await testApp();
  afterwards(() => small.close());
  const [person, key] = [await small.asMember("viewer"), await small.asKey("viewer")];
  expect((await person.get("/v1/runs")).status).toBe(200);
  await small.owner`update private.rate_windows set used = 5990 where subject = ${small.tenant_id}`;
  const counts = await statuses(many(40, (i) => (i % 2 ? person : key).get("/v1/runs")));
  expect(counts).toEqual({ 200: 10, 429: 30 });
  expect((await (await api.asMember("viewer")).get("/v1/runs")).status).toBe(200);
});

test("a key works where a member's token works, with its own role and name", async () => {
  const key = await api.asKey("editor");
  expect(ApiKeySecret.safeParse(key.token).success).toBe(true);
  const page = await expectAnswer(await key.get("/v1/members?limit=100"), 200, MemberPage);
  expect(page.items.find((m) => m.user_id === key.user_id)).toMatchObject({ kind: "service", role: "editor" });
  expect(JSON.parse(api.logs.at(-1) ?? "")).toMatchObject({ user_id: key.user_id, tenant_id: api.tenant_id });
  expect(api.logs.at(-1)).not.toContain(key.token);
  const viewer = await api.asKey("viewer");
  await expectProblem(await viewer.delete(`/v1/members/${key.user_id}`), "forbidden");
});

const refusals: [string, (key: TestUser & { key_id: string }) => Promise<unknown>][] = [
  ["revoked", (key) => api.owner`update public.api_keys set revoked_at = now() where id = ${key.key_id}`],
  ["ended", (key) => api.owner`update public.api_keys set expires_at = now() where id = ${key.key_id}`],
  ["gone", (key) => api.owner`delete from public.api_keys where id = ${key.key_id}`],
];
test.each(refusals)("a key that is %s is refused from the next request on", async (_, end) => {
  const key = await api.asKey("viewer");
  expect((await key.get("/v1/runs")).status).toBe(200);
  await end(key);
  const res = await key.get("/v1/runs");
  expect(res.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
  const problem = await expectProblem(res, "unauthenticated");
  expect(JSON.stringify(problem)).not.toContain(key.token);
});

test("a key that never was is refused as one that is gone, and without anything the challenge is bare", async () => {
  const authorization = `Bearer ${newSecret("pl_")}`;
  const res = await api.anonymous("GET", "/v1/me", { headers: { authorization } });
  expect(res.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
  await expectProblem(res, "unauthenticated");
  const bare = await api.anonymous("GET", "/v1/me");
  expect(bare.headers.get("www-authenticate")).toBe("Bearer");
});

test("who tries one key after the other has to wait, and nobody else at the same address does", async () => {
  const headers = { "x-forwarded-for": "198.51.100.99" };
  const good = await api.asKey("viewer");
  expect((await good.get("/v1/runs", { headers })).status).toBe(200);
  const guess = () =>
    api.anonymous("GET", "/v1/runs", { headers: { ...headers, authorization: `Bearer ${newSecret("pl_")}` } });
  for (let i = 0; i < 30; i++) expect((await guess()).status).toBe(401);
  const refused = await guess();
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
  await expectProblem(refused, "rate_limited");
  expect((await good.get("/v1/runs", { headers })).status).toBe(200);
  const elsewhere = { "x-forwarded-for": "198.51.100.100", authorization: `Bearer ${newSecret("pl_")}` };
  await expectProblem(await api.anonymous("GET", "/v1/runs", { headers: elsewhere }), "unauthenticated");
});

test("a key opens its own tenant alone, and a suspended service nothing", async () => {
  const key = await api.asKey("editor");
  const other = await testApp();
  afterwards(() => other.close());
  const named = (tenant: string) => key.get("/v1/runs", { headers: { "plumbline-tenant": tenant } });
  expect((await named(api.tenant_id.toUpperCase())).status).toBe(200);
  await expectProblem(await named(other.tenant_id), "not_found");
  await expectProblem(await named(crypto.randomUUID()), "not_found");
  await expectProblem(await named("x"), "not_found");
  await api.owner`update public.members set status = 'suspended' where user_id = ${key.user_id}`;
  await expectProblem(await key.get("/v1/runs"), "membership_suspended");
});

test("a database that is away is unavailable to keys and members, whatever was granted before", async () => {
  const down = await testApp({ DATABASE_URL: "postgres://edge:x@127.0.0.1:1/postgres" });
  afterwards(() => down.close());
  await expectProblem(await (await down.asKey("viewer")).get("/v1/runs"), "unavailable");
  await expectProblem(await (await down.asMember("viewer")).get("/v1/runs"), "unavailable");
});

test("a feature that is off closes its routes with its own code, and membership comes first", async () => {
  const off = await testApp();
  afterwards(() => off.close());
  await off.owner`insert into public.feature_overrides (tenant_id, key, enabled) values (${off.tenant_id}, 'copilot.dataset', false)`;
  const viewer = await off.asMember("viewer");
  for (const path of ["/v1/datasets", "/v1/insights", `/v1/datasets/${crypto.randomUUID()}`]) {
    const problem = await expectProblem(await viewer.get(path), "feature_disabled");
    expect(problem.fix).toContain("Settings");
  }
  expect((await viewer.get("/v1/runs")).status).toBe(200);
  const waiting = await off.asMember("viewer");
  await off.owner`update public.members set status = 'pending' where user_id = ${waiting.user_id}`;
  await expectProblem(await waiting.get("/v1/datasets"), "membership_pending");
  await off.owner`update public.members set status = 'active' where user_id = ${waiting.user_id}`;
  await expectProblem(await waiting.get("/v1/datasets"), "feature_disabled");
});

test("without a header, another default tenant brings its own features at once", async () => {
  const [off, on] = [await testApp(), await testApp()];
  afterwards(() => Promise.all([off.close(), on.close()]));
  await off.owner`insert into public.feature_overrides (tenant_id, key, enabled) values (${off.tenant_id}, 'copilot.dataset', false)`;
  const user = await off.asMember("viewer");
  await off.owner`insert into public.members (tenant_id, user_id, status) values (${on.tenant_id}, ${user.user_id}, 'active')`;
  await off.owner`update public.profiles set default_tenant_id = ${off.tenant_id} where user_id = ${user.user_id}`;
  const headers = { "plumbline-tenant": "" };
  await expectProblem(await user.get("/v1/datasets", { headers }), "feature_disabled");
  expect((await user.patch("/v1/me", { default_tenant_id: on.tenant_id }, { headers })).status).toBe(200);
  expect((await user.get("/v1/datasets", { headers })).status).toBe(200);
});

test("the audit log has the address that the nearest proxy saw, and none that the caller made up", async () => {
  const owner = await api.asMember("owner");
  const addressOf = async (forwarded: string) => {
    const { user_id } = await api.asMember("viewer");
    const headers = { "x-forwarded-for": forwarded };
    expect((await owner.patch(`/v1/members/${user_id}`, { role: "editor" }, { headers })).status).toBe(200);
    const rows = await api.owner<{ address: string | null }[]>`
      select address from public.audit_log where tenant_id = ${api.tenant_id} order by seq desc limit 1`;
    return first(rows).address;
  };
  expect(await addressOf("10.9.9.9, 203.0.113.7")).toBe("203.0.113.7");
  expect(await addressOf("2001:db8::1")).toBe("2001:db8::1");
  expect(await addressOf("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(await addressOf("10.0.0.1, evil'); drop table x; --")).toBeNull();
});
