-- The step catalogue: what workers can execute. Contract: packages/contracts/src/steps.ts
-- Platform rows: the same for every tenant, so without tenant_id. Readable inside a tenant, written by workers at their start.
create table public.step_definitions (
  key text primary key check (key ~ '^[a-z][a-z0-9_.]*$'),
  description text not null default ''
);
comment on table public.step_definitions is 'Steps that exist in code, by key. Registered by the worker at its start; belongs to no tenant.';

create table public.step_versions (
  step text primary key generated always as (key || '@' || version) stored,
  key text not null references public.step_definitions (key),
  version int not null check (version > 0),
  input jsonb not null,
  output text not null,
  output_schema jsonb not null,
  params_schema jsonb not null,
  default_params jsonb not null,
  asks_model boolean not null,
  registered_at timestamptz not null default now(),
  unique (key, version)
);
comment on table public.step_versions is
  'What each version of a step reads and gives: IR types by name, JSON Schema 2020-12 of its result and its params.';

create table public.builtin_pipelines (
  kind text primary key check (kind ~ '^[a-z]+(_[a-z]+)*$'),
  name text not null,
  nodes jsonb not null,
  parallel_groups jsonb not null,
  registered_at timestamptz not null default now()
);
comment on table public.builtin_pipelines is
  'The pipeline of each kind of run that comes with Plumbline: version 0, used where a tenant has none of its own active.';

alter table public.step_definitions enable row level security;
alter table public.step_versions enable row level security;
alter table public.builtin_pipelines enable row level security;
revoke all on public.step_definitions, public.step_versions, public.builtin_pipelines from anon, authenticated, service_role;
create policy step_definitions_select_viewer on public.step_definitions for select to authenticated
  using ((select private.tenant_id()) is not null);
create policy step_versions_select_viewer on public.step_versions for select to authenticated
  using ((select private.tenant_id()) is not null);
create policy builtin_pipelines_select_viewer on public.builtin_pipelines for select to authenticated
  using ((select private.tenant_id()) is not null);
create policy step_definitions_select_worker on public.step_definitions for select to worker
  using ((select private.job_tenant_id()) is not null);
create policy step_versions_select_worker on public.step_versions for select to worker
  using ((select private.job_tenant_id()) is not null);
create policy builtin_pipelines_select_worker on public.builtin_pipelines for select to worker
  using ((select private.job_tenant_id()) is not null);
grant select on public.step_definitions, public.step_versions, public.builtin_pipelines to authenticated, worker;

create function private.register_steps(p_catalogue jsonb) returns void
  language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Workers start at the same time: one after the other, and none writes what is there already.
  perform pg_advisory_xact_lock(hashtextextended('register_steps', 0));
  insert into public.step_definitions as d (key, description)
    select distinct on (s.key) s.key, s.description
    from jsonb_to_recordset(p_catalogue -> 'steps') as s (key text, version int, description text)
    order by s.key, s.version desc
    on conflict (key) do update set description = excluded.description where d.description <> excluded.description;
  insert into public.step_versions as v
    (key, version, input, output, output_schema, params_schema, default_params, asks_model)
    select s.key, s.version, s.input, s.output, s.output_schema, s.params_schema, s.default_params, s.asks_model
    from jsonb_to_recordset(p_catalogue -> 'steps') as s (key text, version int, input jsonb, output text,
      output_schema jsonb, params_schema jsonb, default_params jsonb, asks_model boolean)
    on conflict (step) do update set input = excluded.input, output = excluded.output, output_schema = excluded.output_schema,
      params_schema = excluded.params_schema, default_params = excluded.default_params, asks_model = excluded.asks_model,
      registered_at = now()
    where (v.input, v.output, v.output_schema, v.params_schema, v.default_params, v.asks_model) is distinct from
      (excluded.input, excluded.output, excluded.output_schema, excluded.params_schema, excluded.default_params, excluded.asks_model);
  insert into public.builtin_pipelines as b (kind, name, nodes, parallel_groups)
    select p.kind, p.name, p.nodes, p.parallel_groups
    from jsonb_to_recordset(p_catalogue -> 'pipelines') as p (kind text, name text, nodes jsonb, parallel_groups jsonb)
    on conflict (kind) do update set name = excluded.name, nodes = excluded.nodes,
      parallel_groups = excluded.parallel_groups, registered_at = now()
    where (b.name, b.nodes, b.parallel_groups) is distinct from (excluded.name, excluded.nodes, excluded.parallel_groups);
end $$;
comment on function private.register_steps(jsonb) is
  'A worker says at its start what it can execute: { steps, pipelines }. Nothing is removed: an older worker may still run.';
grant execute on function private.register_steps(jsonb) to worker;
