-- How runs come from one another, and what a step waits for. Contract: packages/contracts/src/runs.ts; engine: worker/src/runs
alter table public.runs
  add column pipeline_version_id uuid,
  add column lineage text check (lineage in ('rerun', 'edit', 'replay')),
  add column rerun_of uuid,
  add column from_node text,
  add column ir_validation text check (ir_validation in ('off', 'log', 'enforce')),
  add column queue_rank bigint not null default 0,
  add foreign key (tenant_id, pipeline_version_id) references public.pipeline_versions (tenant_id, id),
  add foreign key (tenant_id, rerun_of) references public.runs (tenant_id, id),
  add check ((lineage is null) = (rerun_of is null));
comment on column public.runs.pipeline_version_id is 'The tenant''s own version it runs, known from the first start (a replay may name it before); null: the built-in one.';
comment on column public.runs.queue_rank is
  'Its turn: one after the tenant''s last waiting run, but never before the first one that waits. So tenants take turns, '
  'and a flood of one tenant stands behind the first run of another.';
create index runs_pipeline_version_id_idx on public.runs (tenant_id, pipeline_version_id) where pipeline_version_id is not null;
create index runs_rerun_of_idx on public.runs (tenant_id, rerun_of) where rerun_of is not null;
create index runs_waiting_idx on public.runs (tenant_id, queue_rank) where status = 'queued';
create index runs_next_idx on public.runs (queue_rank) where status = 'queued';

alter table public.run_steps
  add column retries int not null default 0,
  add column next_retry_at timestamptz,
  add column skip_reason text,
  add column reused_from uuid,
  add foreign key (tenant_id, reused_from) references public.runs (tenant_id, id);
create index run_steps_reused_from_idx on public.run_steps (tenant_id, reused_from) where reused_from is not null;
comment on column public.run_steps.reused_from is 'The earlier run that holds the artifact which stands for this step''s; it is not copied.';

alter table public.artifacts
  add column ir_schema_version_id uuid,
  add column edited_by uuid references public.profiles (user_id) on delete set null,
  add foreign key (tenant_id, ir_schema_version_id) references public.ir_schema_versions (tenant_id, id);
comment on column public.artifacts.ir_schema_version_id is 'The tenant''s own schema it was held against, besides the step''s.';
create index artifacts_edited_by_idx on public.artifacts (edited_by) where edited_by is not null;
create index artifacts_ir_schema_version_id_idx on public.artifacts (tenant_id, ir_schema_version_id) where ir_schema_version_id is not null;
create index artifacts_invalid_idx on public.artifacts (tenant_id, run_id) where not valid;

grant update (pipeline_version_id, ir_validation) on public.runs to worker;
grant update (retries, next_retry_at, skip_reason) on public.run_steps to worker;
grant update (ir_schema_version_id) on public.artifacts to worker;
grant insert (at) on public.run_events to worker;

-- plpgsql, because it keeps its plans for the session.
create function private.enqueue_run(p_tenant uuid, p_run uuid, p_rank bigint) returns void
  language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.enqueue('run.execute', p_run, jsonb_build_object('tenant_id', p_tenant, 'run_id', p_run), p_tenant::text,
    -least(p_rank, 2000000000)::int);
end $$;
comment on function private.enqueue_run(uuid, uuid, bigint) is 'Gives a run to the queue at its rank; a lower rank is earlier.';

-- Both questions are the end of an index; planned for a young table they would be anything else.
create function private.next_rank(p_tenant uuid) returns bigint
  language plpgsql stable security definer
  set search_path = '' set enable_seqscan = off set enable_sort = off set enable_bitmapscan = off as $$
declare
  v_own bigint;
  v_first bigint;
begin
  select r.queue_rank into v_own from public.runs r
    where r.tenant_id = p_tenant and r.status = 'queued' order by r.queue_rank desc limit 1;
  select r.queue_rank into v_first from public.runs r where r.status = 'queued' order by r.queue_rank limit 1;
  return greatest(v_own + 1, v_first, 0);
