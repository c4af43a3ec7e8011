import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTenant, ownerSql, requestRun } from "../runs/engine.fixture.ts";
import { createDb, type Db } from "./db.ts";
import { testDatabase } from "./test-database.fixture.ts";

const sql = ownerSql();
let db: Db;
let a = "";
let b = "";
let runOfB = "";
/** `owned`: its rows belong to tenants; the others are the platform's own. */
let tables: { name: string; readable: boolean; owned: boolean }[] = [];

beforeAll(async () => {
  db = createDb(testDatabase().worker);
  a = await createTenant(sql);
  b = await createTenant(sql);
  runOfB = await requestRun(sql, b, "isolated_run");
  await sql`delete from pgboss.job where id = ${runOfB}`;
  const file = randomUUID();
  const dataset = randomUUID();
  await sql`insert into public.files (tenant_id, id, name, created_by) values (${b}, ${file}, 'b.csv', null)`;
  await sql`insert into public.file_chunks (tenant_id, file_id, position, bytes) values (${b}, ${file}, 0, '\\x00')`;
  await sql`insert into public.datasets (tenant_id, id, name, file_id, size_bytes, sha256) values (${b}, ${dataset}, 'b', ${file}, 1, 'x')`;
  await sql`insert into public.run_steps (tenant_id, run_id, key, step, position) values (${b}, ${runOfB}, 'a', 'test.a@1', 0)`;
  await sql`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
    values (${b}, ${randomUUID()}, ${runOfB}, 'a', 'test.a@1', '1', '', 1, true)`;
  await sql`insert into public.dataset_profiles (tenant_id, dataset_id, revision, run_id, profile) values (${b}, ${dataset}, 1, ${runOfB}, '{}')`;
  await sql`insert into public.insights (tenant_id, id, dataset_id, run_id, revision, position, kind, severity, title, summary,
      evidence, claims, verified, verified_by, verified_rows, written_by, trace_id)
    values (${b}, ${randomUUID()}, ${dataset}, ${runOfB}, 1, 0, 'trend', 'info', 't', 's', '[]', '[]', true, 'x', 1, 'x', 'x')`;
  await sql`insert into public.step_definitions (key) values ('test.kept') on conflict do nothing`;
  await sql`insert into public.step_versions (key, version, input, output, output_schema, params_schema, default_params, asks_model)
    values ('test.kept', 1, '{}', 't', '{}', '{}', '{}', false) on conflict do nothing`;
  const [schema, pipeline, suite] = [randomUUID(), randomUUID(), randomUUID()];
  await sql`insert into public.ir_schemas (tenant_id, id, step, name) values (${b}, ${schema}, 'test.kept@1', 's')`;
  await sql`insert into public.ir_schema_versions (tenant_id, ir_schema_id, version, schema) values (${b}, ${schema}, 1, '{}')`;
  await sql`insert into public.settings (tenant_id, namespace, version, value) values (${b}, 'runs', 1, '{}')`;
  await sql`insert into public.pipelines (tenant_id, id, kind, name) values (${b}, ${pipeline}, 'isolated_run', 'p')`;
  await sql`insert into public.pipeline_versions (tenant_id, pipeline_id, number, nodes) values (${b}, ${pipeline}, 1, '[{"key":"a"}]')`;
  await sql`insert into public.metric_definitions (tenant_id, key, aggregation, scope, expression) values (${b}, 'm', 'avg', 'step', '1')`;
  await sql`insert into public.metric_profiles (tenant_id, key, metrics) values (${b}, 'm', '[{"metric":"m"}]')`;
  await sql`insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit) values (${b}, ${randomUUID()}, ${runOfB}, 'a', 'm', '')`;
  await sql`insert into public.ground_truth (tenant_id, scope, reference, version, value, source) values (${b}, 's', 'r', 1, '1', 'manual')`;
  await sql`insert into public.test_runs (tenant_id, id, suite, total, passed) values (${b}, ${suite}, 's', 1, 1)`;
  await sql`insert into public.test_results (tenant_id, test_run_id, position, name, passed) values (${b}, ${suite}, 0, 'n', true)`;
  await sql`insert into public.model_calls (tenant_id, run_id, step_key, model, input, input_sha256, ms, outcome)
    values (${b}, ${runOfB}, 'a', 'm', 'i', ${"0".repeat(64)}, 1, 'ok')`;
  tables = await sql`
    select c.relname as name, has_table_privilege('worker', c.oid, 'select') as readable,
      exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id') as owned
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`;
});
afterAll(async () => {
  await db.close();
  await sql.end();
});

