-- Test runs: what validation said of a run that may ask a language model, or has a result outside its schema, is kept however
-- the run ends. Contract: packages/contracts/src/test-runs.ts
create unique index test_runs_ir_validation_idx on public.test_runs (tenant_id, run_id) where suite = 'ir_validation';

create function private.tg__record_ir_validation() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Most runs are told by this alone; a test run of each would cost a seventh of all that a run costs.
  if not exists (
      select from public.run_steps s join public.step_versions v on v.step = s.step
      where s.tenant_id = new.tenant_id and s.run_id = new.id and v.asks_model)
    and not exists (select from public.artifacts a where a.tenant_id = new.tenant_id and a.run_id = new.id and not a.valid)
  then
    return null;
  end if;
  with looked as materialized (
    select s.key, s.step, s.position, a.valid, a.validation_errors
    from public.artifacts a
    join public.run_steps s on s.tenant_id = a.tenant_id and s.run_id = a.run_id and s.key = a.step_key
    where a.tenant_id = new.tenant_id and a.run_id = new.id
      -- Where nothing is looked at, what publishes still is; and a failure that is handed on is no result.
      and (not a.valid or (new.ir_validation <> 'off' and s.status = 'succeeded'))
  ), kept as (
    insert into public.test_runs (tenant_id, suite, run_id, total, passed, created_by)
      select new.tenant_id, 'ir_validation', new.id, count(*), count(*) filter (where l.valid), null
      from looked l having count(*) > 0
      on conflict (tenant_id, run_id) where suite = 'ir_validation' do nothing
      returning id
  )
  insert into public.test_results (tenant_id, test_run_id, position, name, passed, step_key, faults)
    select new.tenant_id, k.id, row_number() over (order by l.position) - 1, format('%s (%s)', l.key, l.step), l.valid, l.key,
      coalesce(l.validation_errors, '[]')
    from kept k cross join looked l;
  return null;
end $$;
comment on function private.tg__record_ir_validation() is
  'Keeps what validation said of an ended run that may ask a model or has an invalid result, in the transaction that ends it: a worker, a member who cancels, the sweep of lost runs.';
create trigger _200_record_ir_validation after update of status on public.runs for each row
  when (old.status in ('queued', 'running') and new.status not in ('queued', 'running'))
  execute function private.tg__record_ir_validation();

-- The worker no longer writes them itself.
drop policy test_runs_all_worker on public.test_runs;
drop policy test_results_all_worker on public.test_results;
revoke all on public.test_runs, public.test_results from worker;
