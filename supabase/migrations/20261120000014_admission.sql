-- Admission: how many requests a principal may still make this minute, and which features their tenant has. The edge asks
-- once for a handful of requests and counts them down itself (supabase/functions/api/platform/admission.ts).
create unlogged table private.rate_windows (
  scope text not null check (scope in ('tenant', 'key', 'user')),
  subject uuid not null,
  started_at timestamptz not null,
  used int not null,
  primary key (scope, subject)
);
comment on table private.rate_windows is 'Requests handed out in the current minute. Unlogged: a crash forgets one minute''s counts.';
alter table private.rate_windows enable row level security;
insert into private.platform_settings (key, value) values ('requests_per_minute', '6000');
comment on table private.platform_settings is
  'Switches of the platform operator. auto_approve_tenants: a new tenant is active at once (the local stack sets it). '
  'requests_per_minute: what a tenant may ask of the API in all.';

alter table public.tenants add column requests_per_minute int check (requests_per_minute between 10 and 10000000);
comment on column public.tenants.requests_per_minute is 'The tenant''s own limit, set by the platform operator; null: the platform''s.';

create function private.take_requests(p_scope text, p_subject uuid, p_limit int, p_want int)
  returns table (granted int, remaining int, reset_s numeric)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_window private.rate_windows;
begin
  insert into private.rate_windows (scope, subject, started_at, used) values (p_scope, p_subject, now(), 0)
    on conflict (scope, subject) do nothing;
  select * into v_window from private.rate_windows w where w.scope = p_scope and w.subject = p_subject for update;
  if v_window.started_at <= now() - interval '1 minute' then
    v_window.started_at := now();
    v_window.used := 0;
  end if;
  granted := case when p_want < 0 then p_want else greatest(0, least(p_want, p_limit - v_window.used)) end;
  remaining := greatest(0, p_limit - v_window.used - granted);
  -- To the millisecond: what is granted ends with the window, and an edge that counts down must not outlive it.
  reset_s := round(extract(epoch from v_window.started_at + interval '1 minute' - now()), 3);
  update private.rate_windows w set started_at = v_window.started_at, used = v_window.used + granted
    where w.scope = p_scope and w.subject = p_subject;
  return next;
end $$;
comment on function private.take_requests(text, uuid, int, int) is
  'Takes up to p_want requests from the subject''s window of a minute. Negative p_want gives back. Granted to nobody.';

create function private.admission(p_key uuid, p_share real) returns jsonb
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_tenant uuid := private.tenant_id();
  v_tenant_limit int := coalesce(
    (select t.requests_per_minute from public.tenants t where t.id = v_tenant),
    (select s.value::int from private.platform_settings s where s.key = 'requests_per_minute'));
  v_key_limit int;
  v_granted int;
  v_limits jsonb := '[]';
  r record;
begin
  -- The narrower limit first; the wider one is asked for no more than that.
  if p_key is not null then
    select k.requests_per_minute into v_key_limit from public.api_keys k where k.tenant_id = v_tenant and k.id = p_key;
  end if;
  if v_key_limit is not null then
    select * into r from private.take_requests('key', p_key, v_key_limit, greatest(1, floor(v_key_limit * p_share)::int));
    v_granted := r.granted;
    v_limits := v_limits || jsonb_build_object('name', 'key', 'limit', v_key_limit, 'remaining', r.remaining, 'reset_s', r.reset_s);
    update public.api_keys k set last_used_at = date_trunc('minute', now())
      where k.tenant_id = v_tenant and k.id = p_key and k.last_used_at is distinct from date_trunc('minute', now());
  end if;
  if v_granted is distinct from 0 then
    -- A caller without a tenant has the tenth of one for themselves.
    select * into r from private.take_requests(
      case when v_tenant is null then 'user' else 'tenant' end, coalesce(v_tenant, v_user),
      case when v_tenant is null then greatest(1, v_tenant_limit / 10) else v_tenant_limit end,
      coalesce(v_granted, greatest(1, floor(v_tenant_limit * p_share)::int)));
    if v_granted > r.granted then
      perform private.take_requests('key', p_key, v_key_limit, r.granted - v_granted);
    end if;
    v_granted := r.granted;
    v_limits := v_limits || jsonb_build_object('name', case when v_tenant is null then 'user' else 'tenant' end,
      'limit', case when v_tenant is null then greatest(1, v_tenant_limit / 10) else v_tenant_limit end,
      'remaining', r.remaining, 'reset_s', r.reset_s);
  end if;
  return jsonb_build_object('user_id', v_user, 'tenant_id', v_tenant, 'granted', v_granted, 'limits', v_limits,
    'features', private.own_features());
end $$;
comment on function private.admission(uuid, real) is
  'Takes p_share of the caller''s limit (at least one request) and tells what is left, and the tenant''s features. Granted to nobody.';

create function private.admit(p_share real) returns jsonb
  language sql volatile security definer set search_path = '' as $$ select private.admission(null, p_share) $$;
create function private.admit_key(p_hash text, p_tenant_header text, p_share real) returns jsonb
  language sql volatile security definer set search_path = ''
  as $$ select private.admission(private.enter_with_key(p_hash, p_tenant_header), p_share) $$;
comment on function private.admit_key(text, text, real) is 'As admit, for the holder of an API key; before the role is taken, so for the login edge alone.';
grant execute on function private.admit(real) to authenticated;
grant execute on function private.admit_key(text, text, real) to edge;
