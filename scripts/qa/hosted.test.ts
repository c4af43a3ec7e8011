import { readdir, readFile } from "node:fs/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPostgres, type RealPostgres, startRealPostgres } from "../test/real-postgres.ts";
import { checkRls } from "./check-rls/check.ts";
import { failuresOf } from "./check-rls/report.ts";

// A cluster of its own: roles belong to the cluster, and here their owner is not a superuser, as on hosted Supabase.
let server: RealPostgres;
beforeAll(async () => {
  const bin = await findPostgres();
  if (!bin) throw new Error("No Postgres is installed: leave the project `postgres` out");
  server = await startRealPostgres(bin);
});
afterAll(() => server.stop());

const ownerUrl = () => {
  const url = new URL(server.url);
  url.username = "owner";
  return url.href;
};
const asOwner = () => postgres(ownerUrl(), { max: 1, onnotice: () => {} });

/** What hosted Supabase gives a project; before 2026-10-30 it also granted every new table and function to the API roles. */
const platform = `
  create role owner login createrole createdb bypassrls nosuperuser;
  create role supabase_auth_admin;
  create role anon nologin noinherit;
  create role authenticated nologin noinherit;
  create role service_role nologin noinherit bypassrls;
  grant anon, authenticated, service_role to owner with admin option;
  alter database postgres owner to owner;
  grant all on schema public to owner;
  create schema extensions authorization owner;
  create extension vector with schema extensions;
  create extension pgcrypto with schema extensions;
  grant usage on schema extensions, public to anon, authenticated, service_role;
  create schema auth authorization supabase_auth_admin;
  set role supabase_auth_admin;
  create table auth.users (id uuid primary key, email varchar, raw_user_meta_data jsonb, raw_app_meta_data jsonb);
  create function auth.uid() returns uuid language sql stable as $f$ select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $f$;
  grant usage on schema auth to owner, anon, authenticated, service_role;
  grant select, insert, update, delete, references, trigger on auth.users to owner;
  reset role;
  set role owner;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
  reset role;`;

test("the migrations apply as the owner of a hosted project, and leave anon and service_role nothing", async () => {
  const superuser = postgres(server.url, { max: 1, onnotice: () => {} });
  const owner = asOwner();
  try {
    await superuser.unsafe(platform);
    const migrations = new URL("../../supabase/migrations/", import.meta.url);
    for (const file of (await readdir(migrations)).sort()) {
      const text = await readFile(new URL(file, migrations), "utf8");
      await owner.begin((tx) => tx.unsafe(text));
    }
    const grants = await superuser`
      select grantee, table_name, privilege_type from information_schema.role_table_grants
      where table_schema in ('public', 'private') and grantee in ('anon', 'service_role', 'PUBLIC', 'edge', 'worker_login')`;
    expect([...grants]).toEqual([]);
    const callable = await superuser`
      select distinct p.oid::regprocedure::text as function from pg_proc p cross join pg_roles r
      where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and r.rolname in ('anon', 'service_role')
        and has_function_privilege(r.rolname, p.oid, 'EXECUTE')`;
    expect(callable.map((row) => row.function)).toEqual(["private.health()"]);
  } finally {
    await Promise.all([superuser.end(), owner.end()]);
  }
});

test("isolation can be checked as that owner, who may become nobody, and leaves nothing behind", async () => {
  const target = { ownerUrl: ownerUrl(), throwAway: false, close: async () => {} };
  const report = await checkRls(target, { layers: ["static", "behaviour"] });
  expect(failuresOf(report)).toEqual([]);
  expect(report.behaviour?.as).toBe("roles");
  const owner = asOwner();
  try {
    const [left] = await owner`select (select count(*) from public.tenants)::int as tenants,
      (select count(*) from public.profiles)::int as profiles, pg_has_role('worker_login', 'member') as member`;
    expect(left).toEqual({ tenants: 0, profiles: 0, member: false });
  } finally {
    await owner.end();
  }
});
