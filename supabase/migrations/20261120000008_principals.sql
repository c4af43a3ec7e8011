-- Principals: a profile is a person or a service. Whatever names a user names a profile, so a service, which cannot sign
-- in, is a principal like any other and nothing is ever written to auth.users. Contract: packages/contracts/src/members.ts
create type public.profile_kind as enum ('person', 'service');
alter table public.profiles add column kind public.profile_kind not null default 'person';
comment on column public.profiles.kind is 'A service has no sign-in: it acts through API keys alone.';
comment on table public.profiles is 'Who acts: a person who signed up (follows auth.users by trigger), or a service that owns API keys.';

-- People who signed up before this schema was there.
insert into public.profiles (user_id, email, display_name)
  select u.id, coalesce(u.email, ''), left(coalesce(private.unwrap_json(u.raw_user_meta_data) ->> 'name', ''), 120)
  from auth.users u
  on conflict (user_id) do nothing;

alter table public.profiles drop constraint profiles_user_id_fkey;
alter table public.tenants drop constraint tenants_created_by_fkey,
  add constraint tenants_created_by_fkey foreign key (created_by) references public.profiles (user_id) on delete set null;
alter table public.members drop constraint members_user_id_fkey, drop constraint members_approved_by_fkey,
  add constraint members_user_id_fkey foreign key (user_id) references public.profiles (user_id) on delete cascade,
  add constraint members_approved_by_fkey foreign key (approved_by) references public.profiles (user_id) on delete set null;
alter table public.files drop constraint files_created_by_fkey,
  add constraint files_created_by_fkey foreign key (created_by) references public.profiles (user_id) on delete set null;
alter table public.runs drop constraint runs_requested_by_fkey,
  add constraint runs_requested_by_fkey foreign key (requested_by) references public.profiles (user_id) on delete set null;
alter table public.datasets drop constraint datasets_created_by_fkey,
  add constraint datasets_created_by_fkey foreign key (created_by) references public.profiles (user_id) on delete set null;

create function private.tg__forget_auth_user() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from public.profiles where user_id = old.id and kind = 'person';
  return null;
end $$;
comment on function private.tg__forget_auth_user() is 'A person whose account is deleted leaves with their memberships; what they made stays.';
create trigger _200_forget_auth_user after delete on auth.users
  for each row execute function private.tg__forget_auth_user();

create function private.require_owner(p_act text) returns uuid
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('owner');
begin
  if v_tenant is not null then
    return v_tenant;
  end if;
  if private.tenant_id() is null then
    raise exception 'You are not an active member of this tenant' using errcode = '42501';
  end if;
  raise exception 'Only an owner %', p_act using errcode = '42501', hint = 'Ask an owner of this tenant';
end $$;
comment on function private.require_owner(text) is 'The pinned tenant when the caller owns it; else raises what is missing. For other definer functions: granted to nobody.';
