import { AppError } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toAppError } from "./problem.ts";
import { afterwards, expectProblem, type TestApp, testApp } from "./test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

test("an unknown address is not_found and a wrong method names the right ones", async () => {
  await expectProblem(await api.anonymous("GET", "/v1/nothing"), "not_found");
  await expectProblem(await api.anonymous("GET", "/"), "not_found");
  const res = await api.anonymous("PUT", "/v1/health");
  expect(res.headers.get("allow")).toBe("GET");
  await expectProblem(res, "method_not_allowed");
  const user = await api.asMember("viewer");
  const runs = await user.call("PUT", `/v1/datasets/${crypto.randomUUID()}`);
  expect(runs.headers.get("allow")).toBe("DELETE, GET, PATCH");
  await expectProblem(runs, "method_not_allowed");
});

test("an invalid body is answered with pointers, messages and fixes", async () => {
  const user = await api.asNobody();
  const problem = await expectProblem(await user.post("/v1/tenants", { slug: "A!", name: "" }), "invalid_request");
  expect(problem.errors?.map((e) => e.location).sort()).toEqual(["/name", "/slug"]);
  expect(problem.errors?.every((e) => e.fix)).toBe(true);
  const query = await expectProblem(await user.get("/v1/runs?limit=0&status=odd"), "invalid_request");
  expect(query.errors?.map((e) => e.location).sort()).toEqual(["query/limit", "query/status"]);
  const path = await expectProblem(await user.get("/v1/runs/1"), "invalid_request");
  expect(path.errors?.[0]?.location).toBe("path/id");
  await expectProblem(await user.get("/v1/runs?cursor=nonsense"), "invalid_request");
});

test("a body that is no JSON, of another type, or too large is refused", async () => {
  const user = await api.asNobody();
  const post = (body: string, type: string) =>
    user.call("POST", "/v1/tenants", { body, headers: { "content-type": type } });
  await expectProblem(await post("{", "application/json"), "invalid_request");
  await expectProblem(await post("slug=a", "application/x-www-form-urlencoded"), "unsupported_media_type");
  await expectProblem(await post(`{"slug":"${"x".repeat(1_100_000)}"}`, "application/json"), "payload_too_large");
});

test("a body with a key twice, or nested deeper than 32 levels, is refused whatever else it says", async () => {
  const user = await api.asNobody();
  const post = (body: string) =>
    user.call("POST", "/v1/tenants/join", { body, headers: { "content-type": "application/json" } });
  const slug = `"slug":"${api.slug}"`;
  const twice = await expectProblem(await post(`{${slug},${slug}}`), "invalid_request");
  expect(twice.errors?.[0]?.message).toBe('names "slug" twice');
  const deep = `{${slug},"x":${"[".repeat(40)}${"]".repeat(40)}}`;
  const problem = await expectProblem(await post(deep), "invalid_request");
  expect(problem.errors?.[0]?.message).toContain("32 levels");
  expect((await post(`{${slug},"x":[[1]]}`)).status).toBe(202);
});

test("a log line is one line whatever the path and the headers hold", async () => {
  const lines = api.logs.length;
  const path = "/v1/runs/a%0d%0a%1b%5b31m%22%7d";
  const headers = {
    "x-request-id": "abcdefgh\u0085ijkl",
    "plumbline-tenant": "\u0085x",
    "x-forwarded-for": "\u009b31m",
  };
  await api.anonymous("GET", path, { headers });
  expect(api.logs.length).toBe(lines + 1);
  const line = api.logs.at(-1) ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(JSON.parse(line)).toMatchObject({ route: "/api/v1/runs/:id", tenant_id: null });
});

test("an unexpected error tells the caller nothing of itself", async () => {
  const { app, logs, close } = await testApp();
  afterwards(close);
  app.get("/v1/boom", () => {
    throw new Error("password=hunter2");
  });
  app.get("/v1/own", () => {
    throw new AppError("internal", "password=hunter2");
  });
  for (const path of ["boom", "own"]) {
    const problem = await expectProblem(await app.request(`/api/v1/${path}`), "internal");
    expect(JSON.stringify(problem)).not.toContain("hunter2");
    expect(logs.at(-1)).toContain("hunter2");
  }
});

