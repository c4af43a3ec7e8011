-- Tenants, profiles and members. Contracts: packages/contracts/src/tenants.ts, members.ts
create type public.tenant_status as enum ('pending', 'active', 'suspended');
create type public.member_role as enum ('viewer', 'editor', 'owner');
create type public.member_status as enum ('pending', 'active', 'suspended', 'removed');

create table public.tenants (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
  name text not null check (length(name) between 1 and 120),
  status public.tenant_status not null default 'pending',
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
comment on table public.tenants is 'A customer. Everything else belongs to exactly one.';
create index tenants_created_by_idx on public.tenants (created_by);

create table public.members (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.member_role not null default 'viewer',
  status public.member_status not null default 'pending',
  created_at timestamptz not null default now(),
  approved_at timestamptz,
  approved_by uuid references auth.users (id) on delete set null,
  primary key (tenant_id, user_id)
);
comment on table public.members is
  'Who belongs to a tenant. Written only by private functions, which keep the rules: nobody changes their own role, '
  'only owners touch owners, the last owner stays.';
create index members_user_id_idx on public.members (user_id);
create index members_approved_by_idx on public.members (approved_by);

create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  email text not null,
  display_name text not null default '' check (length(display_name) <= 120),
  default_tenant_id uuid,
  created_at timestamptz not null default now(),
  -- The default is always one of the person's own memberships.
  foreign key (default_tenant_id, user_id) references public.members (tenant_id, user_id)
    on delete set null (default_tenant_id)
);
comment on table public.profiles is 'A person who signed up. Follows auth.users by trigger.';
create index profiles_default_tenant_id_idx on public.profiles (default_tenant_id, user_id);

-- Local auth stores metadata as a JSON string, hosted auth as an object.
create function private.unwrap_json(j jsonb) returns jsonb
  language sql immutable set search_path = ''
  as $$ select case when jsonb_typeof(j) = 'string' then (j #>> '{}')::jsonb else j end $$;

create function private.tg__follow_auth_user() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.profiles (user_id, email, display_name)
  values (
    new.id,
    coalesce(new.email, ''),
    left(coalesce(private.unwrap_json(new.raw_user_meta_data) ->> 'name', ''), 120)
  )
  on conflict (user_id) do update set email = excluded.email;
  return new;
end $$;
comment on function private.tg__follow_auth_user() is 'Keeps public.profiles in step with auth.users.';
create trigger _100_follow_auth_user after insert or update of email on auth.users
  for each row execute function private.tg__follow_auth_user();

create function private.requested_tenant_id() returns uuid
  language plpgsql stable set search_path = '' as $$
declare
  v_text text := nullif(current_setting('app.request_tenant_id', true), '');
begin
  if v_text is null then
    v_text := nullif(current_setting('request.headers', true), '')::jsonb ->> 'plumbline-tenant';
  end if;
  return case when v_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then v_text::uuid end;
end $$;
comment on function private.requested_tenant_id() is
  'The tenant named by the request (plumbline-tenant header); null when none or malformed. Not checked: see tenant_id().';

-- plpgsql, because it keeps its plans for the session: a read through the edge costs a third less than with language sql.
create function private.tenant_id(at_least public.member_role default 'viewer') returns uuid
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_tenant uuid := private.requested_tenant_id();
begin
  if v_tenant is null then
    select p.default_tenant_id into v_tenant from public.profiles p where p.user_id = v_user;
  end if;
  return (
    select m.tenant_id
    from public.members m
    join public.tenants t on t.id = m.tenant_id
    where m.user_id = v_user
      and m.tenant_id = v_tenant
      and m.status = 'active'
      and t.status = 'active'
      and m.role >= at_least
  );
end $$;
comment on function private.tenant_id(public.member_role) is
  'The tenant this request is pinned to, or null when the caller is not an active member of it with at least that role. '
  'Policies compare with it by equality, as an init-plan: once per statement, never per row.';
grant execute on function private.tenant_id(public.member_role) to authenticated;
grant execute on function private.requested_tenant_id() to authenticated;

create function private.job_tenant_id() returns uuid
  language sql stable set search_path = ''
  as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;
comment on function private.job_tenant_id() is 'The tenant a worker job runs in; null, and so nothing, when it forgot to say.';
grant execute on function private.job_tenant_id() to worker;

alter table public.tenants enable row level security;
alter table public.members enable row level security;
alter table public.profiles enable row level security;
revoke all on public.tenants, public.members, public.profiles from anon, authenticated, service_role;

-- A person sees their own memberships and those tenants' names in any status, or the pending screen could say nothing.
create policy members_select_self on public.members for select to authenticated
  using (user_id = (select auth.uid()));
create policy members_select_viewer on public.members for select to authenticated
  using (tenant_id = (select private.tenant_id()) and status = 'active');
create policy members_select_owner on public.members for select to authenticated
  using (tenant_id = (select private.tenant_id('owner')));
create policy tenants_select_self on public.tenants for select to authenticated
  using (id in (select m.tenant_id from public.members m where m.user_id = (select auth.uid()) and m.status <> 'removed'));
create policy profiles_select_self on public.profiles for select to authenticated
  using (user_id = (select auth.uid()));
create policy profiles_select_viewer on public.profiles for select to authenticated
  using (user_id in (select m.user_id from public.members m where m.tenant_id = (select private.tenant_id())));
create policy profiles_update_self on public.profiles for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy tenants_select_worker on public.tenants for select to worker
  using (id = (select private.job_tenant_id()));
grant select on public.tenants, public.members, public.profiles to authenticated;
grant update (display_name, default_tenant_id) on public.profiles to authenticated;
grant select on public.tenants to worker;
