-- Metrics: what is measured at a run's steps, and against what. Contract: packages/contracts/src/metrics.ts
create table public.metric_definitions (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  unit text not null default '' check (length(unit) <= 40),
  aggregation text not null check (aggregation in ('avg', 'sum', 'min', 'max', 'p50', 'p95', 'last')),
  scope text not null check (scope in ('step', 'run')),
  expression text not null check (length(expression) between 1 and 2000),
  description text not null default '' check (length(description) <= 500),
  created_by uuid default auth.uid() references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
comment on table public.metric_definitions is 'What a tenant measures, as CEL over a step''s result; duration_ms, size_bytes and attempt are there for all.';
create index metric_definitions_created_by_idx on public.metric_definitions (created_by);

create table public.metric_profiles (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  description text not null default '' check (length(description) <= 500),
  metrics jsonb not null check (jsonb_typeof(metrics) = 'array' and jsonb_array_length(metrics) between 1 and 50),
  created_by uuid default auth.uid() references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
comment on table public.metric_profiles is 'Which metrics a node is measured with, and their thresholds as CEL. Nodes name it by key.';
create index metric_profiles_created_by_idx on public.metric_profiles (created_by);

create table public.metric_results (
  tenant_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  step_key text not null,
  metric text not null,
  unit text not null,
  value double precision,
  threshold text,
  passed boolean,
  details jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, run_id, step_key, metric),
  foreign key (tenant_id, run_id, step_key) references public.run_steps (tenant_id, run_id, key) on delete cascade
);
comment on table public.metric_results is 'What was measured at a step. The id follows from run, step and metric: a replayed step writes the same row.';
create index metric_results_metric_idx on public.metric_results (tenant_id, metric, created_at desc);

create view public.metrics_results_v with (security_invoker = true) as
  select m.tenant_id, m.id, m.run_id, r.kind as run_kind, r.status as run_status, r.pipeline_version_id, r.subject_id,
    m.step_key, s.step, m.metric, m.unit, m.value, m.threshold, m.passed, m.details, m.created_at,
    r.created_at as run_created_at
  from public.metric_results m
  join public.runs r on r.tenant_id = m.tenant_id and r.id = m.run_id
  join public.run_steps s on s.tenant_id = m.tenant_id and s.run_id = m.run_id and s.key = m.step_key;
comment on view public.metrics_results_v is 'Metric results with their step and run. Shows what the reader may see of all three.';

alter table public.metric_definitions enable row level security;
alter table public.metric_profiles enable row level security;
alter table public.metric_results enable row level security;
revoke all on public.metric_definitions, public.metric_profiles, public.metric_results, public.metrics_results_v
  from anon, authenticated, service_role;
create policy metric_definitions_select_viewer on public.metric_definitions for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy metric_definitions_insert_owner on public.metric_definitions for insert to authenticated
  with check (tenant_id = (select private.tenant_id('owner')));
create policy metric_definitions_update_owner on public.metric_definitions for update to authenticated
  using (tenant_id = (select private.tenant_id('owner'))) with check (tenant_id = (select private.tenant_id('owner')));
create policy metric_definitions_delete_owner on public.metric_definitions for delete to authenticated
  using (tenant_id = (select private.tenant_id('owner')));
create policy metric_profiles_select_viewer on public.metric_profiles for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy metric_profiles_insert_owner on public.metric_profiles for insert to authenticated
  with check (tenant_id = (select private.tenant_id('owner')));
create policy metric_profiles_update_owner on public.metric_profiles for update to authenticated
  using (tenant_id = (select private.tenant_id('owner'))) with check (tenant_id = (select private.tenant_id('owner')));
create policy metric_profiles_delete_owner on public.metric_profiles for delete to authenticated
  using (tenant_id = (select private.tenant_id('owner')));
create policy metric_results_select_viewer on public.metric_results for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy metric_definitions_select_worker on public.metric_definitions for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy metric_profiles_select_worker on public.metric_profiles for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy metric_results_all_worker on public.metric_results for all to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
grant select, delete, insert (tenant_id, key, unit, aggregation, scope, expression, description),
  update (unit, aggregation, scope, expression, description) on public.metric_definitions to authenticated;
grant select, delete, insert (tenant_id, key, description, metrics), update (description, metrics, updated_at)
  on public.metric_profiles to authenticated;
grant select on public.metric_results, public.metrics_results_v to authenticated;
grant select on public.metric_definitions, public.metric_profiles to worker;
grant select, insert, update (unit, value, threshold, passed, details, created_at) on public.metric_results to worker;
