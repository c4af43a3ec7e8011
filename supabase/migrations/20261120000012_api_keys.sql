-- API keys: each belongs to a service member, whose role is what the key may do. Contract: packages/contracts/src/api-keys.ts
create table public.api_keys (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  prefix text not null check (prefix ~ '^pl_[A-Za-z0-9_-]{6}$'),
  requests_per_minute int not null check (requests_per_minute between 1 and 100000),
  created_by uuid references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  replaced_by uuid,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references public.members (tenant_id, user_id) on delete cascade,
  foreign key (tenant_id, replaced_by) references public.api_keys (tenant_id, id) on delete set null (replaced_by)
);
comment on table public.api_keys is
  'What is known of a key but the key: its hash is in private.api_key_secrets. Several keys may belong to one service member (rotation).';
comment on column public.api_keys.prefix is 'The first nine characters, so that people can tell their keys apart.';
comment on column public.api_keys.last_used_at is 'To the minute.';
create index api_keys_tenant_id_created_at_idx on public.api_keys (tenant_id, created_at desc, id);
create index api_keys_tenant_id_user_id_idx on public.api_keys (tenant_id, user_id);
create index api_keys_tenant_id_replaced_by_idx on public.api_keys (tenant_id, replaced_by);
create index api_keys_created_by_idx on public.api_keys (created_by);

create table private.api_key_secrets (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  tenant_id uuid not null,
  key_id uuid not null,
  unique (tenant_id, key_id),
  foreign key (tenant_id, key_id) references public.api_keys (tenant_id, id) on delete cascade
);
comment on table private.api_key_secrets is 'SHA-256 of each key. The keys are 32 random bytes, so a slow hash would protect nothing.';
alter table private.api_key_secrets enable row level security;

alter table public.api_keys enable row level security;
revoke all on public.api_keys from anon, authenticated, service_role;
create policy api_keys_select_owner on public.api_keys for select to authenticated
  using (tenant_id = (select private.tenant_id('owner')));
grant select on public.api_keys to authenticated;
create trigger _900_audit after insert or delete or update of name, requests_per_minute, expires_at, revoked_at, replaced_by on public.api_keys
  for each row execute function private.tg__audit('api_key', 'id');

create function private.tg__forget_service() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from public.profiles where user_id = old.user_id and kind = 'service';
  return null;
end $$;
comment on function private.tg__forget_service() is 'A service is a member of one tenant and goes with it.';
create trigger _200_forget_service after delete on public.members
  for each row execute function private.tg__forget_service();

create function private.tg__owners_are_people() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (select from public.profiles p where p.user_id = new.user_id and p.kind = 'service') then
    raise exception 'A service cannot own a tenant' using errcode = 'PT400',
      hint = 'Let a person own it; a service is a viewer or an editor';
  end if;
  return new;
end $$;
comment on function private.tg__owners_are_people() is 'On every way to become an owner: a new key, a change of role, creating a tenant with a key.';
create trigger _100_owners_are_people before insert or update of role on public.members
  for each row when (new.role = 'owner') execute function private.tg__owners_are_people();

create function private.add_api_key(
  p_tenant uuid, p_user uuid, p_name text, p_prefix text, p_hash text, p_expires_at timestamptz, p_requests_per_minute int
) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_max_days int := coalesce(private.setting(p_tenant, 'access', 'api_key_max_days')::int, 365);
  v_id uuid;
begin
  if p_expires_at <= now() or p_expires_at > now() + make_interval(days => v_max_days) + interval '1 minute' then
    raise exception 'A key of this tenant may live up to % days', v_max_days using errcode = 'PT400',
      hint = 'Choose an earlier end, or change the setting access.api_key_max_days';
  end if;
  if (select count(*) from public.api_keys k where k.tenant_id = p_tenant and k.revoked_at is null and k.expires_at > now()) >= 100 then
    raise exception 'There are 100 keys already' using errcode = 'PT409', hint = 'Revoke some that are no longer needed';
  end if;
  insert into public.api_keys (tenant_id, user_id, name, prefix, requests_per_minute, expires_at, created_by)
    values (p_tenant, p_user, p_name, p_prefix, p_requests_per_minute, p_expires_at, auth.uid()) returning id into v_id;
  insert into private.api_key_secrets (hash, tenant_id, key_id) values (p_hash, p_tenant, v_id);
  return v_id;
end $$;
comment on function private.add_api_key(uuid, uuid, text, text, text, timestamptz, int) is 'Granted to nobody: create and rotate check the caller.';

