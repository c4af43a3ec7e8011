-- Pipelines of a tenant's own, in numbered versions. Contract: packages/contracts/src/pipelines.ts
create type public.pipeline_version_status as enum ('draft', 'active', 'retired');

create table public.pipelines (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z]+(_[a-z]+)*$'),
  name text not null check (length(name) between 1 and 120),
  description text not null default '' check (length(description) <= 1000),
  created_by uuid references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, kind)
);
comment on table public.pipelines is
  'How a tenant''s runs of one kind are executed. Without a row, or without an active version, the built-in pipeline is.';
create index pipelines_created_by_idx on public.pipelines (created_by);

create table public.pipeline_versions (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  pipeline_id uuid not null,
  number int not null check (number > 0),
  status public.pipeline_version_status not null default 'draft',
  nodes jsonb not null check (jsonb_typeof(nodes) = 'array' and jsonb_array_length(nodes) between 1 and 200),
  parallel_groups jsonb not null default '{}' check (jsonb_typeof(parallel_groups) = 'object'),
  note text not null default '' check (length(note) <= 500),
  revision int not null default 1,
  created_by uuid references public.profiles (user_id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  activated_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, pipeline_id, number),
  foreign key (tenant_id, pipeline_id) references public.pipelines (tenant_id, id) on delete cascade
);
comment on table public.pipeline_versions is
  'Only a draft changes; what was active once stays as it is, so that every run can be explained and rolled back to.';
comment on column public.pipeline_versions.activated_at is 'When it was first active.';
create unique index pipeline_versions_active_idx on public.pipeline_versions (tenant_id, pipeline_id) where status = 'active';
create unique index pipeline_versions_draft_idx on public.pipeline_versions (tenant_id, pipeline_id) where status = 'draft';
create index pipeline_versions_created_by_idx on public.pipeline_versions (created_by);

alter table public.pipelines enable row level security;
alter table public.pipeline_versions enable row level security;
revoke all on public.pipelines, public.pipeline_versions from anon, authenticated, service_role;
create policy pipelines_select_viewer on public.pipelines for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy pipelines_update_owner on public.pipelines for update to authenticated
  using (tenant_id = (select private.tenant_id('owner'))) with check (tenant_id = (select private.tenant_id('owner')));
create policy pipeline_versions_select_viewer on public.pipeline_versions for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy pipelines_select_worker on public.pipelines for select to worker
  using (tenant_id = (select private.job_tenant_id()));
create policy pipeline_versions_select_worker on public.pipeline_versions for select to worker
  using (tenant_id = (select private.job_tenant_id()));
grant select, update (name, description, updated_at) on public.pipelines to authenticated;
grant select on public.pipeline_versions to authenticated;
grant select on public.pipelines, public.pipeline_versions to worker;

create function private.assert_nodes(p_nodes jsonb) returns void
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_fault text;
begin
  select format('the key %s is used twice', n ->> 'key') into v_fault
    from jsonb_array_elements(p_nodes) n group by n ->> 'key' having count(*) > 1 limit 1;
  if v_fault is null then
    select format('there is no step %s', n ->> 'step') into v_fault from jsonb_array_elements(p_nodes) n
      where not exists (select from public.step_versions s where s.step = n ->> 'step') limit 1;
  end if;
  if v_fault is null then
    select format('%s depends on %s, which does not exist', n ->> 'key', d) into v_fault
      from jsonb_array_elements(p_nodes) n, jsonb_array_elements_text(coalesce(n -> 'depends_on', '[]')) d
      where not exists (select from jsonb_array_elements(p_nodes) o where o ->> 'key' = d) limit 1;
  end if;
  if v_fault is not null then
    raise exception 'The pipeline is not valid: %', v_fault using errcode = 'PT422', hint = 'Correct the node';
  end if;
end $$;
comment on function private.assert_nodes(jsonb) is
  'The part of checkPipeline (contracts) that must hold however a version is written; the edge and the worker check all of it.';

create function private.create_pipeline(p_kind text, p_name text, p_description text default '') returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('changes pipelines');
  v_builtin public.builtin_pipelines;
  v_id uuid;
begin
  select * into v_builtin from public.builtin_pipelines b where b.kind = p_kind;
  if v_builtin.kind is null then
    raise exception 'There is no kind of run %', p_kind using errcode = 'PT404';
  end if;
  insert into public.pipelines (tenant_id, kind, name, description, created_by)
    values (v_tenant, p_kind, p_name, p_description, auth.uid())
    on conflict (tenant_id, kind) do nothing returning id into v_id;
  if v_id is null then
    raise exception 'There is a pipeline for % already', replace(p_kind, '_', ' ') using errcode = 'PT409', hint = 'Open a draft of it';
  end if;
  insert into public.pipeline_versions (tenant_id, pipeline_id, number, nodes, parallel_groups, note, created_by)
    values (v_tenant, v_id, 1, v_builtin.nodes, v_builtin.parallel_groups, 'Copy of the built-in pipeline', auth.uid());
  return v_id;
end $$;
comment on function private.create_pipeline(text, text, text) is 'A pipeline of the tenant''s own, with a copy of the built-in one as its first draft.';

create function private.save_pipeline_draft(p_pipeline uuid, p_nodes jsonb, p_groups jsonb, p_note text, p_revision int)
  returns table (number int, revision int)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('changes pipelines');
  v_draft public.pipeline_versions;
