-- What rules and mutants look at, as JSON. Functions, so that their plans are kept: the mutation layer asks a thousand times.
create or replace function pg_temp.expand_acl(p_acl aclitem[], p_owner oid, p_column text) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'grantee', case when a.grantee = 0 then 'public' else (select r.rolname from pg_catalog.pg_roles r where r.oid = a.grantee) end,
    'privilege', lower(a.privilege_type), 'column', p_column, 'grantable', a.is_grantable)), '[]')
  from pg_catalog.aclexplode(p_acl) a where a.grantee <> p_owner
$$;

create or replace function pg_temp.relation_facts(p_oid oid) returns jsonb language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'rls', c.relrowsecurity,
    'owner', (select r.rolname from pg_catalog.pg_roles r where r.oid = c.relowner),
    'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
    'invoker', coalesce((select o.option_value::boolean from pg_catalog.pg_options_to_table(c.reloptions) o
      where o.option_name = 'security_invoker'), false),
    'reads_auth', exists (
      select from pg_catalog.pg_rewrite w join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
        join pg_catalog.pg_class t on t.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_class'::regclass
      where w.ev_class = c.oid and t.relnamespace = pg_catalog.to_regnamespace('auth')),
    'columns', coalesce((
      select jsonb_agg(jsonb_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
        'labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid),
        'not_null', a.attnotnull, 'has_default', a.atthasdef or a.attidentity <> '', 'generated', a.attgenerated <> '' or a.attidentity = 'a')
        order by a.attnum)
      from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]'),
    'grants', pg_temp.expand_acl(c.relacl, c.relowner, null) || coalesce((
      select jsonb_agg(x) from pg_catalog.pg_attribute a, jsonb_array_elements(pg_temp.expand_acl(a.attacl, c.relowner, a.attname)) x
      where a.attrelid = c.oid and a.attacl is not null and not a.attisdropped), '[]'),
    'policies', coalesce((
      select jsonb_agg(jsonb_build_object('name', p.polname, 'permissive', p.polpermissive,
        'verb', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        'roles', (select jsonb_agg(case when x = 0 then 'public' else (select r.rolname from pg_catalog.pg_roles r where r.oid = x) end)
          from unnest(p.polroles) x),
        'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
        'columns', coalesce((select jsonb_agg(distinct a.attname) from pg_catalog.pg_depend d
          join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
          where d.classid = 'pg_catalog.pg_policy'::regclass and d.objid = p.oid
            and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = c.oid), '[]')) order by p.polname)
      from pg_catalog.pg_policy p where p.polrelid = c.oid), '[]'),
    'keys', coalesce((
      select jsonb_agg(jsonb_build_object('name', k.conname, 'type', k.contype,
        'columns', (select jsonb_agg(a.attname order by u.i) from unnest(k.conkey) with ordinality u (n, i)
          join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n),
        'target', case when k.confrelid <> 0 then (select tn.nspname || '.' || t.relname from pg_catalog.pg_class t
          join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace where t.oid = k.confrelid) end,
        'target_columns', (select jsonb_agg(a.attname order by u.i) from unnest(k.confkey) with ordinality u (n, i)
          join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n),
        'expression', case when k.contype = 'c' then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end) order by k.conname)
      from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')), '[]'),
    'indexes', coalesce((
      select jsonb_agg(jsonb_build_object('name', i.relname, 'unique', x.indisunique, 'partial', x.indpred is not null,
        'predicate', pg_catalog.pg_get_expr(x.indpred, x.indrelid), 'valid', x.indisvalid,
        'shape', regexp_replace(pg_catalog.pg_get_indexdef(x.indexrelid), '^.* USING ', ''),
        'columns', (select jsonb_agg(a.attname order by u.i) from unnest(x.indkey::int2[]) with ordinality u (n, i)
          left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = u.n and u.n > 0)) order by i.relname)
      from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid where x.indrelid = c.oid), '[]'),
    'triggers', coalesce((
      select jsonb_agg(jsonb_build_object('name', t.tgname, 'enabled', t.tgenabled in ('O', 'A'),
        'function', (select fn.nspname || '.' || f.proname from pg_catalog.pg_proc f
          join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace where f.oid = t.tgfoid),
        'before', t.tgtype & 2 = 2,
        'verbs', (select jsonb_agg(v.verb) from (values (4, 'insert'), (8, 'delete'), (16, 'update'), (32, 'truncate')) v (bit, verb)
          where t.tgtype & v.bit = v.bit)) order by t.tgname)
      from pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal), '[]'))
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = p_oid);
end $$;

create or replace function pg_temp.all_relations() returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(pg_temp.relation_facts(c.oid) order by c.relnamespace, c.relname), '[]')
  from pg_catalog.pg_class c
  where c.relnamespace in (pg_catalog.to_regnamespace('public'), pg_catalog.to_regnamespace('private'))
    and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
$$;

