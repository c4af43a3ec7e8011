-- The audit log: every change of who may do what and how the tenant works. Contract: packages/contracts/src/audit.ts
create table public.audit_log (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('person', 'service', 'worker', 'operator')),
  actor_role public.member_role,
  action text not null,
  object_type text not null,
  object_id text not null,
  before jsonb,
  after jsonb,
  request_id text,
  address text,
  previous_hash text not null,
  hash text not null,
  primary key (tenant_id, seq)
);
comment on table public.audit_log is
  'Append-only, for the owner of the table too. Each row carries the hash of the one before, per tenant, so a row changed or '
  'removed behind the triggers'' back breaks the chain (private.verify_audit finds where). Rows go only with their tenant.';
comment on column public.audit_log.actor_id is 'A profile at the time; not a foreign key, because the log outlives people.';
comment on column public.audit_log.before is 'The columns that changed, as they were; the whole row when it was deleted. Secrets never.';
create index audit_log_tenant_id_at_idx on public.audit_log (tenant_id, at desc);
create index audit_log_tenant_id_object_idx on public.audit_log (tenant_id, object_type, object_id, seq desc);
create index audit_log_tenant_id_actor_id_idx on public.audit_log (tenant_id, actor_id, seq desc);

create table private.audit_heads (
  tenant_id uuid primary key references public.tenants (id) on delete cascade,
  seq bigint not null,
  hash text not null
);
comment on table private.audit_heads is 'The last link of each tenant''s chain. Its row lock puts writers in order; a log cut off at the end shows against it.';
alter table private.audit_heads enable row level security;

alter table public.audit_log enable row level security;
revoke all on public.audit_log from anon, authenticated, service_role;
create policy audit_log_select_owner on public.audit_log for select to authenticated
  using (tenant_id = (select private.tenant_id('owner')));
grant select on public.audit_log to authenticated;

create function private.tg__append_only() returns trigger
  language plpgsql volatile set search_path = '' as $$
begin
  -- The tenant is already gone when its rows follow it, and only then.
  if tg_op = 'DELETE' and not exists (select from public.tenants t where t.id = old.tenant_id) then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger _100_append_only before update or delete on public.audit_log
  for each row execute function private.tg__append_only();
create function private.tg__no_truncate() returns trigger
  language plpgsql volatile set search_path = '' as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger _200_no_truncate before truncate on public.audit_log
  for each statement execute function private.tg__no_truncate();

create function private.audit_hash(r public.audit_log) returns text
  language sql stable set search_path = '' as $$
  select encode(sha256(convert_to(jsonb_build_array(
    r.previous_hash, r.tenant_id, r.seq, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), r.actor_id, r.actor_kind,
    r.actor_role, r.action, r.object_type, r.object_id, r.before, r.after, r.request_id, r.address
  )::text, 'UTF8')), 'hex')
$$;
comment on function private.audit_hash(public.audit_log) is 'SHA-256, in hex, over everything in the row but its own hash.';
create function private.audit_genesis(p_tenant uuid) returns text
  language sql immutable set search_path = '' as $$ select encode(sha256(convert_to(p_tenant::text, 'UTF8')), 'hex') $$;

