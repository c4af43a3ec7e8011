-- Test runs and model calls: what quality suites found, and what was asked of language models.
-- Contracts: packages/contracts/src/test-runs.ts, model-calls.ts
create table public.test_runs (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  suite text not null check (length(suite) between 1 and 120),
  run_id uuid,
  label text not null default '' check (length(label) <= 200),
  total int not null check (total >= 0),
  passed int not null check (passed >= 0),
  failed int not null generated always as (total - passed) stored,
  started_at timestamptz not null default now(),
  finished_at timestamptz not null default now(),
  created_by uuid default auth.uid() references public.profiles (user_id) on delete set null,
  primary key (tenant_id, id),
  check (passed <= total),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.test_runs is 'One execution of a quality suite, or what validation said of one run (suite ir_validation).';
create index test_runs_started_at_idx on public.test_runs (tenant_id, started_at desc, id);
create index test_runs_run_id_idx on public.test_runs (tenant_id, run_id) where run_id is not null;
create index test_runs_created_by_idx on public.test_runs (created_by);

create table public.test_results (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  test_run_id uuid not null,
  position int not null,
  name text not null check (length(name) between 1 and 300),
  passed boolean not null,
  step_key text,
  faults jsonb not null default '[]' check (jsonb_typeof(faults) = 'array'),
  ms double precision,
  primary key (tenant_id, id),
  unique (tenant_id, test_run_id, position),
  foreign key (tenant_id, test_run_id) references public.test_runs (tenant_id, id) on delete cascade
);
comment on table public.test_results is 'The single checks of a test run, in order.';

create table public.model_calls (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  run_id uuid not null,
  step_key text not null,
  model text not null,
  input text not null,
  input_sha256 text not null check (input_sha256 ~ '^[0-9a-f]{64}$'),
  output text,
  output_sha256 text check (output_sha256 ~ '^[0-9a-f]{64}$'),
  input_tokens int,
  output_tokens int,
  ms int not null,
  outcome text not null check (outcome in ('ok', 'invalid', 'failed')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.model_calls is
  'What was asked of a language model and what it said: personal data removed before it is stored; the hashes are of what went over the wire.';
create index model_calls_run_id_idx on public.model_calls (tenant_id, run_id, created_at);

alter table public.test_runs enable row level security;
alter table public.test_results enable row level security;
alter table public.model_calls enable row level security;
revoke all on public.test_runs, public.test_results, public.model_calls from anon, authenticated, service_role;
create policy test_runs_select_viewer on public.test_runs for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy test_results_select_viewer on public.test_results for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy model_calls_select_viewer on public.model_calls for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy test_runs_all_worker on public.test_runs for all to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
create policy test_results_all_worker on public.test_results for all to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
create policy model_calls_select_worker on public.model_calls for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy model_calls_insert_worker on public.model_calls for insert to worker
  with check (tenant_id = (select private.job_tenant_id()));
grant select on public.test_runs, public.test_results, public.model_calls to authenticated;
grant select, insert (tenant_id, id, suite, run_id, label, total, passed, started_at, finished_at) on public.test_runs to worker;
grant select, insert on public.test_results to worker;
grant select, insert on public.model_calls to worker;

create function private.record_test_run(p_suite text, p_run uuid, p_label text, p_started_at timestamptz, p_results jsonb)
  returns uuid language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('editor');
  v_id uuid;
begin
  if v_tenant is null then
    raise exception 'Only editors and owners record test runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  if p_suite = 'ir_validation' then
    raise exception 'The suite ir_validation is recorded by the worker' using errcode = 'PT409', hint = 'Choose another name';
  end if;
  if p_run is not null and not exists (select from public.runs r where r.tenant_id = v_tenant and r.id = p_run) then
    raise exception 'There is no such run' using errcode = 'PT404';
  end if;
  insert into public.test_runs (tenant_id, suite, run_id, label, total, passed, started_at)
    select v_tenant, p_suite, p_run, p_label, count(*), count(*) filter (where (r ->> 'passed')::boolean), p_started_at
    from jsonb_array_elements(p_results) r
    returning id into v_id;
  insert into public.test_results (tenant_id, test_run_id, position, name, passed, step_key, faults, ms)
    select v_tenant, v_id, r.place - 1, r.value ->> 'name', (r.value ->> 'passed')::boolean, r.value ->> 'step_key',
      coalesce(r.value -> 'faults', '[]'), (r.value ->> 'ms')::float8
    from jsonb_array_elements(p_results) with ordinality r (value, place);
  return v_id;
end $$;
comment on function private.record_test_run(text, uuid, text, timestamptz, jsonb) is 'Keeps what a suite outside (CI) found: [{ name, passed, step_key?, faults?, ms? }].';
create function public.record_test_run(p_suite text, p_run uuid, p_label text, p_started_at timestamptz, p_results jsonb)
  returns uuid language sql volatile security invoker set search_path = ''
  as $$ select private.record_test_run(p_suite, p_run, p_label, p_started_at, p_results) $$;
grant execute on function private.record_test_run(text, uuid, text, timestamptz, jsonb),
  public.record_test_run(text, uuid, text, timestamptz, jsonb) to authenticated;
