import {
  InvitationAccepted,
  InvitationPage,
  InvitationPreview,
  InvitationSent,
  MemberPage,
  type Role,
} from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newSecret, secretHash } from "../platform/auth.ts";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";

let api: TestApp;
let owner: TestUser;
beforeAll(async () => {
  api = await testApp();
  owner = await api.asMember("owner");
});
afterAll(() => api.close());

const invite = async (email: string, role: Role = "editor") =>
  expectAnswer(await owner.post("/v1/invitations", { email, role }), 201, InvitationSent);
const accept = (user: TestUser, token: string) => user.post("/v1/invitations/accept", { token });
const someone = () => `${crypto.randomUUID()}@example.test`;

test("who was invited sees what they join, joins with the role, and works there at once", async () => {
  const person = await api.asNobody();
  const { invitation, token } = await invite(person.email.toUpperCase());
  expect(invitation).toMatchObject({ email: person.email, role: "editor", status: "open", invited_by: owner.user_id });
  const days = (Date.parse(invitation.expires_at) - Date.parse(invitation.created_at)) / 86_400_000;
  expect(days).toBeCloseTo(7, 3);
  const preview = await expectAnswer(await person.post("/v1/invitations/preview", { token }), 200, InvitationPreview);
  expect(preview).toMatchObject({ tenant_slug: api.slug, email: person.email, role: "editor" });
  await expectProblem(await person.get("/v1/datasets"), "tenant_required");
  const { tenant_id } = await expectAnswer(await accept(person, token), 200, InvitationAccepted);
  expect(tenant_id).toBe(api.tenant_id);
  // No header: it has become their default tenant.
  expect((await person.get("/v1/datasets")).status).toBe(200);
  const members = await expectAnswer(await owner.get("/v1/members?limit=100"), 200, MemberPage);
  expect(members.items.find((m) => m.user_id === person.user_id)).toMatchObject({ role: "editor", status: "active" });
});

test("a token works once, for the address it was sent to, and not after its seven days", async () => {
  const person = await api.asNobody();
  const { invitation, token } = await invite(person.email);
  const other = await api.asNobody();
  const problem = await expectProblem(await accept(other, token), "forbidden");
  expect(problem.fix).toBe("Sign in with the address it was sent to");
  const past = api.owner`update public.invitations set expires_at = now() - interval '1 second' where id = ${invitation.id}`;
  await past;
  await expectProblem(await accept(person, token), "not_found");
  const page = await expectAnswer(await owner.get("/v1/invitations"), 200, InvitationPage);
  expect(page.items.find((i) => i.id === invitation.id)?.status).toBe("expired");
  await api.owner`update public.invitations set expires_at = now() + interval '1 hour' where id = ${invitation.id}`;
  expect((await accept(person, token)).status).toBe(200);
  await expectProblem(await accept(person, token), "not_found");
});

test("two who take the same token at once get one place", async () => {
  const person = await api.asNobody();
  const { token } = await invite(person.email);
  const answers = await Promise.all([accept(person, token), accept(person, token)]);
  expect(answers.map((res) => res.status).sort()).toEqual([200, 404]);
});

test("sending again ends the old token, revoking ends every token", async () => {
  const person = await api.asNobody();
  const sent = await invite(person.email);
  const path = `/v1/invitations/${sent.invitation.id}`;
  const again = await expectAnswer(await owner.post(`${path}/resend`), 200, InvitationSent);
  expect(again.invitation).toMatchObject({ id: sent.invitation.id, sent_count: 2 });
  expect(again.token).not.toBe(sent.token);
  const dead = await expectProblem(await accept(person, sent.token), "not_found");
  expect((await owner.delete(path)).status).toBe(204);
  const revoked = await expectProblem(await accept(person, again.token), "not_found");
  const unknown = await expectProblem(await accept(person, newSecret("pli_")), "not_found");
  const unseen = await person.post("/v1/invitations/preview", { token: newSecret("pli_") });
  await expectProblem(unseen, "not_found");
  // Whatever was wrong with it, the answer is the same.
  for (const problem of [dead, revoked]) expect({ ...problem, request_id: "" }).toEqual({ ...unknown, request_id: "" });
  await expectProblem(await owner.delete(path), "not_found");
  await expectProblem(await owner.post(`${path}/resend`), "not_found");
});

