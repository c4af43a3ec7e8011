import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { accessTable, type Grants } from "./access-table.ts";

const database = inject("database");
const quiet = { max: 2, onnotice: () => {} };
const owner = postgres(database.owner, quiet);
const edge = postgres(database.edge, quiet);
const worker = postgres(database.worker, quiet);
afterAll(() => Promise.all([owner, edge, worker].map((sql) => sql.end())));

interface Tenant {
  id: string;
  user: string;
  run: string;
}
let a: Tenant;
let b: Tenant;

/** A tenant with an owner and one row in every tenant table, made as the database's owner. */
async function makeTenant(sql: Sql): Promise<Tenant> {
  const [id, user, file, run, dataset] = Array.from({ length: 5 }, () => randomUUID());
  if (!id || !user || !file || !run || !dataset) throw new Error("unreachable");
  await sql.begin(async (tx) => {
    await tx`insert into auth.users (id, email) values (${user}, ${`${user}@example.com`})`;
    await tx`insert into public.tenants (id, slug, name, status, created_by) values (${id}, ${`t-${id.slice(0, 8)}`}, 'T', 'active', ${user})`;
    await tx`insert into public.members (tenant_id, user_id, role, status) values (${id}, ${user}, 'owner', 'active')`;
    await tx`update public.profiles set default_tenant_id = ${id} where user_id = ${user}`;
    await tx`insert into public.files (tenant_id, id, name, created_by) values (${id}, ${file}, 'f.csv', ${user})`;
    await tx`insert into public.file_chunks (tenant_id, file_id, position, bytes) values (${id}, ${file}, 0, ${Buffer.from("a\n1\n")})`;
    await tx`insert into public.runs (tenant_id, id, kind, idempotency_key) values (${id}, ${run}, 'dataset_insight', 'k')`;
    await tx`insert into public.run_steps (tenant_id, run_id, key, step, position) values (${id}, ${run}, 'parse', 'dataset.parse@1', 0)`;
    await tx`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
      values (${id}, ${randomUUID()}, ${run}, 'parse', 't', '{}', 'x', 2, true)`;
    await tx`insert into public.run_events (tenant_id, run_id, type) values (${id}, ${run}, 'queued')`;
    await tx`insert into public.datasets (tenant_id, id, name, file_id, size_bytes, sha256) values (${id}, ${dataset}, 'd', ${file}, 4, 'x')`;
    await tx`insert into public.dataset_profiles (tenant_id, dataset_id, revision, run_id, profile) values (${id}, ${dataset}, 1, ${run}, '{}')`;
    await tx`insert into public.insights (tenant_id, id, dataset_id, run_id, revision, position, kind, severity, title, summary,
        evidence, claims, verified, verified_by, verified_rows, written_by, trace_id)
      values (${id}, ${randomUUID()}, ${dataset}, ${run}, 1, 0, 'nothing_found', 'info', 't', 's', '[]', '[]', true, 'v', 1, 'w', 't')`;
    await fillPipelines(tx, id, run);
    const [key, invitation] = [randomUUID(), randomUUID()];
    await tx`insert into public.settings (tenant_id, namespace, version, value) values (${id}, 'access', 1, '{}')`;
    await tx`insert into public.invitations (tenant_id, id, email, role) values (${id}, ${invitation}, 'x@example.com', 'viewer')`;
    await tx`insert into public.api_keys (tenant_id, id, user_id, name, prefix, requests_per_minute, expires_at)
      values (${id}, ${key}, ${user}, 'k', 'pl_abcdef', 1, now() + interval '1 day')`;
    await tx`insert into public.feature_overrides (tenant_id, key, enabled) values (${id}, 'pipelines', true)`;
  });
  return { id, user, run };
}

