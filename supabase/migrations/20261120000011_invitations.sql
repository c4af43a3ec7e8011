-- Invitations: bound to an e-mail address, single use, seven days. Contract: packages/contracts/src/invitations.ts
create type public.invitation_status as enum ('open', 'accepted', 'revoked');

create table public.invitations (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  email text not null check (email = lower(email) and length(email) between 3 and 320 and email like '_%@_%'),
  role public.member_role not null,
  status public.invitation_status not null default 'open',
  sent_count int not null default 1,
  invited_by uuid references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_by uuid references public.profiles (user_id) on delete set null,
  accepted_at timestamptz,
  primary key (tenant_id, id)
);
comment on table public.invitations is 'Who was asked to join, as what. Written by functions; the token''s hash is in private.invitation_tokens.';
create unique index invitations_tenant_id_email_open_idx on public.invitations (tenant_id, email) where status = 'open';
create index invitations_tenant_id_created_at_idx on public.invitations (tenant_id, created_at desc, id);
create index invitations_invited_by_idx on public.invitations (invited_by);
create index invitations_accepted_by_idx on public.invitations (accepted_by);

create table private.invitation_tokens (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  tenant_id uuid not null,
  invitation_id uuid not null,
  unique (tenant_id, invitation_id),
  foreign key (tenant_id, invitation_id) references public.invitations (tenant_id, id) on delete cascade
);
comment on table private.invitation_tokens is 'SHA-256 of the token of each open invitation; gone once it is used, revoked or sent anew.';
alter table private.invitation_tokens enable row level security;

alter table public.invitations enable row level security;
revoke all on public.invitations from anon, authenticated, service_role;
create policy invitations_select_owner on public.invitations for select to authenticated
  using (tenant_id = (select private.tenant_id('owner')));
grant select on public.invitations to authenticated;
create trigger _900_audit after insert or update or delete on public.invitations
  for each row execute function private.tg__audit('invitation', 'id');

