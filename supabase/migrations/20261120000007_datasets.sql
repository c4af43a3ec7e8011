-- Datasets, their profiles and insights. Contracts: packages/contracts/src/datasets.ts, profile.ts, insights.ts
create type public.severity as enum ('critical', 'major', 'minor', 'info');

create table public.datasets (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 255),
  file_id uuid not null,
  format text,
  size_bytes bigint not null,
  sha256 text not null,
  row_count bigint,
  column_count int,
  quality_score real,
  insight_count int not null default 0,
  revision int not null default 0,
  latest_run_id uuid,
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, file_id),
  foreign key (tenant_id, file_id) references public.files (tenant_id, id),
  foreign key (tenant_id, latest_run_id) references public.runs (tenant_id, id)
);
comment on table public.datasets is 'An uploaded table. revision rises with each published run; profile and insights carry it.';
create index datasets_tenant_id_created_at_idx on public.datasets (tenant_id, created_at desc, id);
create index datasets_latest_run_id_idx on public.datasets (tenant_id, latest_run_id);
create index datasets_created_by_idx on public.datasets (created_by);

create table public.dataset_profiles (
  tenant_id uuid not null,
  dataset_id uuid not null,
  revision int not null,
  run_id uuid not null,
  profile jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, dataset_id, revision),
  unique (tenant_id, run_id),
  foreign key (tenant_id, dataset_id) references public.datasets (tenant_id, id) on delete cascade,
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.dataset_profiles is 'What is known of a dataset at a revision: columns, quality, charts, preview.';

create table public.insights (
  tenant_id uuid not null,
  id uuid not null,
  dataset_id uuid not null,
  run_id uuid not null,
  revision int not null,
  position int not null,
  kind text not null,
  severity public.severity not null,
  title text not null check (length(title) between 1 and 1000),
  summary text not null check (length(summary) <= 2000),
  next_steps text[] not null default '{}',
  columns text[] not null default '{}',
  evidence jsonb not null,
  claims jsonb not null,
  verified boolean not null,
  verified_by text not null,
  verified_rows bigint not null,
  written_by text not null,
  advisory boolean not null default true check (advisory),
  trace_id text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, run_id, position),
  foreign key (tenant_id, dataset_id) references public.datasets (tenant_id, id) on delete cascade,
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id) on delete cascade
);
comment on table public.insights is
  'Advisory sentences whose numbers were checked against their evidence. The id follows from run and finding: a replay adds nothing twice.';
create index insights_tenant_id_created_at_idx on public.insights (tenant_id, created_at desc, id);
create index insights_dataset_id_idx on public.insights (tenant_id, dataset_id, revision, position);

alter table public.datasets enable row level security;
alter table public.dataset_profiles enable row level security;
alter table public.insights enable row level security;
revoke all on public.datasets, public.dataset_profiles, public.insights from anon, authenticated, service_role;
create policy datasets_select_viewer on public.datasets for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy datasets_update_editor on public.datasets for update to authenticated
  using (tenant_id = (select private.tenant_id('editor'))) with check (tenant_id = (select private.tenant_id('editor')));
create policy dataset_profiles_select_viewer on public.dataset_profiles for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy insights_select_viewer on public.insights for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy datasets_select_worker on public.datasets for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy datasets_update_worker on public.datasets for update to worker
  using (tenant_id = (select private.job_tenant_id())) with check (tenant_id = (select private.job_tenant_id()));
create policy dataset_profiles_select_worker on public.dataset_profiles for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy dataset_profiles_insert_worker on public.dataset_profiles for insert to worker
  with check (tenant_id = (select private.job_tenant_id()));
create policy insights_select_worker on public.insights for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy insights_insert_worker on public.insights for insert to worker
  with check (tenant_id = (select private.job_tenant_id()));
grant select, update (name) on public.datasets to authenticated;
grant select on public.dataset_profiles, public.insights to authenticated;
grant select, update (format, row_count, column_count, quality_score, insight_count, revision, updated_at)
  on public.datasets to worker;
grant select, insert on public.dataset_profiles, public.insights to worker;

create function private.create_dataset(p_file uuid, p_sha256 text) returns table (dataset_id uuid, run_id uuid, deduplicated boolean)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('editor');
  v_file public.files;
  v_size bigint;
  v_same uuid;
  v_dataset uuid;
  v_run uuid;