create function private.create_api_key(
  p_name text, p_role public.member_role, p_prefix text, p_hash text, p_expires_at timestamptz, p_requests_per_minute int
) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('makes API keys');
  v_user uuid := gen_random_uuid();
begin
  insert into public.profiles (user_id, email, display_name, kind) values (v_user, '', p_name, 'service');
  insert into public.members (tenant_id, user_id, role, status, approved_at, approved_by)
    values (v_tenant, v_user, p_role, 'active', now(), auth.uid());
  update public.profiles set default_tenant_id = v_tenant where user_id = v_user;
  return private.add_api_key(v_tenant, v_user, p_name, p_prefix, p_hash, p_expires_at, p_requests_per_minute);
end $$;
comment on function private.create_api_key(text, public.member_role, text, text, timestamptz, int) is
  'Makes a service member with this role and its first key. p_hash: SHA-256 of the key in hex; the key itself never comes here.';

create function private.rotate_api_key(p_id uuid, p_prefix text, p_hash text, p_overlap interval) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('rotates API keys');
  v_key public.api_keys;
  v_new uuid;
begin
  select * into v_key from public.api_keys k where k.tenant_id = v_tenant and k.id = p_id for update;
  if v_key.id is null then
    raise exception 'There is no such API key' using errcode = 'PT404';
  end if;
  if v_key.revoked_at is not null or v_key.expires_at <= now() or v_key.replaced_by is not null then
    raise exception 'Only a key that is in use and was not rotated yet can be rotated' using errcode = 'PT409',
      hint = 'Make a new key, or rotate the one that replaced it';
  end if;
  v_new := private.add_api_key(v_tenant, v_key.user_id, v_key.name, p_prefix, p_hash,
    least(now() + (v_key.expires_at - v_key.created_at),
      now() + make_interval(days => coalesce(private.setting(v_tenant, 'access', 'api_key_max_days')::int, 365))),
    v_key.requests_per_minute);
  update public.api_keys k set replaced_by = v_new, expires_at = least(k.expires_at, now() + p_overlap)
    where k.tenant_id = v_tenant and k.id = p_id;
  return v_new;
end $$;
comment on function private.rotate_api_key(uuid, text, text, interval) is
  'A new key for the same service member; the old one goes on for the overlap and not beyond its own end.';

create function private.revoke_api_key(p_id uuid) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('revokes API keys');
begin
  update public.api_keys k set revoked_at = now() where k.tenant_id = v_tenant and k.id = p_id and k.revoked_at is null;
  if not found then
    raise exception 'There is no such API key in use' using errcode = 'PT404';
  end if;
end $$;

create function private.enter_with_key(p_hash text, p_tenant_header text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  select k.* into v_key
    from private.api_key_secrets s
    join public.api_keys k on k.tenant_id = s.tenant_id and k.id = s.key_id
    where s.hash = p_hash and k.revoked_at is null and k.expires_at > now();
  if v_key.id is null then
    raise exception 'The API key is not valid: it is unknown, revoked or has ended' using errcode = 'PT401',
      hint = 'An owner of the tenant makes keys under Settings';
  end if;
  if p_tenant_header <> '' and p_tenant_header <> v_key.tenant_id::text then
    raise exception 'There is no such tenant' using errcode = 'PT404';
  end if;
  perform set_config('request.jwt.claims', jsonb_build_object('sub', v_key.user_id, 'role', 'authenticated')::text, true),
    set_config('request.jwt.claim.sub', v_key.user_id::text, true),
    set_config('app.request_tenant_id', v_key.tenant_id::text, true);
  return v_key.id;
end $$;
comment on function private.enter_with_key(text, text) is
  'Makes the rest of the transaction the key''s service member, pinned to its tenant. Runs before the role is taken, so '
  'only the login edge may call it; a revoked key is refused from the next request on.';
grant usage on schema private to edge;
grant execute on function private.enter_with_key(text, text) to edge;
grant execute on function
  private.create_api_key(text, public.member_role, text, text, timestamptz, int),
  private.rotate_api_key(uuid, text, text, interval), private.revoke_api_key(uuid)
  to authenticated;

create function private.tg__revoke_keys() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.api_keys k set revoked_at = now()
    where k.tenant_id = new.tenant_id and k.user_id = new.user_id and k.revoked_at is null;
  return null;
end $$;
comment on function private.tg__revoke_keys() is 'A service that is removed takes its keys along.';
create trigger _300_revoke_keys after update of status on public.members
  for each row when (new.status = 'removed' and old.status <> 'removed') execute function private.tg__revoke_keys();