create function private.create_invitation(p_email text, p_role public.member_role, p_hash text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('invites people');
  v_email text := lower(trim(p_email));
  v_id uuid;
begin
  if exists (
    select from public.members m join public.profiles p on p.user_id = m.user_id
    where m.tenant_id = v_tenant and lower(p.email) = v_email and m.status in ('active', 'suspended')
  ) then
    raise exception 'This person is a member already' using errcode = 'PT409', hint = 'Change their role under members';
  end if;
  if (select count(*) from public.invitations i where i.tenant_id = v_tenant and i.status = 'open') >= 200 then
    raise exception 'There are 200 open invitations already' using errcode = 'PT409', hint = 'Revoke some that are no longer needed';
  end if;
  insert into public.invitations (tenant_id, email, role, invited_by) values (v_tenant, v_email, p_role, auth.uid())
    on conflict (tenant_id, email) where status = 'open' do nothing returning id into v_id;
  if v_id is null then
    raise exception 'This address has an open invitation already' using errcode = 'PT409', hint = 'Send it again, or revoke it first';
  end if;
  insert into private.invitation_tokens (hash, tenant_id, invitation_id) values (p_hash, v_tenant, v_id);
  return v_id;
end $$;
comment on function private.create_invitation(text, public.member_role, text) is 'p_hash: SHA-256 of the token in hex; the token itself never comes here.';

create function private.resend_invitation(p_id uuid, p_hash text) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('invites people');
begin
  update public.invitations i set sent_count = i.sent_count + 1, expires_at = now() + interval '7 days'
    where i.tenant_id = v_tenant and i.id = p_id and i.status = 'open';
  if not found then
    raise exception 'There is no such open invitation' using errcode = 'PT404';
  end if;
  delete from private.invitation_tokens t where t.tenant_id = v_tenant and t.invitation_id = p_id;
  insert into private.invitation_tokens (hash, tenant_id, invitation_id) values (p_hash, v_tenant, p_id);
end $$;
comment on function private.resend_invitation(uuid, text) is 'Seven more days with a new token; the old one dies.';

create function private.revoke_invitation(p_id uuid) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('revokes invitations');
begin
  update public.invitations i set status = 'revoked' where i.tenant_id = v_tenant and i.id = p_id and i.status = 'open';
  if not found then
    raise exception 'There is no such open invitation' using errcode = 'PT404';
  end if;
  delete from private.invitation_tokens t where t.tenant_id = v_tenant and t.invitation_id = p_id;
end $$;

create function private.invitation_of(p_hash text) returns public.invitations
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_invitation public.invitations;
begin
  if auth.uid() is null then
    raise exception 'Sign in first' using errcode = 'PT401';
  end if;
  select i.* into v_invitation
    from private.invitation_tokens k
    join public.invitations i on i.tenant_id = k.tenant_id and i.id = k.invitation_id
    join public.tenants t on t.id = i.tenant_id and t.status = 'active'
    where k.hash = p_hash and i.status = 'open' and i.expires_at > now();
  if v_invitation.id is null then
    raise exception 'This invitation is not valid: it was used, revoked, sent anew or is too old' using errcode = 'PT404',
      hint = 'Ask for a new one';
  end if;
  return v_invitation;
end $$;
comment on function private.invitation_of(text) is 'The open invitation with this token hash, or not found, whatever the reason. Granted to nobody.';

create function private.preview_invitation(p_hash text) returns jsonb
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_invitation public.invitations := private.invitation_of(p_hash);
begin
  return (
    select jsonb_build_object('tenant_name', t.name, 'tenant_slug', t.slug, 'email', v_invitation.email,
      'role', v_invitation.role, 'expires_at', v_invitation.expires_at)
    from public.tenants t where t.id = v_invitation.tenant_id
  );
end $$;
comment on function private.preview_invitation(text) is 'What the holder of the token is asked to join.';

create function private.accept_invitation(p_hash text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_invitation public.invitations := private.invitation_of(p_hash);
  v_status public.member_status;
begin
  if not exists (
    select from public.profiles p where p.user_id = v_user and p.kind = 'person' and lower(p.email) = v_invitation.email
  ) then
    raise exception 'This invitation is for another e-mail address' using errcode = '42501',
      hint = 'Sign in with the address it was sent to';
  end if;
  -- Single use: whoever takes the token row has it.
  delete from private.invitation_tokens k where k.hash = p_hash;
  if not found then
    raise exception 'This invitation is not valid: it was used, revoked, sent anew or is too old' using errcode = 'PT404',
      hint = 'Ask for a new one';
  end if;
  select m.status into v_status from public.members m where m.tenant_id = v_invitation.tenant_id and m.user_id = v_user for update;
  if v_status = 'suspended' then
    raise exception 'Your membership of this tenant is suspended' using errcode = '42501', hint = 'Ask an owner of the tenant';
  end if;
  if v_status is distinct from 'active' then
    insert into public.members (tenant_id, user_id, role, status, approved_at, approved_by)
      values (v_invitation.tenant_id, v_user, v_invitation.role, 'active', now(), v_invitation.invited_by)
      on conflict (tenant_id, user_id) do update
        set role = excluded.role, status = 'active', approved_at = excluded.approved_at, approved_by = excluded.approved_by;
  end if;
  update public.invitations i set status = 'accepted', accepted_by = v_user, accepted_at = now()
    where i.tenant_id = v_invitation.tenant_id and i.id = v_invitation.id;
  update public.profiles set default_tenant_id = v_invitation.tenant_id where user_id = v_user and default_tenant_id is null;
  return v_invitation.tenant_id;
end $$;
comment on function private.accept_invitation(text) is
  'The invited person becomes an active member. Somebody who is active already keeps their role.';
grant execute on function
  private.create_invitation(text, public.member_role, text), private.resend_invitation(uuid, text), private.revoke_invitation(uuid),
  private.preview_invitation(text), private.accept_invitation(text)
  to authenticated;
