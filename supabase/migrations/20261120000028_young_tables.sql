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
    select s.relid::regclass as name from pg_catalog.pg_stat_user_tables s join pg_catalog.pg_class c on c.oid = s.relid
    where (s.schemaname, s.relname) in (('public', 'runs'), ('public', 'run_steps'), ('public', 'artifacts'), ('public', 'run_events'),
        ('pgboss', 'job_common'))
      and s.n_mod_since_analyze > 500 and s.n_mod_since_analyze > 4 * c.reltuples
  loop
    execute format('analyze %s', t.name);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function private.analyze_young_tables() is
  'Analyzes the tables of the run engine and its queue that are now several times as large as when last looked at; tells how many.';
grant execute on function private.analyze_young_tables() to worker;
