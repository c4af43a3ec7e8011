import { RunPage } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sql } from "./sql.ts";
import { expectAnswer, first, type TestApp, type TestUser, testApp } from "./test-app.ts";
import { uploaded } from "./test-dataset.ts";

let api: TestApp;
let other: TestApp;
beforeAll(async () => {
  // One connection, so that every request meets the statements of the others.
  api = await testApp({ DATABASE_POOL: "1" });
  api.app.get("/v1/prepared", async (c) =>
    c.json(
      (await c.get("db").send(sql`select 1`, sql`select name, statement from pg_catalog.pg_prepared_statements`))[0],
    ),
  );
  api.app.get("/v1/forget", async (c) => c.json(await c.get("db").send(sql`select 1`, sql`deallocate all`)));
  other = await testApp();
});
afterAll(async () => {
  await api.close();
  await other.close();
});

const ids = async (user: TestUser, tenant: string, query = "") => {
  const headers = { "plumbline-tenant": tenant };
  return (await expectAnswer(await user.get(`/v1/runs${query}`, { headers }), 200, RunPage)).items.map((r) => r.id);
};
const prepared = async (): Promise<string> => (await api.anonymous("GET", "/v1/prepared")).text();
/** The embedded database need not keep plans; everything else must hold there too. */
const expectKept = async (yes: boolean) => {
  if (inject("database").kind === "postgres") expect((await prepared()).includes("prepare edge_")).toBe(yes);
};

test("a statement whose plan is kept shows each member their own tenant, and survives a session that forgot it", async () => {
  const mine = await api.asMember("editor");
  const { run } = await uploaded(mine);
  const stranger = await api.asStranger();
  const [row] = await api.owner<{ tenant_id: string }[]>`
    select tenant_id from public.members where user_id = ${stranger.user_id}`;
  const theirs = first(row ? [row] : []).tenant_id;
  for (let i = 0; i < 30; i++) {
    expect(await ids(mine, api.tenant_id)).toEqual([run.id]);
    expect(await ids(stranger, theirs)).toEqual([]);
  }
  await expectKept(true);
  expect((await api.anonymous("GET", "/v1/forget")).status).toBe(200);
  await expectKept(false);
  expect(await ids(mine, api.tenant_id)).toEqual([run.id]);
  await expectKept(true);
  // A suspended member is refused by the kept plan as by a new one.
  await api.owner`update public.members set status = 'suspended' where user_id = ${mine.user_id}`;
  expect((await mine.get("/v1/runs")).status).toBe(403);
});

test("no text of a request is ever kept in a session, however often it is sent", async () => {
  const user = await api.asMember("viewer");
  const id = crypto.randomUUID();
  for (let i = 0; i < 30; i++) {
    await user.get(`/v1/runs/${id}`);
    await user.get("/v1/datasets?search=my-secret-words");
  }
  const statements = await prepared();
  expect(statements).not.toContain(id);
  expect(statements).not.toContain("my-secret-words");
});
