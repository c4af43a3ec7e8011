import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sql } from "./sql.ts";
import { afterwards, expectProblem, type TestApp, testApp } from "./test-app.ts";

let api: TestApp;
let edge: postgres.Sql;
beforeAll(async () => {
  api = await testApp();
  await api.asMember("owner");
  edge = postgres(inject("database").edge, { max: 1, onnotice: () => {}, fetch_types: false });
});
afterAll(async () => {
  await edge.end();
  await api.close();
});

test("the login edge that forgets to become a member reads and writes no table at all", async () => {
  const tables = await api.owner<{ name: string; kind: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('public', 'private', 'pgboss', 'auth')`;
  expect(tables.length).toBeGreaterThan(15);
  for (const { name, kind } of tables) {
    // Not every view can be deleted from by anybody, which is said before rights are looked at.
    const writes = kind === "v" ? [] : [`delete from ${name}`];
    for (const statement of [`select 1 from ${name} limit 1`, ...writes]) {
      await expect(edge.unsafe(statement), statement).rejects.toMatchObject({ code: "42501" });
    }
  }
});

test("the login edge can become nobody with more rights", async () => {
  for (const role of ["service_role", "postgres", "worker", "worker_login"]) {
    await expect(edge.unsafe(`set role ${role}`), role).rejects.toThrow();
  }
  const [login] =
    await edge`select rolsuper, rolbypassrls, rolinherit, rolcreaterole from pg_roles where rolname = current_user`;
  expect(login).toEqual({ rolsuper: false, rolbypassrls: false, rolinherit: false, rolcreaterole: false });
});

test("becoming authenticated without claims shows no row of any table", async () => {
  const tables = await api.owner<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname = 'public' and has_table_privilege('authenticated', format('%I.%I', schemaname, tablename), 'select')`;
  expect(tables.length).toBeGreaterThan(8);
  for (const { name } of tables) {
    const results = await edge
      .unsafe<unknown[][]>(`set local role authenticated; select 1 from ${name} limit 1`)
      .simple();
    expect(results[1], name).toHaveLength(0);
  }
});

test("nothing of a request is left on its connection", async () => {
  const one = await testApp({ DATABASE_POOL: "1" });
  afterwards(() => one.close());
  const left = sql<Record<string, string | null>>`select current_user as role,
    nullif(current_setting('request.jwt.claims', true), '') as claims,
    nullif(current_setting('request.jwt.claim.sub', true), '') as sub,
    nullif(current_setting('app.request_tenant_id', true), '') as tenant,
    nullif(current_setting('app.request_id', true), '') as request_id,
    nullif(current_setting('app.address', true), '') as address,
    nullif(current_setting('statement_timeout'), '0') as timeout`;
  const nothing = {
    role: "edge",
    claims: null,
    sub: null,
    tenant: null,
    request_id: null,
    address: null,
    timeout: null,
  };
  one.app.get("/v1/left", async (c) => c.json((await c.get("db").send(sql`select 1`, left))[0]));
  const member = await one.asMember("owner");
  for (const path of ["/v1/members", "/v1/health"]) {
    expect([200, 503]).toContain((await member.get(path)).status);
    const seen = await (await one.anonymous("GET", "/v1/left")).json();
    expect(seen).toEqual([nothing]);
  }
  await expectProblem(await member.patch(`/v1/members/${member.user_id}`, { role: "viewer" }), "forbidden");
  expect(await (await one.anonymous("GET", "/v1/left")).json()).toEqual([nothing]);
});
