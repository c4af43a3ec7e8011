import { Settings, SettingsHistory, SettingsList, SettingsNamespace } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";

let api: TestApp;
let owner: TestUser;
beforeAll(async () => {
  api = await testApp();
  owner = await api.asMember("owner");
});
afterAll(() => api.close());

const path = "/v1/settings/insights";
const read = async (user: TestUser = owner) => expectAnswer(await user.get(path), 200, Settings);
const change = (version: number, value: object, user: TestUser = owner) => user.patch(path, { version, value });
const changed = async (version: number, value: object) => expectAnswer(await change(version, value), 200, Settings);
const named = async (user: TestUser, name: string) => {
  await user.patch("/v1/me", { display_name: name });
  return user;
};

test("a namespace that nobody set answers version 0 with the defaults, their bounds and what they mean", async () => {
  const fresh = await testApp();
  afterwards(() => fresh.close());
  const viewer = await fresh.asMember("viewer");
  const settings = await expectAnswer(await viewer.get("/v1/settings/access"), 200, Settings);
  expect(settings).toMatchObject({
    version: 0,
    value: { allow_join_requests: true, api_key_max_days: 365 },
    changed_by: null,
    changed_at: null,
  });
  expect(settings.fields).toContainEqual({
    name: "api_key_max_days",
    type: "integer",
    options: null,
    default: 365,
    minimum: 1,
    maximum: 365,
    description: "How long an API key may live, in days",
  });
  expect(settings.fields).toContainEqual(expect.objectContaining({ name: "allow_join_requests", type: "boolean" }));
  const all = await expectAnswer(await viewer.get("/v1/settings"), 200, SettingsList);
  expect(all.items.map((s) => s.namespace)).toEqual(SettingsNamespace.options);
  expect(all.items.every((s) => s.version === 0 && s.fields.length > 0)).toBe(true);
});

test("a change keeps what it does not name, and says who made it and when", async () => {
  await named(owner, "Ada");
  const { version, value } = await read();
  const next = await changed(version, { max_insights: 7 });
  expect(next).toMatchObject({ version: version + 1, value: { ...value, max_insights: 7 }, changed_by_name: "Ada" });
  expect(next.changed_by).toBe(owner.user_id);
  expect(await read(await api.asMember("viewer"))).toEqual(next);
  const same = await changed(next.version, { max_insights: 7 });
  expect(same.version).toBe(next.version);
});

test("a stale change is refused, and the answer names what changed meanwhile, from what to what, by whom and when", async () => {
  const mine = await read();
  const start = await changed(mine.version, { max_insights: 20, false_discovery_rate: 0.05, use_language_model: true });
  const grace = await named(await api.asMember("owner"), "Grace");
  await changed(start.version, { max_insights: 25 });
  await change(start.version + 1, { max_insights: 30, use_language_model: false }, grace);
  await changed(start.version + 2, { use_language_model: true, false_discovery_rate: 0.1 });
  const problem = await expectProblem(await change(start.version, { max_insights: 5 }), "conflict");
  const now = start.version + 3;
  expect(problem.detail).toBe(`Version ${now} is in force, and your change was made on version ${start.version}`);
  expect(problem.errors).toEqual([
    {
      location: "/value/max_insights",
      message: `changed from 20 to 30 by Grace in version ${now - 1}`,
      fix: `Repeat your change on version ${now}`,
    },
    {
      location: "/value/false_discovery_rate",
      message: `changed from 0.05 to 0.1 by Ada in version ${now}`,
      fix: `Repeat your change on version ${now}`,
    },
  ]);
  expect((await read()).value).toMatchObject({ max_insights: 30 });
  await expectProblem(await change(now + 1, { max_insights: 5 }), "conflict");
});

test("of two changes at the same moment one wins and the other is told what it missed", async () => {
  const { version } = await read();
  // Every connection is open: then all three read before one of them writes.
  await Promise.all([1, 2, 3, 4].map(() => read()));
  const answers = await Promise.all([11, 12, 13].map((n) => change(version, { max_insights: n })));
  expect(answers.map((res) => res.status).sort()).toEqual([200, 409, 409]);
  const winner = (await read()).value.max_insights;
  for (const res of answers.filter((res) => res.status === 409)) {
    const problem = await expectProblem(res, "conflict");
    expect(problem.errors?.map((e) => e.message).join()).toMatch(new RegExp(`to ${winner} by Ada in version`));
  }
});