end $$;
comment on function private.next_rank(uuid) is
  'Start-time fair queueing: the turn of the tenant''s next run. Looks at ranks alone, of all tenants, and tells one number.';

create or replace function private.request_run(
  p_tenant uuid, p_kind text, p_key text, p_subject uuid, p_subject_name text, p_input jsonb default '{}'
) returns table (run_id uuid, created boolean)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_id uuid;
  v_rank bigint := private.next_rank(p_tenant);
begin
  insert into public.runs (tenant_id, kind, idempotency_key, subject_id, subject_name, input, requested_by, queue_rank)
  values (p_tenant, p_kind, p_key, p_subject, p_subject_name, p_input, auth.uid(), v_rank)
  on conflict (tenant_id, kind, idempotency_key) do nothing
  returning id into v_id;
  if v_id is null then
    return query select r.id, false from public.runs r
      where r.tenant_id = p_tenant and r.kind = p_kind and r.idempotency_key = p_key;
    return;
  end if;
  insert into public.run_events (tenant_id, run_id, type) values (p_tenant, v_id, 'queued');
  perform private.enqueue_run(p_tenant, v_id, v_rank);
  return query select v_id, true;
end $$;

create or replace function private.requeue_lost_runs(p_max_interruptions int default 25) returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  r record;
  v_count int := 0;
begin
  for r in
    select tenant_id, id, interruptions, worker_id, queue_rank from public.runs
    where status = 'running' and lease_expires_at < now()
    order by lease_expires_at limit 100 for update skip locked
  loop
    -- Nobody's: handed back, or waiting for a retry, or queued again already and not taken up yet. No worker was lost.
    if r.worker_id is null then
      update public.runs set lease_expires_at = now() + interval '10 s' where tenant_id = r.tenant_id and id = r.id;
      if not exists (select from pgboss.job j where j.name = 'run.execute' and j.id = r.id and j.state in ('created', 'retry', 'active')) then
        delete from pgboss.job where name = 'run.execute' and id = r.id;
        perform private.enqueue_run(r.tenant_id, r.id, 0);
      end if;
      continue;
    end if;
    v_count := v_count + 1;
    if r.interruptions >= p_max_interruptions then
      update public.runs set status = 'failed', finished_at = now(), lease_expires_at = null,
        failure = jsonb_build_object('code', 'run_interrupted',
          'detail', format('The run lost its worker %s times without completing a step', r.interruptions),
          'fix', 'Look at the worker''s log for this run, then run it again')
        where tenant_id = r.tenant_id and id = r.id;
      update public.run_steps set status = case when status = 'running' then 'failed' else 'cancelled' end::public.step_status,
          finished_at = now(), next_retry_at = null
        where tenant_id = r.tenant_id and run_id = r.id and status in ('pending', 'running');
      insert into public.run_events (tenant_id, run_id, type) values (r.tenant_id, r.id, 'failed');
    else
      -- The lease is moved on so that the next sweep does not queue it again before a worker had the chance to take it.
      update public.runs set interruptions = interruptions + 1, lease_expires_at = now() + interval '10 s', worker_id = null
        where tenant_id = r.tenant_id and id = r.id;
      delete from pgboss.job where name = 'run.execute' and id = r.id;
      perform private.enqueue_run(r.tenant_id, r.id, 0);
    end if;
  end loop;
  return v_count;
end $$;
comment on function private.requeue_lost_runs(int) is
  'Gives runs that nobody executes to the queue again, in every tenant, and before those that have not begun; tells only '
  'how many had lost their worker. worker_id null with status running means: waiting to be taken up again.';

