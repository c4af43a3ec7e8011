-- Runs: everything slow. Contract: packages/contracts/src/runs.ts; engine: worker/src/runs
create type public.run_status as enum ('queued', 'running', 'succeeded', 'degraded', 'failed', 'cancelled', 'timed_out');
create type public.step_status as enum ('pending', 'running', 'succeeded', 'skipped', 'failed', 'cancelled');

create table public.runs (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z]+(_[a-z]+)*$'),
  idempotency_key text not null check (length(idempotency_key) between 1 and 200),
  subject_id uuid,
  subject_name text,
  input jsonb not null default '{}',
  status public.run_status not null default 'queued',
  progress real not null default 0 check (progress between 0 and 1),
  attempt int not null default 0,
  interruptions int not null default 0,
  worker_id text,
  lease_expires_at timestamptz,
  pipeline jsonb,
  failure jsonb,
  trace_id text not null default encode(extensions.gen_random_bytes(16), 'hex'),
  requested_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, kind, idempotency_key)
);
comment on table public.runs is
  'One execution of a pipeline version. Members request and cancel through functions; the worker that holds the lease writes the rest.';
comment on column public.runs.attempt is 'Fencing token: rises when a worker takes the run; its writes name the attempt they belong to.';
comment on column public.runs.interruptions is 'Workers lost since the last completed step; too many and the run fails instead of killing more.';
comment on column public.runs.pipeline is 'The pipeline version as it was when the run started: name, version and nodes.';
create index runs_tenant_id_created_at_idx on public.runs (tenant_id, created_at desc, id);
create index runs_tenant_id_subject_id_idx on public.runs (tenant_id, subject_id, created_at desc);
create index runs_requested_by_idx on public.runs (requested_by);
create index runs_lease_expires_at_idx on public.runs (lease_expires_at) where status = 'running';

create table public.run_steps (
  tenant_id uuid not null,
  run_id uuid not null,
  key text not null,
  step text not null,
  position int not null,
  depends_on text[] not null default '{}',
  status public.step_status not null default 'pending',
  progress real not null default 0 check (progress between 0 and 1),
  message text,
  attempt int not null default 0,
  failure jsonb,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, run_id, key),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.run_steps is 'The nodes of a run''s pipeline and how far each has come.';

create table public.artifacts (
  tenant_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  step_key text not null,
  ir_type text not null,
  value jsonb not null,
  sha256 text not null,
  size_bytes int not null,
  valid boolean not null,
  validation_errors jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, run_id, step_key),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.artifacts is
  'IR: the validated result of one step. The id follows from run and step, so a replayed step writes the same row.';

create table public.run_events (
  tenant_id uuid not null,
  run_id uuid not null,
  seq bigint not null generated always as identity,
  type text not null,
  step_key text,
  progress real,
  message text,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, run_id, seq),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.run_events is 'What happened in a run, in order; the stream behind /v1/runs/:id/events. Append-only.';

alter table public.runs enable row level security;
alter table public.run_steps enable row level security;
alter table public.artifacts enable row level security;
alter table public.run_events enable row level security;
revoke all on public.runs, public.run_steps, public.artifacts, public.run_events from anon, authenticated, service_role;
create policy runs_select_viewer on public.runs for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy run_steps_select_viewer on public.run_steps for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy artifacts_select_viewer on public.artifacts for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy run_events_select_viewer on public.run_events for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy runs_select_worker on public.runs for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy runs_update_worker on public.runs for update to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
create policy run_steps_all_worker on public.run_steps for all to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
create policy artifacts_all_worker on public.artifacts for all to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
create policy run_events_select_worker on public.run_events for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy run_events_insert_worker on public.run_events for insert to worker
  with check (tenant_id = (select private.job_tenant_id()));
grant select on public.runs, public.run_steps, public.artifacts, public.run_events to authenticated;
grant select on public.runs to worker;
grant update (status, progress, attempt, interruptions, worker_id, lease_expires_at, pipeline, failure, started_at, finished_at)
  on public.runs to worker;
grant select, insert on public.run_steps to worker;
grant update (status, progress, message, attempt, failure, started_at, finished_at) on public.run_steps to worker;
grant select, insert on public.artifacts to worker;
grant update (value, sha256, size_bytes, valid, validation_errors, created_at) on public.artifacts to worker;
grant select, insert (tenant_id, run_id, type, step_key, progress, message) on public.run_events to worker;

create table private.workers (
  id text primary key,
  version text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
comment on table private.workers is 'Which workers are alive: each says so every few seconds. Belongs to no tenant.';
alter table private.workers enable row level security;