test("an earlier version comes back in one call, and 0 brings the defaults", async () => {
  const before = await read();
  const after = await changed(before.version, { max_insights: 3 });
  const roll = (version: number, to_version: number) => owner.post(`${path}/rollback`, { version, to_version });
  const back = await expectAnswer(await roll(after.version, before.version), 200, Settings);
  expect(back).toMatchObject({ version: after.version + 1, value: before.value, rolled_back_to: before.version });
  await expectProblem(await roll(after.version, 0), "conflict");
  const problem = await expectProblem(await roll(back.version, 999), "invalid_request");
  expect(problem.errors?.[0]?.location).toBe("/to_version");
  const first = await expectAnswer(await roll(back.version, 0), 200, Settings);
  expect(first.value).toEqual(Object.fromEntries(first.fields.map((f) => [f.name, f.default])));
  const { items } = await expectAnswer(await owner.get(`${path}/versions`), 200, SettingsHistory);
  expect(items.map((v) => v.version)).toEqual(items.map((_, i) => items.length - 1 - i));
  expect(items.slice(0, 2)).toMatchObject([
    { version: first.version, rolled_back_to: 0 },
    { version: back.version, rolled_back_to: before.version },
  ]);
  expect(items.at(-1)).toMatchObject({ version: 0, changed_by: null });
});

test("what is unknown or out of bounds is named where it stands, and nothing of the change happens", async () => {
  const { version, value } = await read();
  const wrong = { "max/insights": 5, max_insights: 101, false_discovery_rate: "low", use_language_model: false };
  const problem = await expectProblem(await change(version, wrong), "invalid_request");
  expect(problem.errors?.map((e) => e.location).sort()).toEqual([
    "/value/false_discovery_rate",
    "/value/max_insights",
    "/value/max~1insights",
  ]);
  expect(await read()).toMatchObject({ version, value });
  await expectProblem(await change(version, { __proto__: 1, constructor: 1 }), "invalid_request");
});

test("what an older version stored is read in today's terms", async () => {
  const old = await testApp();
  afterwards(() => old.close());
  await old.owner`insert into public.settings (tenant_id, namespace, version, value)
    values (${old.tenant_id}, 'insights', 1, '{"max_insights": 5000, "gone": true, "use_language_model": false}'::text::jsonb)`;
  const res = await (await old.asMember("viewer")).get(path);
  const { value, fields } = await expectAnswer(res, 200, Settings);
  const limit = fields.find((f) => f.name === "max_insights")?.default;
  expect(value).toEqual({ max_insights: limit, false_discovery_rate: 0.05, use_language_model: false });
});

test("only owners change settings, and a viewer's stale change does not tell more", async () => {
  const { version } = await read();
  for (const user of [await api.asMember("editor"), await api.asKey("editor")]) {
    await expectProblem(await change(version, { max_insights: 5 }, user), "forbidden");
    await expectProblem(await change(0, { max_insights: 5 }, user), "forbidden");
    await expectProblem(await user.post(`${path}/rollback`, { version, to_version: 0 }), "forbidden");
  }
});

test("a tenant's settings are its own", async () => {
  const other = await testApp();
  afterwards(() => other.close());
  const theirs = await expectAnswer(await (await other.asMember("owner")).get(path), 200, Settings);
  expect(theirs.version).toBe(0);
  const stranger = await api.asStranger();
  const headers = { "plumbline-tenant": api.tenant_id };
  await expectProblem(await stranger.get(path, { headers }), "not_found");
  await expectProblem(await stranger.patch(path, { version: 0, value: {} }, { headers }), "not_found");
});

test("a tenant that wants no requests to join gets none, and who asks cannot tell", async () => {
  const shut = await testApp();
  afterwards(() => shut.close());
  const boss = await shut.asMember("owner");
  const ask = async () => {
    const person = await shut.asNobody();
    const res = await person.post("/v1/tenants/join", { slug: shut.slug });
    const { length } = await shut.owner`select 1 from public.members where user_id = ${person.user_id}`;
    return { answer: [res.status, await res.json()], length };
  };
  const open = await ask();
  await boss.patch("/v1/settings/access", { version: 0, value: { allow_join_requests: false } });
  const closed = await ask();
  expect(closed.answer).toEqual(open.answer);
  expect([open.length, closed.length]).toEqual([1, 0]);
});

test("invalid requests and callers who are signed out are refused", async () => {
  await expectProblem(await owner.get("/v1/settings/weather"), "invalid_request");
  await expectProblem(await owner.patch(path, { value: {} }), "invalid_request");
  await expectProblem(await owner.patch(path, { version: -1, value: {} }), "invalid_request");
  for (const [method, to] of [
    ["GET", "/v1/settings"],
    ["GET", path],
    ["PATCH", path],
    ["GET", `${path}/versions`],
    ["POST", `${path}/rollback`],
  ] as const) {
    await expectProblem(await api.anonymous(method, to), "unauthenticated");
  }
});
