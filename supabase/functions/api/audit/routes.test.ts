import { AuditEntry, AuditPage, AuditVerification } from "@plumbline/contracts";
import Papa from "papaparse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  afterwards,
  expectAnswer,
  expectProblem,
  first,
  type TestApp,
  type TestUser,
  testApp,
} from "../platform/test-app.ts";

let api: TestApp;
let owner: TestUser;
let viewer: TestUser;
beforeAll(async () => {
  api = await testApp();
  [owner, viewer] = [await api.asMember("owner"), await api.asMember("viewer")];
});
afterAll(() => api.close());

const list = async (query = "") => expectAnswer(await owner.get(`/v1/audit${query}`), 200, AuditPage);
const newest = async (query = "") => first((await list(query)).items);

test("a change is recorded with who made it, in which role, from what to what, by which request and from where", async () => {
  const headers = { "x-request-id": "test-request-1", "x-forwarded-for": "198.51.100.4" };
  await owner.patch("/v1/me", { display_name: "Ada" });
  expect((await owner.patch(`/v1/members/${viewer.user_id}`, { role: "editor" }, { headers })).status).toBe(200);
  expect(await newest()).toMatchObject({
    actor_id: owner.user_id,
    actor_kind: "person",
    actor_name: "Ada",
    actor_role: "owner",
    action: "member.updated",
    object_type: "member",
    object_id: viewer.user_id,
    before: { role: "viewer" },
    after: { role: "editor" },
    request_id: "test-request-1",
    address: "198.51.100.4",
  });
});

test("invitations, keys, features and settings leave their trail", async () => {
  const seen = await list();
  await owner.post("/v1/invitations", { email: "a@example.test", role: "viewer" });
  await owner.post("/v1/api-keys", { name: "CI", role: "viewer" });
  await owner.patch("/v1/features/pipelines", { override: false });
  await owner.patch("/v1/settings/access", { version: 0, value: { api_key_max_days: 30 } });
  await owner.post("/v1/settings/access/rollback", { version: 1, to_version: 0 });
  const { items } = await list();
  const since = items.filter((entry) => entry.seq > first(seen.items).seq).map((entry) => entry.action);
  expect(since.toReversed()).toEqual([
    "invitation.created",
    "member.created",
    "api_key.created",
    "feature.created",
    "settings.updated",
    "settings.rolled_back",
  ]);
});

test("entries are found by actor, action, object and time, and pages follow each other without a gap", async () => {
  const all = await list("?limit=100");
  const seen: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: AuditPage = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map((entry) => entry.seq));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(all.items.map((entry) => entry.seq));
  const where = async (query: string, holds: (entry: AuditEntry) => boolean) => {
    const found = (await list(`?limit=100&${query}`)).items.map((entry) => entry.seq);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(all.items.filter(holds).map((entry) => entry.seq));
  };
  await where(`actor_id=${owner.user_id}`, (e) => e.actor_id === owner.user_id);
  await where("action=member.updated", (e) => e.action === "member.updated");
  await where(`object_type=member&object_id=${viewer.user_id}`, (e) => e.object_id === viewer.user_id);
  const middle = all.items[2]?.at ?? "";
  await where(`since=${encodeURIComponent(middle)}`, (e) => e.at >= middle);
  await where(`until=${encodeURIComponent(middle)}`, (e) => e.at < middle);
});

