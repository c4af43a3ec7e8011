-- Many runs at once, what stricter validation would mean, and jobs that nobody could do. Contract: packages/contracts/src/monitoring.ts
create function private.matching_runs(p_filter jsonb) returns setof public.runs
  language sql stable security invoker set search_path = '' as $$
  select r.* from public.runs r
  where r.tenant_id = (select private.tenant_id())
    and (p_filter ->> 'status' is null or r.status = (p_filter ->> 'status')::public.run_status)
    and (p_filter ->> 'kind' is null or r.kind = p_filter ->> 'kind')
    and (p_filter ->> 'subject_id' is null or r.subject_id = (p_filter ->> 'subject_id')::uuid)
    and (p_filter ->> 'pipeline_version_id' is null or r.pipeline_version_id = (p_filter ->> 'pipeline_version_id')::uuid)
    and (p_filter ->> 'from' is null or r.created_at >= (p_filter ->> 'from')::timestamptz)
    and (p_filter ->> 'to' is null or r.created_at < (p_filter ->> 'to')::timestamptz)
$$;
comment on function private.matching_runs(jsonb) is 'The runs of the request''s tenant that fit a RunFilter (contracts). Granted to nobody.';

create function private.assert_confirmed(p_matched int, p_confirm int) returns void
  language plpgsql immutable set search_path = '' as $$
begin
  if p_matched <> p_confirm then
    raise exception '% runs fit the filter now, not %', p_matched, p_confirm using errcode = 'PT409', hint = 'Look at the count again, then confirm it';
  end if;
end $$;
comment on function private.assert_confirmed(int, int) is 'Raises when what was confirmed is not what would be acted on.';

create function private.cancel_runs(p_filter jsonb, p_confirm int) returns table (matched int, done int)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_matched int;
  v_done int := 0;
  r record;
begin
  if private.tenant_id('editor') is null then
    raise exception 'Only editors and owners cancel runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  select count(*) into v_matched from private.matching_runs(p_filter) m where m.status in ('queued', 'running');
  if p_confirm is not null then
    perform private.assert_confirmed(v_matched, p_confirm);
    for r in
      select q.id from public.runs q
      where q.tenant_id = private.tenant_id() and q.id in (
        select m.id from private.matching_runs(p_filter) m where m.status in ('queued', 'running') order by m.created_at limit 1000)
        and q.status in ('queued', 'running')
      order by q.id for update
    loop
      perform private.cancel_run(r.id);
      v_done := v_done + 1;
    end loop;
  end if;
  return query select v_matched, v_done;
end $$;
comment on function private.cancel_runs(jsonb, int) is
  'Counts the queued and running runs that fit a filter; with p_confirm equal to that count it cancels them, 1,000 at a time.';

create function private.replay_runs(p_filter jsonb, p_version uuid, p_confirm int) returns table (matched int, done int)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_matched int;
  v_done int := 0;
  v_id uuid;
begin
  if private.tenant_id('editor') is null then
    raise exception 'Only editors and owners start runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  select count(*) into v_matched from private.matching_runs(p_filter) m where m.status not in ('queued', 'running');
  if p_confirm is not null then
    perform private.assert_confirmed(v_matched, p_confirm);
    for v_id in
      select m.id from private.matching_runs(p_filter) m where m.status not in ('queued', 'running') order by m.created_at limit 1000
    loop
      perform private.replay_run(v_id, p_version);
      v_done := v_done + 1;
    end loop;
  end if;
  return query select v_matched, v_done;
end $$;
comment on function private.replay_runs(jsonb, uuid, int) is
  'Counts the ended runs that fit a filter; with p_confirm equal to that count it replays them, 1,000 at a time.';

create function private.would_have_blocked(p_days int default 7) returns table (runs int, blocked int, unchecked int)
  language sql stable security invoker set search_path = '' as $$
  select count(*)::int,
    count(*) filter (where exists (
      select from public.artifacts a where a.tenant_id = r.tenant_id and a.run_id = r.id and not a.valid))::int,
    count(*) filter (where r.ir_validation = 'off')::int
  from public.runs r
  where r.tenant_id = (select private.tenant_id()) and r.started_at is not null
    and r.created_at >= now() - least(greatest(p_days, 1), 90) * interval '1 day' and r.status not in ('queued', 'running')
$$;
comment on function private.would_have_blocked(int) is
  'Of the runs that ended in the last days: how many had a result outside its schema, and how many were not looked at.';

-- pg-boss keeps what its retries could not do in the queue "dead". These two are the operator's, like approve_tenant: no role is
-- granted them. They do in SQL what redrive() and previewRedrive() of pg-boss 12.35 do.
create function private.dead_letters() returns table (id uuid, queue text, tenant_id text, run_id text, error text, created_on timestamptz)
  language plpgsql stable security definer set search_path = '' as $$
begin
  return query select j.id, j.source_name, j.data ->> 'tenant_id', j.data ->> 'run_id', left(j.source_output ->> 'message', 500), j.created_on
    from pgboss.job j where j.name = 'dead' and j.state in ('created', 'retry') order by j.created_on limit 1000;
end $$;
comment on function private.dead_letters() is 'Jobs whose retries are used up, oldest first, and the queue each came from. For the platform operator.';

create function private.redrive_dead_letters(p_ids uuid[] default null) returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  j record;
  v_count int := 0;
begin
  for j in
    select d.* from pgboss.job d
    where d.name = 'dead' and d.state in ('created', 'retry') and (p_ids is null or d.id = any (p_ids))
      and exists (select from pgboss.queue q where q.name = d.source_name)
    order by d.created_on limit 1000 for update skip locked
  loop
    perform private.enqueue(j.source_name, gen_random_uuid(), j.data, j.group_id, j.priority);
    delete from pgboss.job d where d.name = 'dead' and d.id = j.id;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function private.redrive_dead_letters(uuid[]) is
  'Gives dead jobs, or those named, back to the queue they came from, oldest first, 1,000 at a time. For the platform operator.';

create function public.cancel_runs(p_filter jsonb, p_confirm int default null) returns table (matched int, done int)
  language sql volatile security invoker set search_path = ''
  as $$ select * from private.cancel_runs(p_filter, p_confirm) $$;
create function public.replay_runs(p_filter jsonb, p_version uuid default null, p_confirm int default null)
  returns table (matched int, done int) language sql volatile security invoker set search_path = ''
  as $$ select * from private.replay_runs(p_filter, p_version, p_confirm) $$;
create function public.would_have_blocked(p_days int default 7) returns table (runs int, blocked int, unchecked int)
  language sql stable security invoker set search_path = ''
  as $$ select * from private.would_have_blocked(p_days) $$;
grant execute on function
  private.cancel_runs(jsonb, int), private.replay_runs(jsonb, uuid, int), private.would_have_blocked(int),
  public.cancel_runs(jsonb, int), public.replay_runs(jsonb, uuid, int), public.would_have_blocked(int)
  to authenticated;