/** One row in every table of pipelines, schemas and measurements. */
async function fillPipelines(tx: TransactionSql, id: string, run: string): Promise<void> {
  const [pipeline, schema, test] = [randomUUID(), randomUUID(), randomUUID()];
  await tx`insert into public.step_definitions (key) values ('test.isolated') on conflict do nothing`;
  await tx`insert into public.step_versions (step, key, version, input, output, output_schema, params_schema, default_params, asks_model)
    values ('test.isolated@1', 'test.isolated', 1, '{}', 't', '{}', '{}', '{}', false) on conflict do nothing`;
  await tx`insert into public.ir_schemas (tenant_id, id, step, name) values (${id}, ${schema}, 'test.isolated@1', 's')`;
  await tx`insert into public.ir_schema_versions (tenant_id, ir_schema_id, version, schema) values (${id}, ${schema}, 1, '{}')`;
  await tx`insert into public.pipelines (tenant_id, id, kind, name) values (${id}, ${pipeline}, 'dataset_insight', 'p')`;
  await tx`insert into public.pipeline_versions (tenant_id, pipeline_id, number, nodes) values (${id}, ${pipeline}, 1, '[{"key":"a"}]')`;
  await tx`insert into public.metric_definitions (tenant_id, key, aggregation, scope, expression) values (${id}, 'm', 'avg', 'step', '1')`;
  await tx`insert into public.metric_profiles (tenant_id, key, metrics) values (${id}, 'm', '[{"metric":"m"}]')`;
  await tx`insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit) values (${id}, ${randomUUID()}, ${run}, 'parse', 'm', '')`;
  await tx`insert into public.ground_truth (tenant_id, scope, reference, version, value, source) values (${id}, 's', 'r', 1, '1', 'manual')`;
  await tx`insert into public.test_runs (tenant_id, id, suite, total, passed) values (${id}, ${test}, 's', 1, 1)`;
  await tx`insert into public.test_results (tenant_id, test_run_id, position, name, passed) values (${id}, ${test}, 0, 'n', true)`;
  await tx`insert into public.model_calls (tenant_id, run_id, step_key, model, input, input_sha256, ms, outcome)
    values (${id}, ${run}, 'parse', 'm', 'i', ${"0".repeat(64)}, 1, 'ok')`;
}

const asMember = <T>(user: string, tenant: string, work: (tx: TransactionSql) => Promise<T>) =>
  edge.begin(async (tx) => {
    await tx`select set_config('role', 'authenticated', true), set_config('app.request_tenant_id', ${tenant}, true),
      set_config('request.jwt.claims', ${JSON.stringify({ sub: user, role: "authenticated" })}, true)`;
    return work(tx);
  });
const asJob = <T>(tenant: string, work: (tx: TransactionSql) => Promise<T>) =>
  worker.begin(async (tx) => {
    await tx`select set_config('role', 'worker', true), set_config('app.tenant_id', ${tenant}, true)`;
    return work(tx);
  });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "allowed",
    (error: { code?: string }) => error.code ?? String(error),
  );

let tables: { name: string; tenant: boolean }[];
beforeAll(async () => {
  a = await makeTenant(owner);
  b = await makeTenant(owner);
  tables = await owner<{ name: string; tenant: boolean }[]>`
    select c.relname as name, exists (
      select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped) as tenant
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') order by 1`;
});

describe("the catalogue", () => {
  test("every exposed table is in the access table, and nothing else is", () => {
    expect(tables.map((t) => t.name)).toEqual(Object.keys(accessTable).sort());
  });

  test("every table has row-level security and a comment, in public and private", async () => {
    const bare = await owner`
      select c.oid::regclass::text as table from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
        and (not c.relrowsecurity or obj_description(c.oid) is null)`;
    expect(bare.map((r) => r.table)).toEqual([]);
  });

  test("what each role is granted is what the access table says, column by column", async () => {
    const rows = await owner<{ table: string; role: string; verb: string; column: string; whole: boolean }[]>`
      select c.relname as table, r.rolname as role, lower(p.verb) as verb, t.attname as column,
        has_table_privilege(r.rolname, c.oid, p.verb) as whole
      from pg_class c
      join pg_attribute t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped
      cross join pg_roles r
      cross join (values ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) p (verb)
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
        and r.rolname in ('anon', 'authenticated', 'worker', 'edge', 'worker_login', 'service_role')
        and case when p.verb in ('DELETE', 'TRUNCATE', 'TRIGGER') then has_table_privilege(r.rolname, c.oid, p.verb)
            else has_column_privilege(r.rolname, c.oid, t.attnum, p.verb) end`;
    const actual: Record<string, Record<string, Record<string, true | string[]>>> = {};
    for (const { table, role, verb, column, whole } of rows) {
      const roles = actual[table] ?? {};
      actual[table] = roles;
      const grants = roles[role] ?? {};
      roles[role] = grants;
      const columns = grants[verb];
      if (whole) grants[verb] = true;
      else grants[verb] = [...(Array.isArray(columns) ? columns : []), column].sort();
    }
    const sorted = (grants: Grants) =>
      Object.fromEntries(Object.entries(grants).map(([verb, c]) => [verb, Array.isArray(c) ? [...c].sort() : c]));
    const expected = Object.fromEntries(
      Object.entries(accessTable).map(([table, access]) => [
        table,
        Object.fromEntries(
          Object.entries({ authenticated: sorted(access.authenticated), worker: sorted(access.worker) }).filter(
            ([, grants]) => Object.keys(grants).length > 0,
          ),
        ),
      ]),
    );
    expect(actual).toEqual(expected);
  });

  test("definer functions live in private alone, with an empty search path, and anon may call health and nothing else", async () => {
    const definers = await owner`
      select p.oid::regprocedure::text as function from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
    expect(definers.map((r) => r.function)).toEqual([]);
    const loose = await owner`
      select p.oid::regprocedure::text as function from pg_proc p
      where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        and not coalesce(p.proconfig @> array['search_path=""'], false)`;
    expect(loose.map((r) => r.function)).toEqual([]);
    const anon = await owner`
      select p.oid::regprocedure::text as function from pg_proc p
      where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and has_function_privilege('anon', p.oid, 'EXECUTE')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;
    expect(anon.map((r) => r.function)).toEqual(["private.health()"]);
  });

  test("no role on a data path may bypass row-level security or is a superuser", async () => {
    const strong = await owner`
      select rolname from pg_roles
      where rolname in ('anon', 'authenticated', 'edge', 'worker', 'worker_login') and (rolbypassrls or rolsuper)`;
    expect(strong).toHaveLength(0);
  });

  test("docs/security.md shows the access table", () => {
    const doc = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
    for (const [table, { rule }] of Object.entries(accessTable)) expect(doc).toContain(`| \`${table}\` | ${rule} |`);
  });
});

