-- Schemas and roles. Nothing here may bypass row-level security: see docs/security.md.
create extension if not exists vector with schema extensions;
create extension if not exists pgcrypto with schema extensions;

create schema private;
comment on schema private is 'Functions and secrets the API never sees directly. Definer functions live only here.';
revoke all on schema private from public;

-- Roles belong to the cluster, not to the database, so they may be there already.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'edge') then
    create role edge login noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'worker') then
    create role worker nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'worker_login') then
    create role worker_login login noinherit;
  end if;
end $$;
comment on role edge is 'Login of the edge functions. No rights of its own: each request becomes authenticated or anon.';
comment on role worker is 'What a job runs as, within one tenant (app.tenant_id). No BYPASSRLS.';
comment on role worker_login is 'Login of the worker. Owns nothing; sees the queue, and tenants only as role worker.';

grant anon, authenticated to edge;
grant worker to worker_login;
grant usage on schema public to anon, authenticated, worker;
grant usage on schema private to anon, authenticated, worker;
grant usage on schema extensions to anon, authenticated, worker;
-- Supabase projects made before 2026-10-30 grant every new table and function to the API roles: take that back.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke execute on functions from public, anon, authenticated, service_role;
alter default privileges in schema private revoke execute on functions from public;
-- The schema-wide default above does not take back what the global default gives to PUBLIC.
alter default privileges revoke execute on functions from public;

create table private.platform_settings (
  key text primary key,
  value jsonb not null
);
comment on table private.platform_settings is
  'Switches of the platform operator. auto_approve_tenants: a new tenant is active at once (the local stack sets it).';
alter table private.platform_settings enable row level security;
insert into private.platform_settings (key, value) values ('auto_approve_tenants', 'false');