create function private.editable_run(p_run uuid) returns public.runs
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_run public.runs;
begin
  if private.tenant_id() is null then
    raise exception 'You are not an active member of this tenant' using errcode = '42501';
  end if;
  select * into v_run from public.runs r where r.tenant_id = private.tenant_id() and r.id = p_run;
  if v_run.id is null then
    raise exception 'There is no such run' using errcode = 'PT404';
  end if;
  if private.tenant_id('editor') is null then
    raise exception 'Only editors and owners start runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  if v_run.status in ('queued', 'running') then
    raise exception 'The run has not ended yet' using errcode = 'PT409', hint = 'Cancel it first, or wait until it has ended';
  end if;
  return v_run;
end $$;
comment on function private.editable_run(uuid) is 'A run that has ended, for a member who may start another from it; raises a sentence otherwise.';

create function private.derive_run(p_run public.runs, p_lineage text, p_node text, p_pipeline jsonb, p_version uuid) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_id uuid := gen_random_uuid();
  v_rank bigint := private.next_rank(p_run.tenant_id);
begin
  -- Whatever else the earlier run rested on, this one rests on too.
  insert into public.runs
    select n.* from jsonb_populate_record(p_run, jsonb_build_object(
      'id', v_id, 'idempotency_key', v_id::text, 'status', 'queued', 'progress', 0, 'attempt', 0, 'interruptions', 0,
      'worker_id', null, 'lease_expires_at', null, 'failure', null, 'trace_id', encode(extensions.gen_random_bytes(16), 'hex'),
      'requested_by', auth.uid(), 'created_at', now(), 'started_at', null, 'finished_at', null, 'ir_validation', null,
      'queue_rank', v_rank, 'lineage', p_lineage, 'rerun_of', p_run.id, 'from_node', p_node, 'pipeline', p_pipeline,
      'pipeline_version_id', p_version)) n;
  insert into public.run_events (tenant_id, run_id, type) values (p_run.tenant_id, v_id, 'queued');
  if p_run.kind = 'dataset_insight' then
    update public.datasets d set latest_run_id = v_id, updated_at = now()
      where d.tenant_id = p_run.tenant_id and d.id = p_run.subject_id;
  end if;
  perform private.enqueue_run(p_run.tenant_id, v_id, v_rank);
  return v_id;
end $$;
comment on function private.derive_run(public.runs, text, text, jsonb, uuid) is 'A run with the input of another. Callers have checked the membership: granted to nobody.';

create function private.reuse_steps(p_run public.runs, p_new uuid, p_node text, p_edited boolean) returns void
  language sql volatile security definer set search_path = '' as $$
  with recursive nodes as (
    select n.value ->> 'key' as key, n.value ->> 'step' as step, n.place::int - 1 as position,
      coalesce((select array_agg(d) from jsonb_array_elements_text(n.value -> 'depends_on') d), '{}') as depends_on
    from jsonb_array_elements(p_run.pipeline -> 'nodes') with ordinality n (value, place)
  ), kept as (
    -- What has a result to stand for, or was skipped: everything else is executed again.
    select s.* from public.run_steps s
    where s.tenant_id = p_run.tenant_id and s.run_id = p_run.id and (
      s.status = 'skipped' or s.status in ('succeeded', 'failed') and exists (
        select from public.artifacts a where a.tenant_id = s.tenant_id and a.run_id = coalesce(s.reused_from, s.run_id)
          and a.step_key = s.key and (s.status = 'succeeded' or a.ir_type = 'error@1')))
  ), again (key) as (
    select n.key from nodes n
    where (n.key = p_node and not p_edited) or (n.key <> p_node and n.key not in (select k.key from kept k))
      or p_node = any (n.depends_on)
    union
    select n.key from nodes n join again a on a.key = any (n.depends_on) where not (p_edited and n.key = p_node)
  )
  insert into public.run_steps (tenant_id, run_id, key, step, position, depends_on, status, progress, message, attempt,
    failure, started_at, finished_at, skip_reason, reused_from)
  select p_run.tenant_id, p_new, n.key, n.step, n.position, n.depends_on,
    case when g.key is not null then 'pending' when e.edited then 'succeeded' else k.status end::public.step_status,
    case when g.key is not null then 0 else 1 end,
    case when e.edited then 'Edited by a person' when g.key is null then k.message end,
    0,
    case when g.key is null and not e.edited then k.failure end,
    case when e.edited then now() when g.key is null then k.started_at end,
    case when e.edited then now() when g.key is null then k.finished_at end,
    case when g.key is null and not e.edited then k.skip_reason end,
    case when g.key is null and not e.edited then coalesce(k.reused_from, k.run_id) end
  from nodes n
  cross join lateral (select p_edited and n.key = p_node as edited) e
  left join again g on g.key = n.key
  left join kept k on k.key = n.key
