-- Statistics of tables that grow fast: autovacuum looks once a minute, and until then every plan is made for a table that was empty.
create function private.analyze_young_tables() returns int
  language plpgsql volatile security definer set search_path = '' as $$
declare
  t record;
  v_count int := 0;
begin
  -- One worker is enough, and none waits for it.
  if not pg_try_advisory_xact_lock(hashtextextended('analyze_young_tables', 0)) then
    return 0;
  end if;
  for t in
    select c.oid::regclass as name from pg_catalog.pg_class c
    where c.oid in (to_regclass('public.runs'), to_regclass('public.run_steps'), to_regclass('public.artifacts'),
        to_regclass('public.run_events'), to_regclass('pgboss.job_common'))
      and pg_catalog.pg_stat_get_mod_since_analyze(c.oid) > greatest(500, 4 * c.reltuples)
  loop
    execute format('analyze %s', t.name);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function private.analyze_young_tables() is
  'Analyzes the tables of the run engine and its queue that are now several times as large as when last looked at; tells how many.';
grant execute on function private.analyze_young_tables() to worker;
