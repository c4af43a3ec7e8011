-- IR schemas of a tenant's own, and how results are validated. Contract: packages/contracts/src/ir-schemas.ts
create table public.ir_schemas (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  step text not null references public.step_versions (step),
  name text not null check (length(name) between 1 and 120),
  created_by uuid references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, step)
);
comment on table public.ir_schemas is
  'What a tenant demands of a step''s result, beside the schema the step comes with. One for each step version.';
create index ir_schemas_step_idx on public.ir_schemas (step);
create index ir_schemas_created_by_idx on public.ir_schemas (created_by);

create table public.ir_schema_versions (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  ir_schema_id uuid not null,
  version int not null check (version > 0),
  schema jsonb not null check (jsonb_typeof(schema) = 'object' and length(schema::text) <= 200000),
  active boolean not null default false,
  note text not null default '' check (length(note) <= 500),
  breaks jsonb not null default '[]' check (jsonb_typeof(breaks) = 'array'),
  created_by uuid references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, ir_schema_id, version),
  foreign key (tenant_id, ir_schema_id) references public.ir_schemas (tenant_id, id) on delete cascade
);
comment on table public.ir_schema_versions is 'Versions of a schema; never changed but for which one is active.';
comment on column public.ir_schema_versions.breaks is 'Where it refuses what the version before it accepted; empty: backward compatible.';
create unique index ir_schema_versions_active_idx on public.ir_schema_versions (tenant_id, ir_schema_id) where active;
create index ir_schema_versions_created_by_idx on public.ir_schema_versions (created_by);

create table public.run_settings (
  tenant_id uuid primary key references public.tenants (id) on delete cascade,
  ir_validation text not null default 'enforce' check (ir_validation in ('off', 'log', 'enforce')),
  node_concurrency int not null default 8 check (node_concurrency between 1 and 64),
  updated_at timestamptz not null default now()
);
comment on table public.run_settings is 'How a tenant''s runs are executed. No row means the defaults.';

alter table public.ir_schemas enable row level security;
alter table public.ir_schema_versions enable row level security;
alter table public.run_settings enable row level security;
revoke all on public.ir_schemas, public.ir_schema_versions, public.run_settings from anon, authenticated, service_role;
create policy ir_schemas_select_viewer on public.ir_schemas for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy ir_schemas_update_owner on public.ir_schemas for update to authenticated
  using (tenant_id = (select private.tenant_id('owner'))) with check (tenant_id = (select private.tenant_id('owner')));
create policy ir_schema_versions_select_viewer on public.ir_schema_versions for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy run_settings_select_viewer on public.run_settings for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy run_settings_insert_owner on public.run_settings for insert to authenticated
  with check (tenant_id = (select private.tenant_id('owner')));
create policy run_settings_update_owner on public.run_settings for update to authenticated
  using (tenant_id = (select private.tenant_id('owner'))) with check (tenant_id = (select private.tenant_id('owner')));
create policy ir_schemas_select_worker on public.ir_schemas for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy ir_schema_versions_select_worker on public.ir_schema_versions for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy run_settings_select_worker on public.run_settings for select to worker
  using (tenant_id = (select private.job_tenant_id()));
grant select, update (name) on public.ir_schemas to authenticated;
grant select on public.ir_schema_versions to authenticated;
grant select, insert (tenant_id, ir_validation, node_concurrency), update (ir_validation, node_concurrency, updated_at)
  on public.run_settings to authenticated;
grant select on public.ir_schemas, public.ir_schema_versions, public.run_settings to worker;

create function private.owned_tenant(p_what text) returns uuid
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('owner');
begin
  if private.tenant_id() is null then
    raise exception 'You are not an active member of this tenant' using errcode = '42501';
  end if;
  if v_tenant is null then
    raise exception 'Only owners %', p_what using errcode = '42501', hint = 'Ask an owner of this tenant';
  end if;
  return v_tenant;
end $$;
comment on function private.owned_tenant(text) is 'The tenant of the request when the caller is an owner of it; raises a sentence otherwise.';

create function private.save_ir_schema(p_step text, p_name text, p_schema jsonb, p_note text, p_breaks jsonb, p_new boolean)
  returns table (ir_schema_id uuid, version int)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.owned_tenant('change IR schemas');
  v_id uuid;
  v_version int;
begin
  if not exists (select from public.step_versions s where s.step = p_step) then
    raise exception 'There is no step %', p_step using errcode = 'PT404', hint = 'Choose a step of the catalogue';
  end if;
  select s.id into v_id from public.ir_schemas s where s.tenant_id = v_tenant and s.step = p_step for update;
  if v_id is null and not p_new then
    raise exception 'There is no such schema' using errcode = 'PT404';
  end if;
  if v_id is not null and p_new then
    raise exception 'There is a schema for % already', p_step using errcode = 'PT409', hint = 'Add a version to it';
  end if;
  if v_id is null then
    insert into public.ir_schemas (tenant_id, step, name, created_by) values (v_tenant, p_step, p_name, auth.uid())
      returning id into v_id;
  else
    update public.ir_schemas s set updated_at = now() where s.tenant_id = v_tenant and s.id = v_id;
  end if;
  select coalesce(max(v.version), 0) + 1 into v_version
    from public.ir_schema_versions v where v.tenant_id = v_tenant and v.ir_schema_id = v_id;
  insert into public.ir_schema_versions (tenant_id, ir_schema_id, version, schema, note, breaks, created_by)
    values (v_tenant, v_id, v_version, p_schema, p_note, p_breaks, auth.uid());
  return query select v_id, v_version;
end $$;
comment on function private.save_ir_schema(text, text, jsonb, text, jsonb, boolean) is
  'Adds a version to the tenant''s schema of a step, or makes the schema with its first one. Not active yet.';

create function private.activate_ir_schema(p_schema uuid, p_version int) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.owned_tenant('activate IR schemas');
begin
  perform from public.ir_schemas s where s.tenant_id = v_tenant and s.id = p_schema for update;
  if not found then
    raise exception 'There is no such schema' using errcode = 'PT404';
  end if;
  if p_version is not null and not exists (
    select from public.ir_schema_versions v where v.tenant_id = v_tenant and v.ir_schema_id = p_schema and v.version = p_version)
  then
    raise exception 'The schema has no version %', p_version using errcode = 'PT404';
  end if;
  update public.ir_schema_versions v set active = false where v.tenant_id = v_tenant and v.ir_schema_id = p_schema and v.active;
  update public.ir_schema_versions v set active = true
    where v.tenant_id = v_tenant and v.ir_schema_id = p_schema and v.version = p_version;
  update public.ir_schemas s set updated_at = now() where s.tenant_id = v_tenant and s.id = p_schema;
end $$;
comment on function private.activate_ir_schema(uuid, int) is 'Makes one version the active one; null: none.';

create function public.save_ir_schema(p_step text, p_name text, p_schema jsonb, p_note text, p_breaks jsonb, p_new boolean)
  returns table (ir_schema_id uuid, version int) language sql volatile security invoker set search_path = ''
  as $$ select * from private.save_ir_schema(p_step, p_name, p_schema, p_note, p_breaks, p_new) $$;
create function public.activate_ir_schema(p_schema uuid, p_version int) returns void
  language sql volatile security invoker set search_path = ''
  as $$ select private.activate_ir_schema(p_schema, p_version) $$;
grant execute on function
  private.owned_tenant(text), private.save_ir_schema(text, text, jsonb, text, jsonb, boolean), private.activate_ir_schema(uuid, int),
  public.save_ir_schema(text, text, jsonb, text, jsonb, boolean), public.activate_ir_schema(uuid, int)
  to authenticated;