$$;
comment on function private.reuse_steps(public.runs, uuid, text, boolean) is
  'The steps of a run that was derived from another: what comes before the node stands as it was, the node (unless its '
  'result is edited) and what follows is pending. Granted to nobody.';

create function private.rerun_run(p_run uuid, p_node text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_run public.runs := private.editable_run(p_run);
  v_new uuid;
begin
  if not exists (select from jsonb_array_elements(v_run.pipeline -> 'nodes') n where n ->> 'key' = p_node) then
    raise exception 'The run has no node %', p_node using errcode = 'PT404';
  end if;
  v_new := private.derive_run(v_run, 'rerun', p_node, v_run.pipeline, v_run.pipeline_version_id);
  perform private.reuse_steps(v_run, v_new, p_node, false);
  return v_new;
end $$;
comment on function private.rerun_run(uuid, text) is 'A new run that takes the results before the node from an ended one and executes the rest.';

create function private.rerun_with_ir(p_run uuid, p_node text, p_value text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_run public.runs := private.editable_run(p_run);
  v_step text;
  v_new uuid;
begin
  select n ->> 'step' into v_step from jsonb_array_elements(v_run.pipeline -> 'nodes') n where n ->> 'key' = p_node;
  if v_step is null then
    raise exception 'The run has no node %', p_node using errcode = 'PT404';
  end if;
  v_new := private.derive_run(v_run, 'edit', p_node, v_run.pipeline, v_run.pipeline_version_id);
  perform private.reuse_steps(v_run, v_new, p_node, true);
  insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid, edited_by)
    values (v_run.tenant_id, gen_random_uuid(), v_new, p_node,
      coalesce((select s.output from public.step_versions s where s.step = v_step), v_step),
      p_value::jsonb, encode(sha256(convert_to(p_value, 'UTF8')), 'hex'), octet_length(p_value), true, auth.uid());
  return v_new;
end $$;
comment on function private.rerun_with_ir(uuid, text, text) is
  'A new run that takes p_value (JSON, keys sorted, checked by the edge) as the node''s result and executes what follows from it.';

create function private.replay_run(p_run uuid, p_version uuid) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_run public.runs := private.editable_run(p_run);
begin
  if p_version is not null and not exists (
    select from public.pipeline_versions v join public.pipelines p on p.tenant_id = v.tenant_id and p.id = v.pipeline_id
    where v.tenant_id = v_run.tenant_id and v.id = p_version and p.kind = v_run.kind)
  then
    raise exception 'There is no such pipeline version for this kind of run' using errcode = 'PT404';
  end if;
  return private.derive_run(v_run, 'replay', null, null, p_version);
end $$;
comment on function private.replay_run(uuid, uuid) is 'The same input again, with a pipeline version; null is the one that is active then.';

create function public.rerun_run(p_run uuid, p_node text) returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.rerun_run(p_run, p_node) $$;
create function public.rerun_with_ir(p_run uuid, p_node text, p_value text) returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.rerun_with_ir(p_run, p_node, p_value) $$;
create function public.replay_run(p_run uuid, p_version uuid default null) returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.replay_run(p_run, p_version) $$;
grant execute on function
  private.rerun_run(uuid, text), private.rerun_with_ir(uuid, text, text), private.replay_run(uuid, uuid),
  public.rerun_run(uuid, text), public.rerun_with_ir(uuid, text, text), public.replay_run(uuid, uuid)
  to authenticated;