test("the export has every entry once, in order, in both formats, and says what it is", async () => {
  const { items } = await list("?limit=100");
  const wanted = items.toReversed();
  const ndjson = await owner.get("/v1/audit/export?format=ndjson");
  expect(ndjson.headers.get("content-type")).toBe("application/x-ndjson");
  expect(ndjson.headers.get("content-disposition")).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.ndjson"$/);
  const lines = (await ndjson.text()).trimEnd().split("\n");
  expect(lines.map((line) => AuditEntry.strict().parse(JSON.parse(line)))).toEqual(wanted);
  const csv = await owner.get("/v1/audit/export");
  expect(csv.headers.get("content-type")).toContain("text/csv");
  expect(csv.headers.get("cache-control")).toBe("no-store");
  const { data, errors } = Papa.parse<Record<string, string>>((await csv.text()).trimEnd(), { header: true });
  expect(errors).toEqual([]);
  expect(data.map((row) => [row.seq, row.action, row.hash])).toEqual(
    wanted.map((e) => [String(e.seq), e.action, e.hash]),
  );
  const filtered = await owner.get("/v1/audit/export?format=ndjson&action=member.updated");
  const some = z.array(AuditEntry).parse(
    (await filtered.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
  expect(some.length).toBeGreaterThan(0);
  expect(new Set(some.map((entry) => entry.action))).toEqual(new Set(["member.updated"]));
});

test("an export of several pages has no gap, and ends where the log stood when it began", async () => {
  const big = await testApp();
  afterwards(() => big.close());
  const boss = await big.asMember("owner");
  await big.owner`select private.audit(${big.tenant_id}, 'test.made', 'test', i::text, null, null)
    from generate_series(1, 2500) i`;
  const res = await boss.get("/v1/audit/export?format=ndjson&action=test.made");
  const reader = (res.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? "";
  await big.owner`select private.audit(${big.tenant_id}, 'test.made', 'test', 'late', null, null)`;
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  const ids = text
    .trimEnd()
    .split("\n")
    .map((line) => AuditEntry.parse(JSON.parse(line)).object_id);
  expect(ids).toEqual(Array.from({ length: 2500 }, (_, i) => String(i + 1)));
});

test("who stops being an owner gets no further page of an export", async () => {
  const big = await testApp();
  afterwards(() => big.close());
  const boss = await big.asMember("owner");
  await big.owner`select private.audit(${big.tenant_id}, 'test.made', 'test', i::text, null, null)
    from generate_series(1, 3500) i`;
  const res = await boss.get("/v1/audit/export?format=ndjson");
  const reader = (res.body ?? new ReadableStream()).getReader();
  await reader.read();
  await big.owner`update public.members set role = 'viewer' where user_id = ${boss.user_id}`;
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  await expect(rest()).rejects.toThrow("Only an owner");
});

test("a cell of the CSV that would be a formula is not one", async () => {
  for (const name of ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1", " =1"]) {
    await owner.patch("/v1/me", { display_name: name });
    await owner.patch(`/v1/members/${viewer.user_id}`, { role: name === "+1" ? "viewer" : "editor" });
    await owner.patch(`/v1/members/${viewer.user_id}`, { role: "viewer" });
    const res = await owner.get("/v1/audit/export?action=member.updated");
    const { data } = Papa.parse<Record<string, string>>((await res.text()).trimEnd(), { header: true });
    const cells = data.flatMap((row) => Object.values(row));
    expect(cells).toContain(`'${name.trim() === name ? name : name.trim()}`);
    expect(cells.filter((cell) => /^[\s=+\-@＝]/.test(cell))).toEqual([]);
  }
});

test("the chain verifies, and a row changed behind its back is found", async () => {
  const verify = async () => expectAnswer(await owner.get("/v1/audit/verification"), 200, AuditVerification);
  const good = await verify();
  const { seq, hash } = await newest();
  expect(good).toEqual({ ok: true, checked: seq, seq, hash, first_broken: null });
  const tamper = (text: string) =>
    api.owner.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update public.audit_log set action = ${text} where tenant_id = ${api.tenant_id} and seq = 2`;
    });
  const { action } = first((await list("?limit=100")).items.filter((entry) => entry.seq === 2));
  await tamper("nothing.happened");
  expect(await verify()).toMatchObject({ ok: false, first_broken: { seq: 2, reason: "changed" } });
  await tamper(action);
  expect(await verify()).toEqual(good);
});

test("only owners read, export and verify the log", async () => {
  for (const user of [await api.asMember("editor"), await api.asKey("editor")]) {
    for (const path of ["", "/export", "/export?format=ndjson", "/verification"]) {
      await expectProblem(await user.get(`/v1/audit${path}`), "forbidden");
    }
  }
});

test("another tenant's entries are in no list and no export", async () => {
  const other = await testApp();
  afterwards(() => other.close());
  const stranger = await other.asMember("owner");
  const text = await (await stranger.get("/v1/audit/export?format=ndjson")).text();
  expect(text).toContain(other.tenant_id);
  expect(text).not.toContain(api.tenant_id);
  const query = `/v1/audit?actor_id=${owner.user_id}`;
  expect((await expectAnswer(await stranger.get(query), 200, AuditPage)).items).toEqual([]);
  const headers = { "plumbline-tenant": api.tenant_id };
  for (const path of ["", "/export", "/verification"]) {
    await expectProblem(await stranger.get(`/v1/audit${path}`, { headers }), "not_found");
  }
});

test("invalid requests and callers who are signed out are refused", async () => {
  await expectProblem(await owner.get("/v1/audit?cursor=x"), "invalid_request");
  await expectProblem(await owner.get("/v1/audit?since=yesterday"), "invalid_request");
  await expectProblem(await owner.get("/v1/audit/export?format=xml"), "invalid_request");
  for (const path of ["", "/export", "/verification"]) {
    await expectProblem(await api.anonymous("GET", `/v1/audit${path}`), "unauthenticated");
  }
});