/** Rows of a table as role worker, in a tenant or in none. */
const asWorker = (name: string, tenant?: string, where = "") =>
  db.login(async (tx) => {
    if (tenant) await tx.enter(tenant);
    else await tx.sql`select set_config('role', 'worker', true)`;
    return tx.query(`select 1 from public.${name} ${where}`, []);
  });

test("the login alone may read no table of the tenants", async () => {
  expect(tables.length).toBeGreaterThan(8);
  for (const { name } of tables) {
    await expect(
      db.login((tx) => tx.query(`select 1 from public.${name}`, [])),
      name,
    ).rejects.toMatchObject({ code: "42501" });
  }
});

test("the role worker that forgot its tenant sees nothing in every table it may read", async () => {
  for (const { name, readable } of tables) {
    const read = asWorker(name);
    if (readable) expect(await read, name).toHaveLength(0);
    else await expect(read, name).rejects.toMatchObject({ code: "42501" });
  }
});

test("a worker in one tenant sees no row of another in every table, though there are some", async () => {
  for (const { name, readable } of tables.filter((t) => t.readable && (t.owned || t.name === "tenants"))) {
    expect(readable).toBe(true);
    const column = name === "tenants" ? "id" : "tenant_id";
    const [there] = await sql`select 1 from public.${sql(name)} where ${sql(column)} = ${b} limit 1`;
    expect(there, `${name} has a row of the other tenant`).toBeDefined();
    const seen = await asWorker(name, a, `where ${column} = '${b}'`);
    expect(seen, name).toHaveLength(0);
  }
});

test("a worker in one tenant cannot change or add a row of another", async () => {
  const changed = await db.withTenant(
    a,
    (tx) => tx`update public.runs set status = 'failed' where id = ${runOfB} returning 1`,
  );
  expect(changed).toHaveLength(0);
  await expect(
    db.withTenant(
      a,
      (tx) => tx`insert into public.run_events (tenant_id, run_id, type) values (${b}, ${runOfB}, 'failed')`,
    ),
  ).rejects.toMatchObject({ code: "42501" });
  await expect(
    db.withTenant(
      a,
      (tx) =>
        tx`insert into public.run_steps (tenant_id, run_id, key, step, position) values (${a}, ${runOfB}, 'x', 'x@1', 9)`,
    ),
  ).rejects.toMatchObject({ code: "23503" });
});

test("the tenant of one transaction is forgotten in the next on the same connection", async () => {
  const one = createDb(testDatabase().worker, { max: 1 });
  expect(await one.withTenant(b, (tx) => tx`select 1 from public.runs`)).not.toHaveLength(0);
  expect(await one.maintenance((s) => s`select 1 from public.runs`)).toHaveLength(0);
  await expect(one.login((tx) => tx.sql`select 1 from public.runs`)).rejects.toMatchObject({ code: "42501" });
  await one.close();
});

test("a failed statement leaves nothing behind and the connection usable", async () => {
  const one = createDb(testDatabase().worker, { max: 1 });
  await expect(one.statement(b, (s) => s`select 1 / 0`)).rejects.toMatchObject({ code: "22012" });
  expect(await one.statement(b, (s) => s`select 1 from public.runs`)).not.toHaveLength(0);
  await one.close();
});
