-- Roll-ups: sums of ended runs by hour and day (UTC), so that monitoring looks at hours where there are a million runs.
-- Contract: packages/contracts/src/monitoring.ts; readers: supabase/functions/api/monitoring; folding: worker/src/runs/maintenance.ts
--
-- A roll-up is of what ran: when a run is removed later, or the results of its steps are, its sums stay.
-- Durations and values are kept as log buckets (DDSketch): int[2][n], the buckets and how many fell into each. Bucket
-- 100000 + k holds (g^(k-1), g^k] for g = 1.02 / 0.98 and stands for 0.98 g^k, which is within 2% of everything in it; 0 holds
-- zero, and -(100000 + k) what is negative. Buckets of two rows are added, so a quantile of any range is within 2%.

-- One row for what one run, one executed step, one result of a metric adds. The one place that says what is summed, read by the
-- fold and, for runs that are not folded yet, by the API.
create view public.run_facts_v with (security_invoker = true) as
  select r.tenant_id, r.id as run_id, r.created_at as at, r.kind, r.pipeline_version_id, r.status, r.failure ->> 'code' as failure_code,
    a.validated, a.valid, m.input_tokens, m.output_tokens, m.cost_usd, m.unpriced_calls,
    case when d.ms > 0 then 100000 + ceil(ln(d.ms) / ln(1.02 / 0.98)::float8)::int when d.ms <= 0 then 0 end as bucket
  from public.runs r
  cross join lateral (select (extract(epoch from r.finished_at - r.started_at) * 1000)::float8 as ms) d
  cross join lateral (
    select count(*)::int as validated, (count(*) filter (where v.valid))::int as valid from public.artifacts v
    where v.tenant_id = r.tenant_id and v.run_id = r.id and r.ir_validation is distinct from 'off'
      and v.ir_type <> 'error@1' and v.edited_by is null) a
  cross join lateral (
    select coalesce(sum(c.input_tokens), 0)::int as input_tokens, coalesce(sum(c.output_tokens), 0)::int as output_tokens,
      coalesce(sum(c.cost_usd), 0) as cost_usd, (count(*) filter (where c.cost_usd is null))::int as unpriced_calls
    from public.model_calls c where c.tenant_id = r.tenant_id and c.run_id = r.id) m;
comment on view public.run_facts_v is 'What each run adds to the sums of monitoring; `bucket` is of how long it took.';

create view public.step_facts_v with (security_invoker = true) as
  select r.tenant_id, r.id as run_id, r.created_at as at, r.kind, r.pipeline_version_id, r.status, r.failure ->> 'code' as failure_code,
    s.step, s.status as step_status, s.failure ->> 'code' as step_failure_code, s.retries, (a.valid is false)::int as invalid,
    (a.checked is true)::int as validated, (a.checked and a.valid is true)::int as valid, m.input_tokens, m.output_tokens, m.cost_usd, m.unpriced_calls,
    case when d.ms > 0 then 100000 + ceil(ln(d.ms) / ln(1.02 / 0.98)::float8)::int when d.ms <= 0 then 0 end as bucket
  from public.runs r
  join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id and s.reused_from is null
  cross join lateral (select (extract(epoch from s.finished_at - s.started_at) * 1000)::float8 as ms) d
  left join lateral (
    select v.valid, r.ir_validation is distinct from 'off' and v.ir_type <> 'error@1' and v.edited_by is null as checked
    from public.artifacts v where v.tenant_id = s.tenant_id and v.run_id = s.run_id and v.step_key = s.key) a on true
  cross join lateral (
    select coalesce(sum(c.input_tokens), 0)::int as input_tokens, coalesce(sum(c.output_tokens), 0)::int as output_tokens,
      coalesce(sum(c.cost_usd), 0) as cost_usd, (count(*) filter (where c.cost_usd is null))::int as unpriced_calls
    from public.model_calls c where c.tenant_id = s.tenant_id and c.run_id = s.run_id and c.step_key = s.key) m;
comment on view public.step_facts_v is
  'What each executed step adds to the sums of monitoring; what was reused is counted where it was made.';

