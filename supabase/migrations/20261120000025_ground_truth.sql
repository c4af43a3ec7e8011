-- Ground truth: what a person found to be right. Contract: packages/contracts/src/ground-truth.ts
create table public.ground_truth (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  scope text not null check (scope ~ '^[a-z][a-z0-9_.]{0,119}$'),
  reference text not null check (length(reference) between 1 and 300),
  version int not null check (version > 0),
  value jsonb not null check (length(value::text) <= 200000),
  source text not null check (source in ('manual', 'feedback')),
  run_id uuid,
  reviewer_id uuid references public.profiles (user_id) on delete set null,
  note text not null default '' check (length(note) <= 1000),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, scope, reference, version),
  foreign key (tenant_id, run_id) references public.runs (tenant_id, id)
);
comment on table public.ground_truth is 'Versioned by scope and reference, the highest version counts; with the run it was seen at, who said so and when. Never changed.';
create index ground_truth_created_at_idx on public.ground_truth (tenant_id, created_at desc, id);
create index ground_truth_run_id_idx on public.ground_truth (tenant_id, run_id) where run_id is not null;
create index ground_truth_reviewer_id_idx on public.ground_truth (reviewer_id);

alter table public.ground_truth enable row level security;
revoke all on public.ground_truth from anon, authenticated, service_role;
create policy ground_truth_select_viewer on public.ground_truth for select to authenticated
  using (tenant_id = (select private.tenant_id()));
create policy ground_truth_select_worker on public.ground_truth for select to worker
  using (tenant_id = (select private.job_tenant_id()));
grant select on public.ground_truth to authenticated, worker;

create function private.add_ground_truth(p_scope text, p_reference text, p_value jsonb, p_source text, p_run uuid, p_note text)
  returns uuid language plpgsql volatile security definer set search_path = '' as $$
declare
  v_tenant uuid := private.owned_tenant('set down ground truth');
  v_id uuid;
begin
  if p_run is not null and not exists (select from public.runs r where r.tenant_id = v_tenant and r.id = p_run) then
    raise exception 'There is no such run' using errcode = 'PT404';
  end if;
  -- Two people about the same thing at once: the second gets the next number.
  perform pg_advisory_xact_lock(hashtextextended(v_tenant::text || p_scope || ' ' || p_reference, 0));
  insert into public.ground_truth (tenant_id, scope, reference, version, value, source, run_id, reviewer_id, note)
    select v_tenant, p_scope, p_reference, coalesce(max(g.version), 0) + 1, p_value, p_source, p_run, auth.uid(), p_note
    from public.ground_truth g where g.tenant_id = v_tenant and g.scope = p_scope and g.reference = p_reference
    returning id into v_id;
  return v_id;
end $$;
comment on function private.add_ground_truth(text, text, jsonb, text, uuid, text) is 'Adds the next version of what is known under scope and reference.';
create function public.add_ground_truth(p_scope text, p_reference text, p_value jsonb, p_source text default 'manual',
  p_run uuid default null, p_note text default '') returns uuid language sql volatile security invoker set search_path = ''
  as $$ select private.add_ground_truth(p_scope, p_reference, p_value, p_source, p_run, p_note) $$;
grant execute on function private.add_ground_truth(text, text, jsonb, text, uuid, text),
  public.add_ground_truth(text, text, jsonb, text, uuid, text) to authenticated;