test("the token is in one answer that nobody keeps, in the database only as its hash, and in no log", async () => {
  const res = await owner.post("/v1/invitations", { email: someone(), role: "viewer" });
  expect(res.headers.get("cache-control")).toBe("no-store");
  const { token } = await expectAnswer(res, 201, InvitationSent);
  const rows = await api.owner`select 1 from private.invitation_tokens where hash = ${secretHash(token)}`;
  expect(rows).toHaveLength(1);
  expect(await (await owner.get("/v1/invitations")).text()).not.toContain(token);
  const trail = await api.owner<{ text: string }[]>`
    select coalesce(string_agg(a::text, ''), '') as text from public.audit_log a where a.tenant_id = ${api.tenant_id}`;
  expect(trail[0]?.text).not.toContain(token);
  expect(api.logs.join("\n")).not.toContain(token);
});

test("one address has one open invitation, and a member needs none", async () => {
  const member = await api.asMember("viewer");
  const email = someone();
  await invite(email);
  const again = await expectProblem(await owner.post("/v1/invitations", { email, role: "viewer" }), "conflict");
  expect(again.fix).toBe("Send it again, or revoke it first");
  await expectProblem(await owner.post("/v1/invitations", { email: member.email, role: "owner" }), "conflict");
});

test("somebody suspended does not come back by invitation, and a member keeps their role", async () => {
  const person = await api.asMember("viewer");
  const { token } = await invite(someone());
  await api.owner`update public.invitations set email = ${person.email} where id = (
    select invitation_id from private.invitation_tokens where hash = ${secretHash(token)})`;
  await api.owner`update public.members set status = 'suspended' where user_id = ${person.user_id}`;
  await expectProblem(await accept(person, token), "forbidden");
  await api.owner`update public.members set status = 'active' where user_id = ${person.user_id}`;
  expect((await accept(person, token)).status).toBe(200);
  const rows = await api.owner`select role from public.members where user_id = ${person.user_id}`;
  expect(rows[0]).toMatchObject({ role: "viewer" });
});

test("pages of invitations follow each other", async () => {
  const one = await testApp();
  afterwards(() => one.close());
  const boss = await one.asMember("owner");
  for (let i = 0; i < 3; i++) await boss.post("/v1/invitations", { email: someone(), role: "viewer" });
  const first = await expectAnswer(await boss.get("/v1/invitations?limit=2"), 200, InvitationPage);
  const rest = await boss.get(`/v1/invitations?limit=2&cursor=${first.next_cursor}`);
  const second = await expectAnswer(rest, 200, InvitationPage);
  expect(new Set([...first.items, ...second.items].map((i) => i.id)).size).toBe(3);
  expect(second.next_cursor).toBeNull();
});

test("only owners invite, see, send again and revoke; a key never joins", async () => {
  const { invitation, token } = await invite(someone());
  for (const user of [await api.asMember("editor"), await api.asKey("editor")]) {
    await expectProblem(await user.get("/v1/invitations"), "forbidden");
    await expectProblem(await user.post("/v1/invitations", { email: someone(), role: "viewer" }), "forbidden");
    await expectProblem(await user.post(`/v1/invitations/${invitation.id}/resend`), "forbidden");
    await expectProblem(await user.delete(`/v1/invitations/${invitation.id}`), "forbidden");
    await expectProblem(await accept(user, token), "forbidden");
  }
});

test("another tenant's invitation is exactly as missing as one that never was", async () => {
  const { invitation } = await invite(someone());
  const other = await testApp();
  afterwards(() => other.close());
  const boss = await other.asMember("owner");
  for (const act of [
    (id: string) => boss.post(`/v1/invitations/${id}/resend`),
    (id: string) => boss.delete(`/v1/invitations/${id}`),
  ]) {
    const { request_id: _, ...hidden } = await expectProblem(await act(invitation.id), "not_found");
    const { request_id: __, ...missing } = await expectProblem(await act(crypto.randomUUID()), "not_found");
    expect(hidden).toEqual(missing);
  }
  expect((await expectAnswer(await boss.get("/v1/invitations"), 200, InvitationPage)).items).toEqual([]);
});

test("invalid requests and callers who are signed out are refused", async () => {
  await expectProblem(await owner.post("/v1/invitations", { email: "nobody", role: "viewer" }), "invalid_request");
  await expectProblem(await owner.post("/v1/invitations", { email: someone(), role: "boss" }), "invalid_request");
  await expectProblem(await accept(owner, "pli_short"), "invalid_request");
  await expectProblem(await owner.delete("/v1/invitations/x"), "invalid_request");
  const id = crypto.randomUUID();
  for (const [method, path] of [
    ["GET", "/v1/invitations"],
    ["POST", "/v1/invitations"],
    ["POST", "/v1/invitations/preview"],
    ["POST", "/v1/invitations/accept"],
    ["POST", `/v1/invitations/${id}/resend`],
    ["DELETE", `/v1/invitations/${id}`],
  ] as const) {
    await expectProblem(await api.anonymous(method, path), "unauthenticated");
  }
});
