-- Feature flags: a global default, a rollout share, an override per tenant. Contract: packages/contracts/src/features.ts
create table public.feature_flags (
  key text primary key check (key ~ '^[a-z]+([._][a-z]+)*$'),
  description text not null,
  enabled boolean not null,
  rollout int not null default 100 check (rollout between 0 and 100),
  tenant_may_change boolean not null default true,
  updated_at timestamptz not null default now()
);
comment on table public.feature_flags is
  'The platform''s flags: belong to no tenant, written by the platform operator (scripts/cli/feature-set.ts).';
comment on column public.feature_flags.rollout is 'Percent of tenants that have it while it is enabled; a tenant''s place is a hash of tenant and key, so it stays.';
comment on column public.feature_flags.tenant_may_change is 'Whether owners may override it for their tenant.';

create table public.feature_overrides (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  key text not null references public.feature_flags (key) on delete cascade,
  enabled boolean not null,
  changed_by uuid references public.profiles (user_id) on delete set null,
  changed_at timestamptz not null default now(),
  primary key (tenant_id, key)
);
comment on table public.feature_overrides is 'A tenant''s own answer, whatever the default and the rollout say.';
create index feature_overrides_key_idx on public.feature_overrides (key);
create index feature_overrides_changed_by_idx on public.feature_overrides (changed_by);

insert into public.feature_flags (key, description, enabled, tenant_may_change) values
  ('copilot.dataset', 'Insights from uploaded tables', true, true),
  ('copilot.dfm', 'Design-for-manufacturing review of STEP parts', false, false),
  ('routing', 'Routing prediction', false, false),
  ('pipelines', 'Pipelines, IR schemas and the graph editor', true, true);

alter table public.feature_flags enable row level security;
alter table public.feature_overrides enable row level security;
revoke all on public.feature_flags, public.feature_overrides from anon, authenticated, service_role;
create policy feature_flags_select_viewer on public.feature_flags for select to authenticated
  using ((select private.tenant_id()) is not null);
create policy feature_overrides_select_viewer on public.feature_overrides for select to authenticated
  using (tenant_id = (select private.tenant_id()));
grant select on public.feature_flags, public.feature_overrides to authenticated;
create trigger _900_audit after insert or update or delete on public.feature_overrides
  for each row execute function private.tg__audit('feature', 'key');

create function private.feature_bucket(p_tenant uuid, p_key text) returns int
  language sql immutable set search_path = '' as $$
  select (('x' || left(encode(sha256(convert_to(p_tenant::text || ':' || p_key, 'UTF8')), 'hex'), 7))::bit(28)::int % 100)
$$;
comment on function private.feature_bucket(uuid, text) is 'The tenant''s place for this flag, 0 to 99: it has the feature when the rollout is above.';

create function private.features(p_tenant uuid) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_object_agg(f.key, jsonb_build_object(
    'enabled', coalesce(o.enabled, f.enabled and private.feature_bucket(p_tenant, f.key) < f.rollout),
    'reason', case
      when o.enabled is not null then 'override'
      when not f.enabled or f.rollout = 100 then 'default'
      else 'rollout'
    end)), '{}')
  from public.feature_flags f
  left join public.feature_overrides o on o.key = f.key and o.tenant_id = p_tenant
$$;
comment on function private.features(uuid) is 'Every flag as it is for this tenant, with the reason. Granted to nobody.';

create function private.require_feature(p_tenant uuid, p_key text) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_feature jsonb := private.features(p_tenant) -> p_key;
begin
  if coalesce((v_feature ->> 'enabled')::boolean, false) then
    return jsonb_build_object(p_key, v_feature);
  end if;
  raise exception 'The feature % is switched off for this tenant', p_key using errcode = 'PT403', detail = 'feature_disabled',
    hint = 'An owner may switch it on under Settings, or the platform operator does';
end $$;
comment on function private.require_feature(uuid, text) is
  'The flag''s evaluation, for the run that rests on it; raises when it is off. The detail is the error''s code. Granted to nobody.';

create function private.set_feature(p_key text, p_enabled boolean) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('switches features');
begin
  if not exists (select from public.feature_flags f where f.key = p_key) then
    raise exception 'There is no such feature' using errcode = 'PT404';
  end if;
  if not exists (select from public.feature_flags f where f.key = p_key and f.tenant_may_change) then
    raise exception 'Only the platform operator switches this feature' using errcode = '42501', hint = 'Ask the platform operator';
  end if;
  if p_enabled is null then
    delete from public.feature_overrides o where o.tenant_id = v_tenant and o.key = p_key;
  else
    insert into public.feature_overrides (tenant_id, key, enabled, changed_by) values (v_tenant, p_key, p_enabled, auth.uid())
      on conflict (tenant_id, key) do update set enabled = excluded.enabled, changed_by = excluded.changed_by, changed_at = now();
  end if;
end $$;
comment on function private.set_feature(text, boolean) is 'The tenant''s override; null takes it back.';
grant execute on function private.set_feature(text, boolean) to authenticated;

create function private.own_features() returns jsonb
  language sql stable security definer set search_path = ''
  as $$ select case when private.tenant_id() is not null then private.features(private.tenant_id()) else '{}' end $$;
comment on function private.own_features() is 'Every flag as it is for the pinned tenant; nothing when the caller is no active member.';
grant execute on function private.own_features() to authenticated;

alter table public.runs add column features jsonb not null default '{}';
comment on column public.runs.features is 'The flags the run rests on, as they were when it was requested, each with its reason.';
comment on column public.runs.input is
  'What was asked for, with the tenant''s settings as they were: settings.<namespace> = { version, value }.';

create function private.tg__require_feature() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  new.features := private.require_feature(new.tenant_id, 'copilot.dataset');
  return new;
end $$;
comment on function private.tg__require_feature() is 'However a run comes about, it needs its feature and keeps the evaluation.';
create trigger _100_require_feature before insert on public.runs
  for each row when (new.kind = 'dataset_insight') execute function private.tg__require_feature();

-- As before, and the run keeps the settings it was requested under.
create or replace function private.run_dataset(p_dataset uuid, p_key text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('editor');
  v_name text;
  v_run uuid;
  v_created boolean;
  v_settings jsonb;
begin
  select d.name into v_name from public.datasets d
    where d.tenant_id = private.tenant_id() and d.id = p_dataset for update;
  if v_name is null then
    raise exception 'There is no such dataset' using errcode = 'PT404';
  end if;
  if v_tenant is null then
    raise exception 'Only editors and owners start runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  select jsonb_build_object(s.namespace, jsonb_build_object('version', s.version, 'value', s.value)) into v_settings
    from public.settings s where s.tenant_id = v_tenant and s.namespace = 'insights' order by s.version desc limit 1;
  -- The key is the dataset's own: the same key on another dataset is another run.
  select r.run_id, r.created into v_run, v_created from private.request_run(
    v_tenant, 'dataset_insight', p_dataset::text || ':' || p_key, p_dataset, v_name,
    jsonb_build_object('dataset_id', p_dataset, 'settings', coalesce(v_settings, '{}'))) r;
  -- A repeated key answers an old run; the latest one stays the latest.
  if v_created then
    update public.datasets d set latest_run_id = v_run, updated_at = now() where d.tenant_id = v_tenant and d.id = p_dataset;
  end if;
  return v_run;
end $$;