describe("every table", () => {
  const each = (check: (table: string, tenant: boolean) => Promise<void>) => async () => {
    for (const table of tables) await check(table.name, table.tenant);
  };

  test(
    "gives a login that forgot its role nothing",
    each(async (table) => {
      for (const sql of [edge, worker])
        expect([table, await codeOf(sql`select * from ${sql("public")}.${sql(table)}`)]).toEqual([table, "42501"]);
    }),
  );

  test(
    "gives a worker job that forgot its tenant nothing",
    each(async (table) => {
      const seen = worker.begin(async (tx) => {
        await tx`set local role worker`;
        return tx`select 1 from ${tx("public")}.${tx(table)}`;
      });
      if (accessTable[table]?.worker.select) expect([table, (await seen).length]).toEqual([table, 0]);
      else expect([table, await codeOf(seen)]).toEqual([table, "42501"]);
    }),
  );

  test(
    "shows a member their own tenant's rows and none of another's",
    each(async (table, tenant) => {
      if (accessTable[table]?.platform) return;
      if (table === "feature_flags") return; // The platform's own: the same rows for every tenant.
      const key = tenant ? "tenant_id" : table === "tenants" ? "id" : "user_id";
      const of = (t: Tenant) => (key === "user_id" ? t.user : t.id);
      const seen = await asMember(
        a.user,
        a.id,
        (tx) => tx`select distinct ${tx(key)} as key from ${tx("public")}.${tx(table)}`,
      );
      expect([table, seen.map((r) => r.key)]).toEqual([table, [of(a)]]);
    }),
  );

  test(
    "shows a member who names a foreign tenant nothing of it",
    each(async (table, tenant) => {
      if (!tenant) return;
      const seen = await asMember(
        a.user,
        b.id,
        (tx) => tx`select 1 from ${tx("public")}.${tx(table)} where tenant_id = ${b.id}`,
      );
      expect([table, seen.length]).toEqual([table, 0]);
    }),
  );

  test(
    "keeps a worker job within its tenant",
    each(async (table, tenant) => {
      if (!tenant || !accessTable[table]?.worker.select) return;
      const seen = await asJob(a.id, (tx) => tx`select distinct tenant_id from ${tx("public")}.${tx(table)}`);
      expect([table, seen.map((r) => r.tenant_id)]).toEqual([table, [a.id]]);
    }),
  );

  test(
    "refuses anon",
    each(async (table) => {
      const seen = edge.begin(async (tx) => {
        await tx`set local role anon`;
        return tx`select 1 from ${tx("public")}.${tx(table)}`;
      });
      expect([table, await codeOf(seen)]).toEqual([table, "42501"]);
    }),
  );
});

describe("a worker job", () => {
  test("cannot write another tenant's run", async () => {
    const [hit, foreign] = await asJob(a.id, async (tx) => [
      await tx`update public.runs set progress = 0.5 where id = ${a.run}`,
      await tx`update public.runs set progress = 0.5 where id = ${b.run}`,
    ]);
    expect([hit?.count, foreign?.count]).toEqual([1, 0]);
    const insert = asJob(
      a.id,
      (tx) => tx`insert into public.run_events (tenant_id, run_id, type) values (${b.id}, ${b.run}, 'started')`,
    );
    expect(await codeOf(insert)).toBe("42501");
  });
});
