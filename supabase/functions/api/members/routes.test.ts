import { Member, MemberPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

const applicant = async () => {
  const user = await api.asNobody();
  await user.post("/v1/tenants/join", { slug: api.slug });
  return user;
};
const listed = async (res: Response) => (await expectAnswer(res, 200, MemberPage)).items.map((m) => m.user_id);

test("an owner approves who asked, who then works in the tenant at once", async () => {
  const owner = await api.asMember("owner");
  const user = await applicant();
  const header = { headers: { "plumbline-tenant": api.tenant_id } };
  await expectProblem(await user.get("/v1/members", header), "membership_pending");
  const change = { status: "active", role: "editor" };
  const member = await expectAnswer(await owner.patch(`/v1/members/${user.user_id}`, change), 200, Member);
  expect(member).toMatchObject({ ...change, email: user.email });
  expect(await listed(await user.get("/v1/members", header))).toContain(user.user_id);
  expect(await listed(await user.get("/v1/members"))).toContain(user.user_id);
});

test("only owners see who waits", async () => {
  const user = await applicant();
  expect(await listed(await (await api.asMember("owner")).get("/v1/members?limit=100"))).toContain(user.user_id);
  expect(await listed(await (await api.asMember("editor")).get("/v1/members?limit=100"))).not.toContain(user.user_id);
});

test("pages follow each other without a gap or a repetition", async () => {
  const owner = await api.asMember("owner");
  for (let i = 0; i < 4; i++) await api.asMember("viewer");
  await api.owner`update public.members set created_at = now() where tenant_id = ${api.tenant_id} and role = 'viewer'`;
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/v1/members?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = await expectAnswer(await owner.get(path), 200, MemberPage);
    expect(page.items.length).toBeGreaterThan(0);
    seen.push(...page.items.map((m) => m.user_id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual([...new Set(seen)]);
  expect(seen.sort()).toEqual((await listed(await owner.get("/v1/members?limit=100"))).sort());
});

test("nobody but an owner changes members, and nobody changes themselves", async () => {
  const editor = await api.asMember("editor");
  const viewer = await api.asMember("viewer");
  await expectProblem(await editor.patch(`/v1/members/${viewer.user_id}`, { role: "owner" }), "forbidden");
  await expectProblem(await editor.patch(`/v1/members/${editor.user_id}`, { role: "owner" }), "forbidden");
  await expectProblem(await editor.delete(`/v1/members/${viewer.user_id}`), "forbidden");
});

test("the last owner stays, and anybody else may leave", async () => {
  const alone = await testApp();
  try {
    const owner = await alone.asMember("owner");
    const problem = await expectProblem(await owner.delete(`/v1/members/${owner.user_id}`), "conflict");
    expect(problem.fix).toBe("Make somebody else an owner first");
    const viewer = await alone.asMember("viewer");
    expect((await viewer.delete(`/v1/members/${viewer.user_id}`)).status).toBe(204);
    await expectProblem(await viewer.get("/v1/members"), "not_found");
  } finally {
    await alone.close();
  }
});

test("a stranger cannot tell a member from somebody who is none", async () => {
  const owner = await api.asStranger();
  const member = await api.asMember("viewer");
  const nobody = crypto.randomUUID();
  const headers = { "plumbline-tenant": "" };
  await api.owner`update public.profiles set default_tenant_id =
    (select tenant_id from public.members where user_id = ${owner.user_id}) where user_id = ${owner.user_id}`;
  for (const act of [
    (id: string) => owner.patch(`/v1/members/${id}`, { role: "viewer" }, { headers }),
    (id: string) => owner.delete(`/v1/members/${id}`, { headers }),
  ]) {
    const { request_id: _, ...hidden } = await expectProblem(await act(member.user_id), "not_found");
    const { request_id: __, ...missing } = await expectProblem(await act(nobody), "not_found");
    expect(hidden).toEqual(missing);
  }
});

test("invalid changes and callers that are signed out are refused", async () => {
  const owner = await api.asMember("owner");
  await expectProblem(await owner.patch(`/v1/members/${owner.user_id}`, {}), "invalid_request");
  await expectProblem(await owner.patch("/v1/members/x", { role: "viewer" }), "invalid_request");
  await expectProblem(await owner.get("/v1/members?limit=1000"), "invalid_request");
  for (const [method, path] of [
    ["GET", "/v1/members"],
    ["PATCH", `/v1/members/${owner.user_id}`],
    ["DELETE", `/v1/members/${owner.user_id}`],
  ] as const) {
    await expectProblem(await api.anonymous(method, path), "unauthenticated");
  }
});
