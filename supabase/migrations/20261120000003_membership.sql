-- The acts of membership. SQLSTATE PTxyz means HTTP status xyz, for PostgREST and for the edge alike; hint is the fix.
create function private.create_tenant(p_slug text, p_name text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_auto boolean := (select s.value::boolean from private.platform_settings s where s.key = 'auto_approve_tenants');
  v_id uuid;
begin
  if v_user is null then
    raise exception 'Sign in first' using errcode = 'PT401';
  end if;
  if (select count(*) from public.tenants t where t.created_by = v_user and t.status = 'pending') >= 3 then
    raise exception 'You already have three tenants waiting for approval' using errcode = 'PT409',
      hint = 'Wait until the platform operator has looked at them';
  end if;
  insert into public.tenants (slug, name, status, created_by)
  values (p_slug, p_name, case when v_auto then 'active'::public.tenant_status else 'pending' end, v_user)
  on conflict (slug) do nothing
  returning id into v_id;
  if v_id is null then
    raise exception 'The name "%" is taken', p_slug using errcode = 'PT409', hint = 'Choose another short name';
  end if;
  insert into public.members (tenant_id, user_id, role, status, approved_at)
  values (v_id, v_user, 'owner', 'active', now());
  update public.profiles set default_tenant_id = v_id where user_id = v_user and default_tenant_id is null;
  return v_id;
end $$;

create function private.join_tenant(p_slug text) returns void
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
  select t.id, v_user from public.tenants t where t.slug = p_slug and t.status = 'active'
  on conflict (tenant_id, user_id) do update set status = 'pending', role = 'viewer', approved_at = null, approved_by = null
    where public.members.status = 'removed';
end $$;

create function private.update_member(p_user uuid, p_role public.member_role, p_status public.member_status) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_caller uuid := auth.uid();
  v_tenant uuid := private.tenant_id();
  v_is_owner boolean := private.tenant_id('owner') is not null;
  v_member public.members;
begin
  if v_tenant is null then
    raise exception 'You are not an active member of this tenant' using errcode = '42501';
  end if;
  -- One change of members at a time in a tenant, or two owners could remove each other.
  perform from public.tenants t where t.id = v_tenant for update;
  select * into v_member from public.members m where m.tenant_id = v_tenant and m.user_id = p_user and m.status <> 'removed';
  if v_member.user_id is null or (not v_is_owner and p_user <> v_caller and v_member.status <> 'active') then
    raise exception 'There is no such member' using errcode = 'PT404';
  end if;
  if p_user = v_caller and (p_role is not null or p_status is distinct from 'removed') then
    raise exception 'Nobody changes their own role or status' using errcode = '42501', hint = 'Ask another owner';
  end if;
  if p_user <> v_caller and not v_is_owner then
    raise exception 'Only an owner changes members' using errcode = '42501', hint = 'Ask an owner of this tenant';
  end if;
  if v_member.role = 'owner' and v_member.status = 'active'
    and (coalesce(p_role, 'owner') <> 'owner' or coalesce(p_status, 'active') <> 'active')
    and not exists (
      select from public.members m
      where m.tenant_id = v_tenant and m.user_id <> p_user and m.role = 'owner' and m.status = 'active'
    )
  then
    raise exception 'The last owner cannot leave or be changed' using errcode = 'PT409', hint = 'Make somebody else an owner first';
  end if;
  update public.members m set
    role = coalesce(p_role, m.role),
    status = coalesce(p_status, m.status),
    approved_at = case when m.approved_at is null and p_status = 'active' then now() else m.approved_at end,
    approved_by = case when m.approved_at is null and p_status = 'active' then v_caller else m.approved_by end
  where m.tenant_id = v_tenant and m.user_id = p_user;
  if p_status = 'active' then
    update public.profiles set default_tenant_id = v_tenant where user_id = p_user and default_tenant_id is null;
  elsif p_status = 'removed' then
    update public.profiles set default_tenant_id = null where user_id = p_user and default_tenant_id = v_tenant;
  end if;
end $$;

create function private.access() returns jsonb
  language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'tenant_id', m.tenant_id, 'role', m.role, 'member_status', m.status, 'tenant_status', t.status
  )
  from public.members m
  join public.tenants t on t.id = m.tenant_id
  where m.user_id = (select auth.uid())
    and m.tenant_id = coalesce(
      (select private.requested_tenant_id()),
      (select p.default_tenant_id from public.profiles p where p.user_id = (select auth.uid()))
    )
    and m.status <> 'removed'
$$;
comment on function private.access() is
  'The caller''s own standing in the tenant the request names (or their default); null when they have none. '
  'Lets the edge say pending or suspended instead of showing empty lists.';

create function private.approve_tenant(p_slug text) returns public.tenant_status
  language sql volatile security definer set search_path = ''
  as $$ update public.tenants set status = 'active' where slug = p_slug returning status $$;
comment on function private.approve_tenant(text) is 'For the platform operator alone (scripts/cli/tenant-approve.ts): no role is granted it.';

-- What the API calls: invoker shims, so that no definer function is exposed.
create function public.create_tenant(p_slug text, p_name text) returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.create_tenant(p_slug, p_name) $$;
create function public.join_tenant(p_slug text) returns void
  language sql volatile security invoker set search_path = ''
  as $$ select private.join_tenant(p_slug) $$;
create function public.update_member(p_user uuid, p_role public.member_role default null, p_status public.member_status default null)
  returns void language sql volatile security invoker set search_path = ''
  as $$ select private.update_member(p_user, p_role, p_status) $$;

grant execute on function
  private.create_tenant(text, text), private.join_tenant(text), private.access(),
  private.update_member(uuid, public.member_role, public.member_status),
  public.create_tenant(text, text), public.join_tenant(text),
  public.update_member(uuid, public.member_role, public.member_status)
  to authenticated;