create view public.metric_facts_v with (security_invoker = true) as
  select r.tenant_id, r.id as run_id, r.created_at as at, r.kind, r.pipeline_version_id, r.status, r.failure ->> 'code' as failure_code,
    s.step, m.step_key, m.metric, m.unit, m.value, m.passed,
    case when m.value is not null then array[extract(epoch from m.created_at)::float8, m.value] end as last,
    case when m.value > 0 then 100000 + least(ceil(ln(m.value) / ln(1.02 / 0.98)::float8), 20000)::int
      when m.value < 0 then -100000 - least(ceil(ln(-m.value) / ln(1.02 / 0.98)::float8), 20000)::int
      when m.value = 0 then 0 end as bucket
  from public.runs r
  join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id
  join public.metric_results m on m.tenant_id = s.tenant_id and m.run_id = s.run_id and m.step_key = s.key;
comment on view public.metric_facts_v is 'What each result of a metric adds to the sums of monitoring.';

create table public.run_rollups (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  grain text not null check (grain in ('hour', 'day')),
  at timestamptz not null,
  kind text not null,
  pipeline_version_id uuid,
  status public.run_status not null,
  failure_code text,
  runs bigint not null,
  validated bigint not null,
  valid bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_usd numeric not null,
  unpriced_calls bigint not null,
  durations int[] not null,
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code)
) with (fillfactor = 70);
comment on table public.run_rollups is
  'Ended runs by hour and day of their creation. Every hour is in its day as well: a reader takes one of the two.';
comment on column public.run_rollups.pipeline_version_id is 'Null: the built-in one. Without a key: a roll-up outlives what it counts.';

create table public.step_rollups (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  grain text not null check (grain in ('hour', 'day')),
  at timestamptz not null,
  kind text not null,
  pipeline_version_id uuid,
  status public.run_status not null,
  failure_code text,
  step text not null,
  step_status public.step_status not null,
  step_failure_code text,
  executions bigint not null,
  retries bigint not null,
  invalid bigint not null,
  validated bigint not null,
  valid bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_usd numeric not null,
  unpriced_calls bigint not null,
  durations int[] not null,
  primary key (tenant_id, id),
  unique nulls not distinct
    (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, step, step_status, step_failure_code)
) with (fillfactor = 70);
comment on table public.step_rollups is 'Executed steps of ended runs, by hour and day of the run''s creation.';

create table public.metric_rollups (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  grain text not null check (grain in ('hour', 'day')),
  at timestamptz not null,
  kind text not null,
  pipeline_version_id uuid,
  status public.run_status not null,
  failure_code text,
  step text not null,
  step_key text not null,
  metric text not null,
  unit text not null,
  count bigint not null,
  passed bigint not null,
  failed bigint not null,
  sum double precision,
  min double precision,
  max double precision,
  last double precision[],
  buckets int[] not null,
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, step, step_key, metric)
) with (fillfactor = 70);
comment on table public.metric_rollups is 'Results of metrics at nodes of ended runs, by hour and day of the run''s creation. `count` is of those with a value.';
comment on column public.metric_rollups.last is 'The newest value and before it when it was measured, in seconds since 1970: arrays compare in that order.';

create table public.unfolded_runs (
  tenant_id uuid not null,
  run_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, run_id),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on column public.unfolded_runs.created_at is 'The run''s: what is folded together shares hours.';
create index unfolded_runs_created_at_idx on public.unfolded_runs (tenant_id, created_at, run_id);
comment on table public.unfolded_runs is
  'Ended runs that no roll-up holds yet. A row comes with the run''s end and goes with its fold, each in the same transaction: so '
  'every run is in the roll-ups or here, once, whoever commits late.';

create table public.run_gaps (
  tenant_id uuid not null primary key references public.tenants (id) on delete cascade,
  until timestamptz not null
);
comment on table public.run_gaps is
  'The newest run that was removed, or whose results were: up to there, rows no longer tell all that ran, and roll-ups do.';

