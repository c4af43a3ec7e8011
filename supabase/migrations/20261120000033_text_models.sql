-- Which language models runs may ask and what they cost; replays that choose one. Contract: packages/contracts/src/text-models.ts
-- A platform row: the same for every tenant, so without tenant_id. Offered by workers at their start, priced by the operator.
create table public.text_models (
  name text primary key check (name ~ '^\S{1,200}$'),
  is_default boolean not null default false,
  usd_per_million_input numeric check (usd_per_million_input >= 0),
  usd_per_million_output numeric check (usd_per_million_output >= 0),
  offered_at timestamptz,
  check ((usd_per_million_input is null) = (usd_per_million_output is null))
);
comment on table public.text_models is
  'Language models that workers offer, and the built-in writer; prices in US dollars for a million tokens. Belongs to no tenant.';
comment on column public.text_models.offered_at is 'When a worker that offers it last started; null: priced ahead, offered by none yet.';

alter table public.text_models enable row level security;
revoke all on public.text_models from anon, authenticated, service_role;
create policy text_models_select_viewer on public.text_models for select to authenticated
  using ((select private.tenant_id()) is not null);
create policy text_models_select_worker on public.text_models for select to worker
  using ((select private.job_tenant_id()) is not null);
grant select on public.text_models to authenticated, worker;

create function private.register_text_models(p_names text[], p_default text) returns void
  language plpgsql volatile security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('register_text_models', 0));
  insert into public.text_models as m (name, is_default, offered_at)
    select n, n = p_default, now() from unnest(p_names) n
    on conflict (name) do update set offered_at = excluded.offered_at;
  update public.text_models m set is_default = (m.name = p_default) where m.is_default <> (m.name = p_default);
end $$;
comment on function private.register_text_models(text[], text) is
  'A worker says at its start which models it can ask, and which one where a run names none. Nothing is removed: another worker may offer it.';
grant execute on function private.register_text_models(text[], text) to worker;

create function private.set_text_model_price(p_name text, p_input numeric, p_output numeric) returns void
  language sql volatile security definer set search_path = '' as $$
  insert into public.text_models (name, usd_per_million_input, usd_per_million_output) values (p_name, p_input, p_output)
  on conflict (name) do update set usd_per_million_input = excluded.usd_per_million_input,
    usd_per_million_output = excluded.usd_per_million_output
$$;
comment on function private.set_text_model_price(text, numeric, numeric) is
  'US dollars for a million tokens, from now on; null: not known. For the platform operator: granted to nobody.';

alter table public.model_calls add column cost_usd numeric check (cost_usd >= 0);
comment on column public.model_calls.cost_usd is 'By the price when it was asked; null when the model had none or told no tokens.';

alter table public.runs
  add column model text references public.text_models (name),
  add column builtin_pipeline boolean not null default false,
  add check (not (builtin_pipeline and pipeline_version_id is not null));
comment on column public.runs.model is 'The language model it was told to ask, over what would serve otherwise.';
comment on column public.runs.builtin_pipeline is 'It was told to run the built-in pipeline, whatever the tenant has active.';
create index runs_model_idx on public.runs (model) where model is not null;

drop function public.replay_run(uuid, uuid);
drop function private.replay_run(uuid, uuid);
drop function public.replay_runs(jsonb, uuid, int);
drop function private.replay_runs(jsonb, uuid, int);

create function private.replay_run(p_run uuid, p_pipeline text, p_model text) returns uuid
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_run public.runs := private.editable_run(p_run);
  v_version uuid := case when p_pipeline not in ('active', 'builtin') then p_pipeline::uuid end;
begin
  if v_version is not null and not exists (
    select from public.pipeline_versions v join public.pipelines p on p.tenant_id = v.tenant_id and p.id = v.pipeline_id
    where v.tenant_id = v_run.tenant_id and v.id = v_version and p.kind = v_run.kind)
  then
    raise exception 'There is no such pipeline version for this kind of run' using errcode = 'PT404';
  end if;
  if p_model is not null and not exists (select from public.text_models m where m.name = p_model and m.offered_at is not null) then
    raise exception 'No worker offers the model %', p_model using errcode = 'PT404', hint = 'GET /v1/text-models names those that are offered';
  end if;
  v_run.model := p_model;
  v_run.builtin_pipeline := coalesce(p_pipeline = 'builtin', false);
  return private.derive_run(v_run, 'replay', null, null, v_version);
end $$;
comment on function private.replay_run(uuid, text, text) is
  'The same input again: with the pipeline version that is active then (active), the built-in one (builtin) or the one with this id; '
  'asking a model, or (null) whichever serves then.';

create function private.replay_runs(p_filter jsonb, p_pipeline text, p_model text, p_confirm int) returns table (matched int, done int)
  language plpgsql volatile security definer set search_path = '' as $$
declare
  v_matched int;
  v_done int := 0;
  v_id uuid;
begin
  if private.tenant_id('editor') is null then
    raise exception 'Only editors and owners start runs' using errcode = '42501', hint = 'Ask an owner for the editor role';
  end if;
  select count(*) into v_matched from private.matching_runs(p_filter) m where m.status not in ('queued', 'running');
  if p_confirm is not null then
    perform private.assert_confirmed(v_matched, p_confirm);
    for v_id in
      select m.id from private.matching_runs(p_filter) m where m.status not in ('queued', 'running') order by m.created_at limit 1000
    loop
      perform private.replay_run(v_id, p_pipeline, p_model);
      v_done := v_done + 1;
    end loop;
  end if;
  return query select v_matched, v_done;
end $$;
comment on function private.replay_runs(jsonb, text, text, int) is
  'Counts the ended runs that fit a filter; with p_confirm equal to that count it replays them, 1,000 at a time.';

create function public.replay_run(p_run uuid, p_pipeline text default 'active', p_model text default null) returns uuid
  language sql volatile security invoker set search_path = ''
  as $$ select private.replay_run(p_run, p_pipeline, p_model) $$;
create function public.replay_runs(p_filter jsonb, p_pipeline text default 'active', p_model text default null, p_confirm int default null)
  returns table (matched int, done int) language sql volatile security invoker set search_path = ''
  as $$ select * from private.replay_runs(p_filter, p_pipeline, p_model, p_confirm) $$;
grant execute on function
  private.replay_run(uuid, text, text), private.replay_runs(jsonb, text, text, int),
  public.replay_run(uuid, text, text), public.replay_runs(jsonb, text, text, int)
  to authenticated;