test("a database that is down is unavailable and may be tried again", async () => {
  const down = await testApp({ DATABASE_URL: "postgres://edge:x@127.0.0.1:1/postgres" });
  afterwards(() => down.close());
  const res = await (await down.asNobody()).get("/v1/me");
  expect(res.headers.get("retry-after")).toBe("2");
  await expectProblem(res, "unavailable");
});

const state = (code: string, message = "secret", hint?: string) =>
  Object.assign(new Error(message), { code, ...(hint && { hint }) });
test.each([
  ["23505", "conflict"],
  ["23503", "conflict"],
  ["23514", "invalid_request"],
  ["22P02", "invalid_request"],
  ["42501", "forbidden"],
  ["40001", "unavailable"],
  ["57014", "unavailable"],
  ["53300", "unavailable"],
  ["08006", "unavailable"],
  ["ECONNREFUSED", "unavailable"],
  ["CONNECTION_CLOSED", "unavailable"],
  ["XX000", "internal"],
  ["42703", "internal"],
])("SQLSTATE %s becomes %s", (code, expected) => {
  expect(toAppError(state(code)).code).toBe(expected);
});

test("what a database function raises keeps its sentence and its hint", () => {
  const error = toAppError(state("PT409", "The run has already ended", "Start another"));
  expect(error).toMatchObject({ code: "conflict", message: "The run has already ended", fix: "Start another" });
  const named = Object.assign(state("PT403", "Off"), { detail: "feature_disabled" });
  expect(toAppError(named)).toMatchObject({ code: "feature_disabled", message: "Off" });
  const other = Object.assign(state("PT403", "Off"), { detail: "Key (id)=(1)" });
  expect(toAppError(other)).toMatchObject({ code: "forbidden", message: "Off" });
  expect(toAppError(state("42501", "permission denied for table runs")).message).toBe("Your role does not allow this");
});

test("a sane request id is kept, any other replaced", async () => {
  const ask = (id: string) => api.anonymous("GET", "/v1/nothing", { headers: { "x-request-id": id } });
  expect((await ask("abc-123.XYZ")).headers.get("x-request-id")).toBe("abc-123.XYZ");
  expect((await ask('a b"{}')).headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
});

test("the log line has ids, route and time, and no personal data", async () => {
  const user = await api.asMember("viewer");
  await user.get(`/v1/runs/${crypto.randomUUID()}?x=private-text`);
  const text = api.logs.at(-1) ?? "";
  expect(JSON.parse(text)).toMatchObject({
    level: "warn",
    method: "GET",
    route: "/api/v1/runs/:id",
    status: 404,
    tenant_id: api.tenant_id,
    user_id: user.user_id,
  });
  for (const secret of [user.email, user.token, "private-text"]) expect(text).not.toContain(secret);
});

test("browsers may call from the origins named and from no other", async () => {
  const open = await testApp({ PLUMBLINE_ALLOWED_ORIGINS: "https://app.example.com" });
  afterwards(() => open.close());
  const ask = (target: TestApp, origin: string) =>
    target.anonymous("OPTIONS", "/v1/me", { headers: { origin, "access-control-request-method": "GET" } });
  const allowed = (res: Response) => res.headers.get("access-control-allow-origin");
  expect(allowed(await ask(open, "https://app.example.com"))).toBe("https://app.example.com");
  expect(allowed(await ask(open, "https://evil.example.com"))).toBeNull();
  expect(allowed(await ask(api, "https://app.example.com"))).toBeNull();
});

test("every answer forbids sniffing, framing and keeping", async () => {
  const { headers } = await api.anonymous("GET", "/v1/nothing");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("cache-control")).toBe("no-store");
});