alter table public.run_rollups enable row level security;
alter table public.step_rollups enable row level security;
alter table public.metric_rollups enable row level security;
alter table public.unfolded_runs enable row level security;
alter table public.run_gaps enable row level security;
revoke all on public.run_rollups, public.step_rollups, public.metric_rollups, public.unfolded_runs, public.run_gaps,
  public.run_facts_v, public.step_facts_v, public.metric_facts_v from anon, authenticated, service_role;
create policy run_rollups_select_viewer on public.run_rollups for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy step_rollups_select_viewer on public.step_rollups for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy metric_rollups_select_viewer on public.metric_rollups for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy unfolded_runs_select_viewer on public.unfolded_runs for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy run_gaps_select_viewer on public.run_gaps for select to authenticated
  using (tenant_id = (select private.tenant_id()));
grant select on public.run_rollups, public.step_rollups, public.metric_rollups, public.unfolded_runs, public.run_gaps,
  public.run_facts_v, public.step_facts_v, public.metric_facts_v to authenticated;

create function private.add_buckets(p_one int[], p_other int[]) returns int[]
  language sql immutable set search_path = '' as $$
  select array[array_agg(s.bucket), array_agg(s.n)] from (
    select b.bucket, sum(b.n)::int as n from (
      select unnest(p_one[1:1]) as bucket, unnest(p_one[2:2]) as n
      union all select unnest(p_other[1:1]), unnest(p_other[2:2])) b
    group by b.bucket) s
$$;
comment on function private.add_buckets(int[], int[]) is 'The buckets of both, counts added.';

-- Rows are grouped by so many columns that to sort them takes longer than all else.
create function private.fold_runs(p_tenants uuid[], p_runs uuid[]) returns void
  language plpgsql volatile security definer set search_path = '' set enable_sort = off as $$