create function private.request_address() returns text
  language sql stable set search_path = '' as $$
  select left(coalesce(
    nullif(current_setting('app.address', true), ''),
    trim(split_part(nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-forwarded-for', ',', -1))
  ), 64)
$$;
comment on function private.request_address() is 'Where the request came from, as the edge or the nearest proxy says.';

create function private.audit(p_tenant uuid, p_action text, p_type text, p_id text, p_before jsonb, p_after jsonb) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_actor uuid := auth.uid();
  v_head private.audit_heads;
  v_row public.audit_log;
begin
  insert into private.audit_heads (tenant_id, seq, hash) values (p_tenant, 0, private.audit_genesis(p_tenant))
    on conflict (tenant_id) do nothing;
  select * into v_head from private.audit_heads h where h.tenant_id = p_tenant for update;
  v_row := row(
    p_tenant, v_head.seq + 1, clock_timestamp(), v_actor,
    case
      when v_actor is not null then coalesce((select p.kind::text from public.profiles p where p.user_id = v_actor), 'person')
      when private.job_tenant_id() is not null then 'worker'
      else 'operator'
    end,
    (select m.role from public.members m where m.tenant_id = p_tenant and m.user_id = v_actor),
    p_action, p_type, p_id, p_before, p_after,
    left(nullif(current_setting('app.request_id', true), ''), 128), private.request_address(), v_head.hash, ''
  )::public.audit_log;
  v_row.hash := private.audit_hash(v_row);
  insert into public.audit_log select (v_row).*;
  update private.audit_heads set seq = v_row.seq, hash = v_row.hash where tenant_id = p_tenant;
end $$;
comment on function private.audit(uuid, text, text, text, jsonb, jsonb) is
  'Adds a link to the tenant''s chain in the caller''s transaction: the change and its record commit together. Granted to nobody.';

create function private.tg__audit() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_type text := tg_argv[0];
  v_id_column text := tg_argv[1];
  v_old jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_new jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_new, v_old);
  v_tenant uuid := coalesce(v_row ->> 'tenant_id', v_row ->> 'id')::uuid;
begin
  -- A tenant that goes takes its log along.
  if not exists (select from public.tenants t where t.id = v_tenant) then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, v_new -> o.key) into v_old, v_new
      from jsonb_each(v_old) o where o.value is distinct from v_new -> o.key;
    if v_old is null then
      return null;
    end if;
  end if;
  perform private.audit(
    v_tenant, v_type || '.' || case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'updated' else 'deleted' end,
    v_type, v_row ->> v_id_column, v_old, v_new
  );
  return null;
end $$;
comment on function private.tg__audit() is
  'Records each change of a row, whoever made it. Arguments: what the row is called, the column that names it. '
  'Audited tables hold no secrets: those live in private.';

create trigger _900_audit after insert or update or delete on public.tenants
  for each row execute function private.tg__audit('tenant', 'id');
create trigger _900_audit after insert or update or delete on public.members
  for each row execute function private.tg__audit('member', 'user_id');

create function private.verify_audit(p_tenant uuid) returns jsonb
  language sql stable security definer set search_path = '' as $$
  with links as (
    select a.seq, a.hash, a.previous_hash, private.audit_hash(a) as computed,
      lag(a.seq, 1, 0::bigint) over w as seq_before, lag(a.hash, 1, private.audit_genesis(p_tenant)) over w as hash_before
    from public.audit_log a where a.tenant_id = p_tenant
    window w as (order by a.seq)
  ), head as (
    select coalesce(max(h.seq), 0) as seq, coalesce(max(h.hash), private.audit_genesis(p_tenant)) as hash
    from private.audit_heads h where h.tenant_id = p_tenant
  ), last as (
    select coalesce(max(l.seq), 0) as seq, coalesce((array_agg(l.hash order by l.seq desc))[1], private.audit_genesis(p_tenant)) as hash,
      count(*) as checked
    from links l
  ), breaks as (
    select l.seq_before + 1 as seq, 'removed' as reason from links l where l.seq <> l.seq_before + 1
    union all
    select l.seq, 'changed' from links l where l.hash <> l.computed
    union all
    select l.seq, 'relinked' from links l where l.seq = l.seq_before + 1 and l.previous_hash <> l.hash_before
    union all
    select last.seq + 1, 'removed' from last, head where head.seq > last.seq
    union all
    select last.seq, 'changed' from last, head where head.seq <= last.seq and head.hash <> last.hash
  )
  select jsonb_build_object(
    'ok', not exists (select from breaks), 'checked', last.checked, 'seq', head.seq, 'hash', head.hash,
    'first_broken', (select jsonb_build_object('seq', b.seq, 'reason', b.reason) from breaks b order by b.seq, b.reason limit 1)
  ) from last, head
$$;
comment on function private.verify_audit(uuid) is
  'Walks the tenant''s chain and names the first broken link: changed (its hash does not fit), removed, or relinked. '
  'For the platform operator: granted to nobody.';

create function private.verify_own_audit() returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
begin
  return private.verify_audit(private.require_owner('verifies the audit log'));
end $$;
grant execute on function private.verify_own_audit() to authenticated;
