-- A run that is asked for is told to the workers with its tenant, so that each knows whether it concerns it. Contract:
-- packages/contracts/src/jobs.ts; engine: worker/src/runs/consumer.ts
create or replace function private.enqueue_run(p_tenant uuid, p_run uuid, p_rank bigint) returns void
  language plpgsql volatile security definer
  set search_path = '' set enable_seqscan = off set enable_sort = off set enable_bitmapscan = off as $$
declare
  v_behind boolean;
begin
  perform private.enqueue('run.execute', p_run, jsonb_build_object('tenant_id', p_tenant, 'run_id', p_run), p_tenant::text,
    -least(p_rank, 2000000000)::int);
  -- From the end of the index, where no entries of runs that were taken since are in the way.
  select exists (
    select from (
      select r.id from public.runs r where r.tenant_id = p_tenant and r.status = 'queued' order by r.queue_rank desc limit 2
    ) waiting
    where waiting.id <> p_run
  ) into v_behind;
  perform pg_notify('run_queued',
    jsonb_build_object('tenant_id', p_tenant, 'run_id', case when not v_behind then p_run end)::text);
end $$;
comment on function private.enqueue_run(uuid, uuid, bigint) is
  'Gives a run to the queue at its rank (a lower one is earlier) and tells the workers whose it is; names the run when no '
  'other of the tenant waits, so that it may be taken without looking into the queue.';
comment on column public.runs.worker_id is
  'Who executes it: the worker''s id and the number of its take, so that no two takes of a run are alike, even where the '
  'database lost the first of them in a crash.';

create or replace function private.analyze_young_tables() returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_name regclass;
begin
  -- One worker is enough, and none waits for it.
  if not pg_try_advisory_xact_lock(hashtextextended('analyze_young_tables', 0)) then
    return 0;
  end if;
  select c.oid::regclass into v_name from pg_catalog.pg_class c
    where c.oid in (to_regclass('public.runs'), to_regclass('public.run_steps'), to_regclass('public.artifacts'),
        to_regclass('public.run_events'), to_regclass('pgboss.job_common'))
      and pg_catalog.pg_stat_get_mod_since_analyze(c.oid) > greatest(500, 4 * c.reltuples)
    order by pg_catalog.pg_stat_get_mod_since_analyze(c.oid) / greatest(500, c.reltuples) desc
    limit 1;
  if v_name is null then
    return 0;
  end if;
  execute format('analyze %s', v_name);
  return 1;
end $$;
comment on function private.analyze_young_tables() is
  'Analyzes the one of the run engine''s and its queue''s tables that outgrew its statistics most, if any did: one a call, '
  'so that a flood is not held up by all of them at once. Tells how many.';