begin
  -- Three levels each: facts by hour and bucket, those by grain, and the buckets made one array.
  insert into public.run_rollups as u (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, runs, validated,
    valid, input_tokens, output_tokens, cost_usd, unpriced_calls, durations)
  with hours as (
    select f.tenant_id, date_trunc('hour', f.at, 'UTC') as at, f.kind, f.pipeline_version_id, f.status, f.failure_code, f.bucket,
      count(*) as runs, sum(f.validated) as validated, sum(f.valid) as valid, sum(f.input_tokens) as input_tokens,
      sum(f.output_tokens) as output_tokens,
      sum(f.cost_usd) as cost_usd, sum(f.unpriced_calls) as unpriced_calls
    from unnest(p_tenants, p_runs) q (tenant_id, run_id)
    join public.run_facts_v f on f.tenant_id = q.tenant_id and f.run_id = q.run_id
    group by f.tenant_id, date_trunc('hour', f.at, 'UTC'), f.kind, f.pipeline_version_id, f.status, f.failure_code, f.bucket
  ), grains as (
    select h.tenant_id, g.grain, date_trunc(g.grain, h.at, 'UTC') as at, h.kind, h.pipeline_version_id, h.status, h.failure_code,
      h.bucket, sum(h.runs) as runs, sum(h.validated) as validated, sum(h.valid) as valid, sum(h.input_tokens) as input_tokens,
      sum(h.output_tokens) as output_tokens,
      sum(h.cost_usd) as cost_usd, sum(h.unpriced_calls) as unpriced_calls
    from hours h cross join (values ('hour'), ('day')) g (grain)
    group by h.tenant_id, g.grain, date_trunc(g.grain, h.at, 'UTC'), h.kind, h.pipeline_version_id, h.status, h.failure_code, h.bucket
  )
  select s.tenant_id, s.grain, s.at, s.kind, s.pipeline_version_id, s.status, s.failure_code, sum(s.runs), sum(s.validated),
    sum(s.valid), sum(s.input_tokens), sum(s.output_tokens), sum(s.cost_usd), sum(s.unpriced_calls),
    array[array_agg(s.bucket) filter (where s.bucket is not null),
      array_agg(s.runs::int) filter (where s.bucket is not null)]
  from grains s group by s.tenant_id, s.grain, s.at, s.kind, s.pipeline_version_id, s.status, s.failure_code
  on conflict (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code) do update set
    runs = u.runs + excluded.runs, validated = u.validated + excluded.validated, valid = u.valid + excluded.valid,
    input_tokens = u.input_tokens + excluded.input_tokens, output_tokens = u.output_tokens + excluded.output_tokens,
    cost_usd = u.cost_usd + excluded.cost_usd, unpriced_calls = u.unpriced_calls + excluded.unpriced_calls,
    durations = private.add_buckets(u.durations, excluded.durations);

  insert into public.step_rollups as u (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, step, step_status,
    step_failure_code, executions, retries, invalid, validated, valid, input_tokens, output_tokens, cost_usd, unpriced_calls, durations)
  with hours as (
    select f.tenant_id, date_trunc('hour', f.at, 'UTC') as at, f.kind, f.pipeline_version_id, f.status, f.failure_code, f.step,
      f.step_status, f.step_failure_code, f.bucket, count(*) as executions, sum(f.retries) as retries, sum(f.invalid) as invalid,
      sum(f.validated) as validated, sum(f.valid) as valid, sum(f.input_tokens) as input_tokens, sum(f.output_tokens) as output_tokens,
      sum(f.cost_usd) as cost_usd, sum(f.unpriced_calls) as unpriced_calls
    from unnest(p_tenants, p_runs) q (tenant_id, run_id)
    join public.step_facts_v f on f.tenant_id = q.tenant_id and f.run_id = q.run_id
    group by f.tenant_id, date_trunc('hour', f.at, 'UTC'), f.kind, f.pipeline_version_id, f.status, f.failure_code, f.step,
      f.step_status, f.step_failure_code, f.bucket
  ), grains as (
    select h.tenant_id, g.grain, date_trunc(g.grain, h.at, 'UTC') as at, h.kind, h.pipeline_version_id, h.status, h.failure_code,
      h.step, h.step_status, h.step_failure_code, h.bucket, sum(h.executions) as executions, sum(h.retries) as retries,
      sum(h.invalid) as invalid, sum(h.validated) as validated, sum(h.valid) as valid, sum(h.input_tokens) as input_tokens,
      sum(h.output_tokens) as output_tokens,
      sum(h.cost_usd) as cost_usd, sum(h.unpriced_calls) as unpriced_calls
    from hours h cross join (values ('hour'), ('day')) g (grain)
    group by h.tenant_id, g.grain, date_trunc(g.grain, h.at, 'UTC'), h.kind, h.pipeline_version_id, h.status, h.failure_code,
      h.step, h.step_status, h.step_failure_code, h.bucket
  )
  select s.tenant_id, s.grain, s.at, s.kind, s.pipeline_version_id, s.status, s.failure_code, s.step, s.step_status,
    s.step_failure_code, sum(s.executions), sum(s.retries), sum(s.invalid), sum(s.validated), sum(s.valid), sum(s.input_tokens),
    sum(s.output_tokens), sum(s.cost_usd), sum(s.unpriced_calls),
    array[array_agg(s.bucket) filter (where s.bucket is not null),
      array_agg(s.executions::int) filter (where s.bucket is not null)]
  from grains s
  group by s.tenant_id, s.grain, s.at, s.kind, s.pipeline_version_id, s.status, s.failure_code, s.step, s.step_status, s.step_failure_code
  on conflict (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, step, step_status, step_failure_code)
  do update set
    executions = u.executions + excluded.executions, retries = u.retries + excluded.retries, invalid = u.invalid + excluded.invalid,
    validated = u.validated + excluded.validated, valid = u.valid + excluded.valid,
    input_tokens = u.input_tokens + excluded.input_tokens, output_tokens = u.output_tokens + excluded.output_tokens,
    cost_usd = u.cost_usd + excluded.cost_usd, unpriced_calls = u.unpriced_calls + excluded.unpriced_calls,
    durations = private.add_buckets(u.durations, excluded.durations);

  insert into public.metric_rollups as u (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, step, step_key,
    metric, unit, count, passed, failed, sum, min, max, last, buckets)
  with hours as (
    select f.tenant_id, date_trunc('hour', f.at, 'UTC') as at, f.kind, f.pipeline_version_id, f.status, f.failure_code, f.step,
      f.step_key, f.metric, f.bucket, max(f.unit) as unit, count(f.value) as count, count(*) filter (where f.passed) as passed,
      count(*) filter (where f.passed = false) as failed, sum(f.value) as sum, min(f.value) as min, max(f.value) as max,
      max(f.last) as last
    from unnest(p_tenants, p_runs) q (tenant_id, run_id)
    join public.metric_facts_v f on f.tenant_id = q.tenant_id and f.run_id = q.run_id
    group by f.tenant_id, date_trunc('hour', f.at, 'UTC'), f.kind, f.pipeline_version_id, f.status, f.failure_code, f.step,
      f.step_key, f.metric, f.bucket
  ), grains as (
    select h.tenant_id, g.grain, date_trunc(g.grain, h.at, 'UTC') as at, h.kind, h.pipeline_version_id, h.status, h.failure_code,
      h.step, h.step_key, h.metric, h.bucket, max(h.unit) as unit, sum(h.count) as count, sum(h.passed) as passed,
      sum(h.failed) as failed, sum(h.sum) as sum, min(h.min) as min, max(h.max) as max, max(h.last) as last
    from hours h cross join (values ('hour'), ('day')) g (grain)
    group by h.tenant_id, g.grain, date_trunc(g.grain, h.at, 'UTC'), h.kind, h.pipeline_version_id, h.status, h.failure_code,
      h.step, h.step_key, h.metric, h.bucket
  )
  select s.tenant_id, s.grain, s.at, s.kind, s.pipeline_version_id, s.status, s.failure_code, s.step, s.step_key, s.metric,
    max(s.unit), sum(s.count), sum(s.passed), sum(s.failed), sum(s.sum), min(s.min), max(s.max), max(s.last),
    array[array_agg(s.bucket) filter (where s.bucket is not null),
      array_agg(s.count::int) filter (where s.bucket is not null)]
  from grains s
  group by s.tenant_id, s.grain, s.at, s.kind, s.pipeline_version_id, s.status, s.failure_code, s.step, s.step_key, s.metric
  on conflict (tenant_id, grain, at, kind, pipeline_version_id, status, failure_code, step, step_key, metric) do update set
    unit = greatest(u.unit, excluded.unit), count = u.count + excluded.count, passed = u.passed + excluded.passed,
    failed = u.failed + excluded.failed, sum = coalesce(u.sum + excluded.sum, u.sum, excluded.sum),
    min = least(u.min, excluded.min), max = greatest(u.max, excluded.max),
    last = greatest(u.last, excluded.last), buckets = private.add_buckets(u.buckets, excluded.buckets);
