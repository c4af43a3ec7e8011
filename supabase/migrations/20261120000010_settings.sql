-- Settings: typed per namespace, versioned. Contract (names, bounds, defaults): packages/contracts/src/settings.ts
create table public.settings (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  namespace text not null check (namespace ~ '^[a-z]+(_[a-z]+)*$'),
  version int not null check (version > 0),
  value jsonb not null check (jsonb_typeof(value) = 'object' and pg_column_size(value) <= 65536),
  rolled_back_to int,
  changed_by uuid references public.profiles (user_id) on delete set null,
  changed_at timestamptz not null default now(),
  primary key (tenant_id, namespace, version)
);
comment on table public.settings is
  'Every version of every namespace; the highest is in force, none means the defaults of the contract. Nobody changes or removes a version.';
create index settings_changed_by_idx on public.settings (changed_by);
alter table public.settings enable row level security;
revoke all on public.settings from anon, authenticated, service_role;
create policy settings_select_viewer on public.settings for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy settings_select_worker on public.settings for select to worker
  using (tenant_id = (select private.job_tenant_id()));
grant select on public.settings to authenticated, worker;
create function private.tg__audit_settings() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.audit(
    new.tenant_id, case when new.rolled_back_to is null then 'settings.updated' else 'settings.rolled_back' end,
    'settings', new.namespace,
    (select jsonb_build_object('version', s.version, 'value', s.value) from public.settings s
      where s.tenant_id = new.tenant_id and s.namespace = new.namespace and s.version = new.version - 1),
    jsonb_build_object('version', new.version, 'value', new.value)
  );
  return null;
end $$;
comment on function private.tg__audit_settings() is 'A new version is a change of the one before.';
create trigger _900_audit after insert on public.settings for each row execute function private.tg__audit_settings();
create trigger _100_append_only before update on public.settings for each row
  when (old.changed_by is not distinct from new.changed_by) execute function private.tg__append_only();

create function private.setting(p_tenant uuid, p_namespace text, p_key text) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select (
    select s.value from public.settings s
    where s.tenant_id = p_tenant and s.namespace = p_namespace order by s.version desc limit 1
  ) -> p_key
$$;
comment on function private.setting(uuid, text, text) is 'One setting as stored; null when it was never set. For other definer functions: granted to nobody.';

create function private.save_settings(p_namespace text, p_expected int, p_value jsonb, p_rolled_back_to int default null) returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('changes settings');
  v_version int;
begin
  perform pg_advisory_xact_lock(hashtextextended(v_tenant::text || p_namespace, 1));
  select coalesce(max(s.version), 0) into v_version from public.settings s where s.tenant_id = v_tenant and s.namespace = p_namespace;
  if v_version <> p_expected then
    raise exception 'Somebody changed these settings meanwhile: version % is in force, you changed version %', v_version, p_expected
      using errcode = 'PT409', hint = 'Read them again and repeat your change';
  end if;
  insert into public.settings (tenant_id, namespace, version, value, rolled_back_to, changed_by)
    values (v_tenant, p_namespace, v_version + 1, p_value, p_rolled_back_to, auth.uid());
  return v_version + 1;
end $$;
comment on function private.save_settings(text, int, jsonb, int) is
  'Adds a version if p_expected is still in force. No public shim: the edge, which knows the bounds, is the only caller.';
grant execute on function private.save_settings(text, int, jsonb, int) to authenticated;

-- As before, and a tenant may refuse to be asked.
create or replace function private.join_tenant(p_slug text) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
begin
  if v_user is null then
    raise exception 'Sign in first' using errcode = 'PT401';
  end if;
  -- Same answer whether the tenant exists or not: a slug must not tell who our customers are.
  -- A removed member may ask again; a suspended one stays suspended.
  insert into public.members (tenant_id, user_id)
  select t.id, v_user from public.tenants t
  where t.slug = p_slug and t.status = 'active'
    and coalesce(private.setting(t.id, 'access', 'allow_join_requests')::boolean, true)
    and exists (select from public.profiles p where p.user_id = v_user and p.kind = 'person')
  on conflict (tenant_id, user_id) do update set status = 'pending', role = 'viewer', approved_at = null, approved_by = null
    where public.members.status = 'removed';
end $$;