begin
  if v_tenant is null then
    raise exception 'Only editors and owners add datasets' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  select * into v_file from public.files f
    where f.tenant_id = v_tenant and f.id = p_file and f.created_by = auth.uid() and f.stored_at is null for update;
  if v_file.id is null then
    raise exception 'There is no such upload' using errcode = 'PT404';
  end if;
  -- Two uploads of the same bytes at once: the second waits here, then finds the first.
  perform pg_advisory_xact_lock(hashtextextended(v_tenant::text || p_sha256, 0));
  select f.id into v_same from public.files f where f.tenant_id = v_tenant and f.sha256 = p_sha256;
  if v_same is not null then
    delete from public.files f where f.tenant_id = v_tenant and f.id = p_file;
    select d.id, d.latest_run_id into v_dataset, v_run from public.datasets d where d.tenant_id = v_tenant and d.file_id = v_same;
    -- Bytes that failed once may succeed now: a repeated upload of a failed file runs again.
    if exists (select from public.runs r where r.tenant_id = v_tenant and r.id = v_run
               and r.status in ('failed', 'cancelled', 'timed_out')) then
      v_run := private.run_dataset(v_dataset, gen_random_uuid()::text);
    end if;
    return query select v_dataset, v_run, true;
    return;
  end if;
  select coalesce(sum(octet_length(c.bytes)), 0) into v_size
    from public.file_chunks c where c.tenant_id = v_tenant and c.file_id = p_file;
  update public.files f set sha256 = p_sha256, size_bytes = v_size, stored_at = now()
    where f.tenant_id = v_tenant and f.id = p_file;
  insert into public.datasets (tenant_id, name, file_id, size_bytes, sha256, created_by)
    values (v_tenant, v_file.name, p_file, v_size, p_sha256, auth.uid()) returning id into v_dataset;
  v_run := private.run_dataset(v_dataset, v_dataset::text);
  return query select v_dataset, v_run, false;
end $$;
comment on function private.create_dataset(uuid, text) is
  'Finishes an upload: dataset, run and job in one transaction, or the existing dataset when the bytes are here already.';

create function private.run_dataset(p_dataset uuid, p_key text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('editor');
  v_name text;
  v_run uuid;
  v_created boolean;
begin
  select d.name into v_name from public.datasets d
    where d.tenant_id = private.tenant_id() and d.id = p_dataset for update;
  if v_name is null then
    raise exception 'There is no such dataset' using errcode = 'PT404';
  end if;
  if v_tenant is null then
    raise exception 'Only editors and owners start runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  -- The key is the dataset's own: the same key on another dataset is another run.
  select r.run_id, r.created into v_run, v_created from private.request_run(
    v_tenant, 'dataset_insight', p_dataset::text || ':' || p_key, p_dataset, v_name,
    jsonb_build_object('dataset_id', p_dataset)) r;
  -- A repeated key answers an old run; the latest one stays the latest.
  if v_created then
    update public.datasets d set latest_run_id = v_run, updated_at = now() where d.tenant_id = v_tenant and d.id = p_dataset;
  end if;
  return v_run;
end $$;
comment on function private.run_dataset(uuid, text) is 'Requests a run over a dataset; the same key gives the same run.';

create function private.delete_dataset(p_dataset uuid) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.tenant_id('editor');
  v_dataset public.datasets;
  v_run uuid;
begin
  select * into v_dataset from public.datasets d where d.tenant_id = private.tenant_id() and d.id = p_dataset;
  if v_dataset.id is null then
    raise exception 'There is no such dataset' using errcode = 'PT404';
  end if;
  if v_tenant is null then
    raise exception 'Only editors and owners delete datasets' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  -- Runs before the dataset: publishing locks in this order too.
  for v_run in select r.id from public.runs r
    where r.tenant_id = v_tenant and r.subject_id = p_dataset for update
  loop
    if (select r.status in ('queued', 'running') from public.runs r where r.tenant_id = v_tenant and r.id = v_run) then
      perform private.cancel_run(v_run);
    end if;
  end loop;
  -- Artifacts carry rows of the file (preview, evidence): they go too. The runs stay, without them.
  delete from public.artifacts a using public.runs r
    where r.tenant_id = v_tenant and r.subject_id = p_dataset and a.tenant_id = v_tenant and a.run_id = r.id;
  delete from public.datasets d where d.tenant_id = v_tenant and d.id = p_dataset;
  delete from public.files f where f.tenant_id = v_tenant and f.id = v_dataset.file_id;
end $$;
comment on function private.delete_dataset(uuid) is 'Cancels its runs, then removes dataset, insights, artifacts and bytes. Runs stay as history.';

create function public.create_dataset(p_file uuid, p_sha256 text)
  returns table (dataset_id uuid, run_id uuid, deduplicated boolean)
  language sql volatile security invoker set search_path = ''
  as $$ select * from private.create_dataset(p_file, p_sha256) $$;
create function public.run_dataset(p_dataset uuid, p_key text) returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.run_dataset(p_dataset, p_key) $$;
create function public.delete_dataset(p_dataset uuid) returns void
  language sql volatile security invoker set search_path = ''
  as $$ select private.delete_dataset(p_dataset) $$;
grant execute on function
  private.create_dataset(uuid, text), private.run_dataset(uuid, text), private.delete_dataset(uuid),
  public.create_dataset(uuid, text), public.run_dataset(uuid, text), public.delete_dataset(uuid)
  to authenticated;