end $$;
comment on function private.fold_runs(uuid[], uuid[]) is
  'Adds runs to the roll-ups. Callers have taken them off unfolded_runs in this transaction, one caller at a time: granted to nobody.';

create function private.fold_ended_runs(p_most int default 2000) returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenants uuid[];
  v_runs uuid[];
begin
  -- One worker is enough, and none waits for it.
  if not pg_try_advisory_xact_lock(hashtextextended('fold_runs', 0)) then
    return 0;
  end if;
  -- A tenant's runs in order: fewer rows of fewer hours are written.
  with taken as (
    delete from public.unfolded_runs u using (
      select n.tenant_id, n.run_id from public.unfolded_runs n order by n.tenant_id, n.created_at, n.run_id limit p_most) n
    where u.tenant_id = n.tenant_id and u.run_id = n.run_id
    returning u.tenant_id, u.run_id)
  select array_agg(t.tenant_id), array_agg(t.run_id) into v_tenants, v_runs from taken t;
  if v_runs is null then
    return 0;
  end if;
  -- A new statement sees all that was written before these runs ended; after its end nothing is written to a run.
  perform private.fold_runs(v_tenants, v_runs);
  return cardinality(v_runs);
end $$;
comment on function private.fold_ended_runs(int) is
  'Adds ended runs of all tenants to the roll-ups, at most so many; tells how many. For workers.';