begin
  perform from public.pipelines p where p.tenant_id = v_tenant and p.id = p_pipeline for update;
  if not found then
    raise exception 'There is no such pipeline' using errcode = 'PT404';
  end if;
  perform private.assert_nodes(p_nodes);
  select * into v_draft from public.pipeline_versions v
    where v.tenant_id = v_tenant and v.pipeline_id = p_pipeline and v.status = 'draft';
  if v_draft.revision is distinct from p_revision then
    raise exception 'Somebody else has changed the draft meanwhile' using errcode = 'PT409', hint = 'Load it again and make your change there';
  end if;
  update public.pipelines p set updated_at = now() where p.tenant_id = v_tenant and p.id = p_pipeline;
  if v_draft.id is not null then
    return query update public.pipeline_versions v
      set nodes = p_nodes, parallel_groups = p_groups, note = p_note, revision = v.revision + 1, updated_at = now()
      where v.tenant_id = v_tenant and v.id = v_draft.id returning v.number, v.revision;
    return;
  end if;
  return query insert into public.pipeline_versions as v (tenant_id, pipeline_id, number, nodes, parallel_groups, note, created_by)
    select v_tenant, p_pipeline, coalesce(max(o.number), 0) + 1, p_nodes, p_groups, p_note, auth.uid()
    from public.pipeline_versions o where o.tenant_id = v_tenant and o.pipeline_id = p_pipeline
    returning v.number, v.revision;
end $$;
comment on function private.save_pipeline_draft(uuid, jsonb, jsonb, text, int) is
  'Writes the draft, or opens one; p_revision is that of the draft that was read, null when there was none.';

create function private.activate_pipeline(p_pipeline uuid, p_number int) returns void
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('activates pipelines');
  v_nodes jsonb;
begin
  perform from public.pipelines p where p.tenant_id = v_tenant and p.id = p_pipeline for update;
  if not found then
    raise exception 'There is no such pipeline' using errcode = 'PT404';
  end if;
  if p_number > 0 then
    select v.nodes into v_nodes from public.pipeline_versions v
      where v.tenant_id = v_tenant and v.pipeline_id = p_pipeline and v.number = p_number;
    if v_nodes is null then
      raise exception 'The pipeline has no version %', p_number using errcode = 'PT404';
    end if;
    perform private.assert_nodes(v_nodes);
  end if;
  update public.pipeline_versions v set status = 'retired', updated_at = now()
    where v.tenant_id = v_tenant and v.pipeline_id = p_pipeline and v.status = 'active' and v.number <> p_number;
  update public.pipeline_versions v set status = 'active', activated_at = coalesce(v.activated_at, clock_timestamp()), updated_at = now()
    where v.tenant_id = v_tenant and v.pipeline_id = p_pipeline and v.number = p_number and v.status <> 'active';
  update public.pipelines p set updated_at = now() where p.tenant_id = v_tenant and p.id = p_pipeline;
end $$;
comment on function private.activate_pipeline(uuid, int) is
  'Makes a version the one new runs use; 0 is the built-in one. Runs under way go on as they began.';

create function private.roll_back_pipeline(p_pipeline uuid) returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.require_owner('activates pipelines');
  v_active timestamptz;
  v_number int;
begin
  select v.activated_at into v_active from public.pipeline_versions v
    where v.tenant_id = v_tenant and v.pipeline_id = p_pipeline and v.status = 'active';
  if v_active is null then
    raise exception 'The built-in pipeline is active: there is nothing to roll back to' using errcode = 'PT409';
  end if;
  select v.number into v_number from public.pipeline_versions v
    where v.tenant_id = v_tenant and v.pipeline_id = p_pipeline and v.status = 'retired' and v.activated_at < v_active
    order by v.activated_at desc limit 1;
  perform private.activate_pipeline(p_pipeline, coalesce(v_number, 0));
  return coalesce(v_number, 0);
end $$;
comment on function private.roll_back_pipeline(uuid) is
  'Activates what was first active before the version that is; the built-in pipeline when nothing was. Again goes further back. Returns its number.';

create function public.create_pipeline(p_kind text, p_name text, p_description text default '') returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.create_pipeline(p_kind, p_name, p_description) $$;
create function public.save_pipeline_draft(p_pipeline uuid, p_nodes jsonb, p_groups jsonb, p_note text, p_revision int)
  returns table (number int, revision int) language sql volatile security invoker set search_path = ''
  as $$ select * from private.save_pipeline_draft(p_pipeline, p_nodes, p_groups, p_note, p_revision) $$;
create function public.activate_pipeline(p_pipeline uuid, p_number int) returns void
  language sql volatile security invoker set search_path = ''
  as $$ select private.activate_pipeline(p_pipeline, p_number) $$;
create function public.roll_back_pipeline(p_pipeline uuid) returns int
  language sql volatile security invoker set search_path = ''
  as $$ select private.roll_back_pipeline(p_pipeline) $$;
grant execute on function
  private.create_pipeline(text, text, text), private.save_pipeline_draft(uuid, jsonb, jsonb, text, int),
  private.activate_pipeline(uuid, int), private.roll_back_pipeline(uuid),
  public.create_pipeline(text, text, text), public.save_pipeline_draft(uuid, jsonb, jsonb, text, int),
  public.activate_pipeline(uuid, int), public.roll_back_pipeline(uuid)
  to authenticated;