create or replace function pg_temp.function_facts(p_oid oid) returns jsonb language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'schema', n.nspname, 'name', p.proname, 'signature', p.oid::regprocedure::text, 'definer', p.prosecdef,
    'trigger', p.prorettype = 'pg_catalog.trigger'::regtype,
    'pinned', coalesce(p.proconfig @> array['search_path=""'], false),
    'owner', (select r.rolname from pg_catalog.pg_roles r where r.oid = p.proowner),
    'grants', pg_temp.expand_acl(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)), p.proowner, null),
    'arguments', coalesce((select jsonb_agg(jsonb_build_object('name', coalesce(p.proargnames[i], ''), 'type', pg_catalog.format_type(t, null)) order by i)
      from unnest(p.proargtypes::oid[]) with ordinality u (t, i)), '[]'))
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = p_oid);
end $$;

create or replace function pg_temp.all_functions() returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(pg_temp.function_facts(p.oid) order by p.oid::regprocedure::text), '[]')
  from pg_catalog.pg_proc p
  where p.pronamespace in (pg_catalog.to_regnamespace('public'), pg_catalog.to_regnamespace('private')) and p.prokind in ('f', 'p', 'w')
    and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
$$;

create or replace function pg_temp.cluster_facts() returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'roles', (select jsonb_agg(jsonb_build_object('name', r.rolname, 'superuser', r.rolsuper, 'bypassrls', r.rolbypassrls,
      'createrole', r.rolcreaterole, 'createdb', r.rolcreatedb, 'replication', r.rolreplication, 'inherit', r.rolinherit, 'login', r.rolcanlogin))
      from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated', 'worker', 'edge', 'worker_login')),
    'memberships', coalesce((select jsonb_agg(distinct jsonb_build_object('member', m.rolname, 'role', g.rolname, 'admin', a.admin_option,
        -- Since Postgres 16 a membership says itself whether rights are inherited.
        'inherit', coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit)))
      from pg_catalog.pg_auth_members a join pg_catalog.pg_roles m on m.oid = a.member join pg_catalog.pg_roles g on g.oid = a.roleid
      where m.rolname in ('anon', 'authenticated', 'worker', 'edge', 'worker_login')), '[]'),
    'schemas', (select jsonb_agg(jsonb_build_object('name', n.nspname,
        'owner', (select r.rolname from pg_catalog.pg_roles r where r.oid = n.nspowner),
        'grants', pg_temp.expand_acl(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)), n.nspowner, null)))
      from pg_catalog.pg_namespace n where n.nspname in ('public', 'private', 'auth', 'pgboss', 'supabase_migrations')),
    -- What API roles may touch in schemas that are not theirs; private is among the relations above.
    'elsewhere', coalesce((select jsonb_agg(distinct jsonb_build_object('object', n.nspname || '.' || c.relname, 'grantee', g ->> 'grantee', 'privilege', g ->> 'privilege'))
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attacl is not null and not a.attisdropped,
      jsonb_array_elements(pg_temp.expand_acl(c.relacl, c.relowner, null) || coalesce(pg_temp.expand_acl(a.attacl, c.relowner, a.attname), '[]')) g
      where n.nspname in ('auth', 'pgboss', 'supabase_migrations') and c.relkind in ('r', 'p', 'v', 'm')
        and g ->> 'grantee' in ('anon', 'authenticated', 'worker', 'edge', 'public')), '[]'),
    'definers_elsewhere', coalesce((select jsonb_agg(jsonb_build_object('object', p.oid::regprocedure::text, 'grantee', r.rolname))
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace cross join pg_catalog.pg_roles r
      where p.prosecdef and n.nspname = any (string_to_array(coalesce(nullif(current_setting('pgrst.db_schemas', true), ''), 'public'), ','))
        and r.rolname in ('anon', 'authenticated', 'service_role') and pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')), '[]'),
    'defaults', coalesce((select jsonb_agg(jsonb_build_object('schema', (select n.nspname from pg_catalog.pg_namespace n where n.oid = d.defaclnamespace),
        'kind', d.defaclobjtype, 'grantee', g ->> 'grantee', 'privilege', g ->> 'privilege'))
      from pg_catalog.pg_default_acl d, jsonb_array_elements(pg_temp.expand_acl(d.defaclacl, d.defaclrole, null)) g
      where d.defaclrole = (select c.relowner from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass('public.tenants'))
        and (d.defaclnamespace = 0 or d.defaclnamespace in (pg_catalog.to_regnamespace('public'), pg_catalog.to_regnamespace('private')))
        and g ->> 'grantee' in ('anon', 'authenticated', 'worker', 'edge', 'worker_login', 'service_role', 'public')), '[]'),
    'revoked_function_default', exists (select from pg_catalog.pg_default_acl d
      where d.defaclobjtype = 'f' and d.defaclnamespace = 0
        and d.defaclrole = (select c.relowner from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass('public.tenants'))),
    'extensions_in_public', coalesce((select jsonb_agg(e.extname) from pg_catalog.pg_extension e
      where e.extnamespace = pg_catalog.to_regnamespace('public')), '[]'));
end $$;
