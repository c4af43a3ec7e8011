-- The seam to pg-boss (12.35, schema 43; a test asserts the version). These functions alone know its tables.
create function private.enqueue(p_queue text, p_id uuid, p_data jsonb, p_group text default null, p_priority int default 0)
  returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  q record;
begin
  select * into q from pgboss.queue where name = p_queue;
  if not found then
    raise exception 'queue % does not exist', p_queue using errcode = 'PT503', hint = 'Run the queue migration: npm run queues:migrate';
  end if;
  insert into pgboss.job (
    id, name, data, priority, group_id, expire_seconds, deletion_seconds, keep_until, retry_limit, retry_delay,
    retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds
  ) values (
    p_id, q.name, p_data, p_priority, p_group, q.expire_seconds, q.deletion_seconds,
    now() + q.retention_seconds * interval '1 s', q.retry_limit, q.retry_delay,
    coalesce(q.retry_backoff, false), q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
  );
  -- pg-boss wakes its listeners from send(), not from a trigger: do the same on its channel.
  if q.notify then
    perform pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), p_queue);
  end if;
end $$;

create function private.request_run(
  p_tenant uuid, p_kind text, p_key text, p_subject uuid, p_subject_name text, p_input jsonb default '{}'
) returns table (run_id uuid, created boolean)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_id uuid;
begin
  insert into public.runs (tenant_id, kind, idempotency_key, subject_id, subject_name, input, requested_by)
  values (p_tenant, p_kind, p_key, p_subject, p_subject_name, p_input, auth.uid())
  on conflict (tenant_id, kind, idempotency_key) do nothing
  returning id into v_id;
  if v_id is null then
    return query select r.id, false from public.runs r
      where r.tenant_id = p_tenant and r.kind = p_kind and r.idempotency_key = p_key;
    return;
  end if;
  insert into public.run_events (tenant_id, run_id, type) values (p_tenant, v_id, 'queued');
  perform private.enqueue('run.execute', v_id, jsonb_build_object('tenant_id', p_tenant, 'run_id', v_id), p_tenant::text);
  return query select v_id, true;
end $$;
comment on function private.request_run(uuid, text, text, uuid, text, jsonb) is
  'Row and job in one transaction; the same idempotency key gives the same run. Callers have checked the membership: granted to nobody.';

create function private.cancel_run(p_run uuid) returns public.run_status
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('editor');
  v_run public.runs;
begin
  if private.tenant_id() is null then
    raise exception 'You are not an active member of this tenant' using errcode = '42501';
  end if;
  select * into v_run from public.runs r where r.tenant_id = private.tenant_id() and r.id = p_run for update;
  if v_run.id is null then
    raise exception 'There is no such run' using errcode = 'PT404';
  end if;
  if v_tenant is null then
    raise exception 'Only editors and owners cancel runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  if v_run.status not in ('queued', 'running') then
    raise exception 'The run has already ended: %', replace(v_run.status::text, '_', ' ') using errcode = 'PT409';
  end if;
  -- From here on no worker can publish for this run: their writes demand status running and their attempt.
  update public.runs set status = 'cancelled', finished_at = now(), lease_expires_at = null
    where tenant_id = v_run.tenant_id and id = v_run.id;
  update public.run_steps set status = 'cancelled', finished_at = now()
    where tenant_id = v_run.tenant_id and run_id = v_run.id and status in ('pending', 'running');
  insert into public.run_events (tenant_id, run_id, type) values (v_run.tenant_id, v_run.id, 'cancelled');
  update pgboss.job set state = 'cancelled', completed_on = now()
    where name = 'run.execute' and id = v_run.id and state in ('created', 'retry');
  perform pg_notify('run_cancel', v_run.id::text);
  return 'cancelled';
end $$;
comment on function private.cancel_run(uuid) is 'Ends a queued or running run at once; the worker hears of it within a second.';

create function public.cancel_run(p_run uuid) returns public.run_status
  language sql volatile security invoker set search_path = ''
  as $$ select private.cancel_run(p_run) $$;
grant execute on function private.cancel_run(uuid), public.cancel_run(uuid) to authenticated;

create function private.requeue_lost_runs(p_max_interruptions int default 25) returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  r record;
  v_count int := 0;
begin
  for r in
    select tenant_id, id, interruptions from public.runs
    where status = 'running' and lease_expires_at < now()
    order by lease_expires_at limit 100 for update skip locked
  loop
    v_count := v_count + 1;
    if r.interruptions >= p_max_interruptions then
      update public.runs set status = 'failed', finished_at = now(), lease_expires_at = null,
        failure = jsonb_build_object('code', 'run_interrupted',
          'detail', format('The run lost its worker %s times without completing a step', r.interruptions),
          'fix', 'Look at the worker''s log for this run, then run it again')
        where tenant_id = r.tenant_id and id = r.id;
      update public.run_steps set status = 'failed', finished_at = now()
        where tenant_id = r.tenant_id and run_id = r.id and status = 'running';
      insert into public.run_events (tenant_id, run_id, type) values (r.tenant_id, r.id, 'failed');
    else
      -- The lease is moved on so that the next sweep does not queue it again before a worker had the chance to take it.
      update public.runs set interruptions = interruptions + 1, lease_expires_at = now() + interval '10 s', worker_id = null
        where tenant_id = r.tenant_id and id = r.id;
      delete from pgboss.job where name = 'run.execute' and id = r.id;
      perform private.enqueue('run.execute', r.id, jsonb_build_object('tenant_id', r.tenant_id, 'run_id', r.id), r.tenant_id::text);
    end if;
  end loop;
  return v_count;
end $$;
comment on function private.requeue_lost_runs(int) is
  'Gives runs whose worker stopped renewing the lease to the queue again, in every tenant; tells only how many. '
  'worker_id null with status running means: waiting to be taken up again.';
grant execute on function private.requeue_lost_runs(int) to worker;

create function private.worker_seen(p_id text, p_version text) returns void
  language sql volatile security definer set search_path = '' as $$
  insert into private.workers (id, version) values (p_id, p_version)
    on conflict (id) do update set seen_at = now();
  delete from private.workers where seen_at < now() - interval '1 day';
$$;
comment on function private.worker_seen(text, text) is 'A worker''s heartbeat.';
create function private.worker_gone(p_id text) returns void
  language sql volatile security definer set search_path = ''
  as $$ delete from private.workers where id = p_id $$;
comment on function private.worker_gone(text) is 'A worker that stopped in order says goodbye.';
grant execute on function private.worker_seen(text, text), private.worker_gone(text) to worker;

create function private.health() returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_schema text;
  v_queue int;
  v_waiting int;
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    execute 'select max(version) from supabase_migrations.schema_migrations' into v_schema;
  end if;
  if to_regclass('pgboss.version') is not null then
    execute 'select max(version) from pgboss.version' into v_queue;
    execute 'select count(*) from pgboss.job where name = ''run.execute'' and state in (''created'', ''retry'')' into v_waiting;
  end if;
  return (
    select jsonb_build_object(
      'schema', v_schema, 'queue_schema', v_queue, 'waiting', v_waiting,
      'workers', count(*) filter (where seen_at > now() - interval '15 s'), 'last_seen_at', max(seen_at)
    ) from private.workers
  );
end $$;
comment on function private.health() is 'What /v1/health tells anybody: versions, queue length, worker heartbeat. Nothing of a tenant.';
grant execute on function private.health() to anon, authenticated;