grant execute on function private.fold_ended_runs(int) to worker;

create function private.tg__run_ended() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.unfolded_runs (tenant_id, run_id, created_at) values (new.tenant_id, new.id, new.created_at)
    on conflict do nothing;
  return null;
end $$;
create trigger _100_run_ended after update of status on public.runs for each row
  when (old.status in ('queued', 'running') and new.status not in ('queued', 'running')) execute function private.tg__run_ended();
create trigger _100_run_ended_before after insert on public.runs for each row
  when (new.status not in ('queued', 'running')) execute function private.tg__run_ended();

-- What is removed was counted: before its rows go a run is folded, and from then on nobody takes the rows for all there was.
create function private.tg__fold_before() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_run uuid;
begin
  if tg_table_name = 'runs' then
    v_run := old.id;
  else
    v_run := old.run_id;
  end if;
  if exists (select from public.unfolded_runs u where u.tenant_id = old.tenant_id and u.run_id = v_run)
    -- With the tenant all goes, its roll-ups too.
    and exists (select from public.tenants t where t.id = old.tenant_id)
  then
    -- Waits for a fold that is under way, which may have this run.
    perform pg_advisory_xact_lock(hashtextextended('fold_runs', 0));
    delete from public.unfolded_runs u where u.tenant_id = old.tenant_id and u.run_id = v_run;
    if found then
      perform private.fold_runs(array[old.tenant_id], array[v_run]);
    end if;
  end if;
  return old;
end $$;
create trigger _100_fold_before before delete on public.runs for each row execute function private.tg__fold_before();
create trigger _100_fold_before before delete on public.artifacts for each row execute function private.tg__fold_before();

create function private.tg__run_gap() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_table_name = 'runs' then
    insert into public.run_gaps as g (tenant_id, until)
      select o.tenant_id, max(o.created_at) from removed o join public.tenants t on t.id = o.tenant_id group by o.tenant_id
      on conflict (tenant_id) do update set until = excluded.until where g.until < excluded.until;
  else
    insert into public.run_gaps as g (tenant_id, until)
      select o.tenant_id, max(r.created_at) from removed o
      join public.runs r on r.tenant_id = o.tenant_id and r.id = o.run_id group by o.tenant_id
      on conflict (tenant_id) do update set until = excluded.until where g.until < excluded.until;
  end if;
  return null;
end $$;
create trigger _200_run_gap after delete on public.runs referencing old table as removed
  for each statement execute function private.tg__run_gap();
create trigger _200_run_gap after delete on public.artifacts referencing old table as removed
  for each statement execute function private.tg__run_gap();

-- What ended before there were roll-ups.
insert into public.unfolded_runs (tenant_id, run_id, created_at)
  select r.tenant_id, r.id, r.created_at from public.runs r where r.status not in ('queued', 'running');

create or replace function private.matching_runs(p_filter jsonb) returns setof public.runs
  language sql stable security invoker set search_path = '' as $$
  select r.* from public.runs r
  where r.tenant_id = (select private.tenant_id())
    and (p_filter ->> 'status' is null or r.status = (p_filter ->> 'status')::public.run_status)
    and (p_filter ->> 'kind' is null or r.kind = p_filter ->> 'kind')
    and (p_filter ->> 'subject_id' is null or r.subject_id = (p_filter ->> 'subject_id')::uuid)
    and (p_filter ->> 'pipeline_version_id' is null or r.pipeline_version_id = (p_filter ->> 'pipeline_version_id')::uuid)
    and (p_filter ->> 'failure_code' is null or r.failure ->> 'code' = p_filter ->> 'failure_code')
    and (p_filter ->> 'from' is null or r.created_at >= (p_filter ->> 'from')::timestamptz)
    and (p_filter ->> 'to' is null or r.created_at < (p_filter ->> 'to')::timestamptz)
$$;
