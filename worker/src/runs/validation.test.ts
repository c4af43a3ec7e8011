import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { asMember, createTenant, ownerSql, readRun, requestRun, testWorker } from "./engine.fixture.ts";
import { createRegistry } from "./registry.ts";
import { defineStep } from "./step.ts";

const sql = ownerSql();
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(() => sql.end());

const give = defineStep({
  key: "valid.give",
  version: 1,
  input: z.object({ input: z.object({ n: z.unknown() }) }),
  output: z.object({ n: z.number() }),
  asks_model: true,
  // What a step really gives may not be what it promised.
  run: async (_, { input }) => JSON.parse(JSON.stringify(input)),
});
const take = defineStep({
  key: "valid.take",
  version: 1,
  input: z.object({ give: z.unknown() }),
  output: z.unknown(),
  run: async (_, { give: value }) => value,
});
const registry = createRegistry([give, take], {
  validated: {
    name: "validated",
    version: 1,
    nodes: [
      { key: "give", step: "valid.give@1" },
      { key: "take", step: "valid.take@1", depends_on: ["give"] },
    ],
  },
});
const mode = (tenantId: string, to: string) =>
  sql`insert into public.settings (tenant_id, namespace, version, value)
    select ${tenantId}, 'runs', count(*) + 1, ${sql.json({ ir_validation: to })}
    from public.settings where tenant_id = ${tenantId} and namespace = 'runs'`;

test("a result outside its schema is refused, kept and marked, or not looked at, as the tenant says", async () => {
  await using worker = await testWorker(registry);
  const seen: unknown[] = [];
  for (const to of ["enforce", "log", "off"]) {
    await mode(tenant, to);
    const id = await requestRun(sql, tenant, "validated", { n: "three" });
    const end = await worker.end(id);
    const run = await readRun(sql, id);
    const [row] = await sql`select ir_validation from public.runs where id = ${id}`;
    seen.push([row?.ir_validation, end, run.artifacts.map((a) => [a.step_key, a.valid])]);
  }
  expect(seen).toEqual([
    ["enforce", "failed", [["give", false]]],
    [
      "log",
      "succeeded",
      [
        ["give", false],
        ["take", true],
      ],
    ],
    [
      "off",
      "succeeded",
      [
        ["give", true],
        ["take", true],
      ],
    ],
  ]);
  const owner = await asMember(sql, tenant, "owner");
  const [would] = await owner((tx) => tx`select * from public.would_have_blocked(7)`);
  expect(would).toEqual({ runs: 3, blocked: 2, unchecked: 1 });
});

test("a tenant's own schema is held against the result besides the step's, from its activation on", async () => {
  const strict = await createTenant(sql);
  const owner = await asMember(sql, strict, "owner");
  const schema = { type: "object", properties: { n: { maximum: 5 } }, required: ["n"] };
  await using worker = await testWorker(registry);
  const [saved] = await owner(
    (tx) => tx`select * from public.save_ir_schema('valid.give@1', 'Small', ${sql.json(schema)}, '', '[]', true)`,
  );
  const end = async (n: number) => {
    const id = await requestRun(sql, strict, "validated", { n });
    return [await worker.end(id), id] as const;
  };
  expect((await end(9))[0]).toBe("succeeded");
  await owner((tx) => tx`select public.activate_ir_schema(${saved?.ir_schema_id}, 1)`);
  const [status, id] = await end(9);
  expect(status).toBe("failed");
  const [artifact] = await sql`select valid, validation_errors, ir_schema_version_id is not null as held
    from public.artifacts where run_id = ${id}`;
  expect(artifact).toEqual({
    valid: false,
    held: true,
    validation_errors: [{ location: "/n", message: "must be <= 5" }],
  });
  expect((await end(5))[0]).toBe("succeeded");
  await owner((tx) => tx`select public.activate_ir_schema(${saved?.ir_schema_id}, null)`);
  expect((await end(9))[0]).toBe("succeeded");
});

test("what a step publishes is inside its own schema whatever the mode", async () => {
  const relaxed = await createTenant(sql);
  await mode(relaxed, "off");
  let published = 0;
  const publish = defineStep({
    key: "valid.publish",
    version: 1,
    input: z.unknown(),
    output: z.object({ n: z.number() }),
    run: async () => ({ n: Number.NaN }),
    commit: async () => void published++,
  });
  const publishing = createRegistry([publish], {
    publishing: { name: "p", version: 1, nodes: [{ key: "a", step: "valid.publish@1" }] },
  });
  await using worker = await testWorker(publishing);
  expect(await worker.end(await requestRun(sql, relaxed, "publishing"))).toBe("failed");
  expect(published).toBe(0);
});

test("a run that asks a model leaves what validation said as a test run, once", async () => {
  const checked = await createTenant(sql);
  await mode(checked, "log");
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, checked, "validated", { n: "three" });
  await worker.end(id);
  const tests = await sql`select suite, total, passed, failed from public.test_runs where run_id = ${id}`;
  expect([...tests]).toEqual([{ suite: "ir_validation", total: 2, passed: 1, failed: 1 }]);
  const results = await sql`select step_key, r.passed, faults from public.test_results r
    join public.test_runs t on t.id = r.test_run_id where t.run_id = ${id} order by position`;
  expect(results).toMatchObject([
    { step_key: "give", passed: false, faults: [{ location: "/n" }] },
    { step_key: "take", passed: true, faults: [] },
  ]);
});

test("metrics are measured with the node's profile, held against thresholds, and read by conditions", async () => {
  const measured = await createTenant(sql);
  await sql`insert into public.metric_definitions (tenant_id, key, unit, aggregation, scope, expression)
    values (${measured}, 'half', 'rows', 'avg', 'step', 'output.n / 2'), (${measured}, 'broken', '', 'avg', 'step', 'output.gone')`;
  await sql`insert into public.metric_profiles (tenant_id, key, metrics) values (${measured}, 'watched', ${sql.json([
    { metric: "half", threshold: "value > 1 && metrics.attempt == 1" },
    { metric: "broken", threshold: "value > 0" },
    { metric: "attempt", threshold: null },
    { metric: "unheard_of", threshold: null },
  ])})`;
  const kind = "measured";
  const watched = createRegistry([give, take], {
    [kind]: {
      name: kind,
      version: 1,
      nodes: [
        { key: "give", step: "valid.give@1", metric_profile: "watched" },
        { key: "take", step: "valid.take@1", depends_on: ["give"], condition: "metrics.give.half >= 3" },
        { key: "small", step: "valid.take@1", depends_on: ["give"], condition: "metrics.give.half < 3" },
      ],
    },
  });
  await using worker = await testWorker(watched);
  const id = await requestRun(sql, measured, kind, { n: 6 });
  expect(await worker.end(id)).toBe("succeeded");
  expect((await readRun(sql, id)).steps.map((s) => s.status)).toEqual(["succeeded", "succeeded", "skipped"]);
  const member = await asMember(sql, measured, "viewer");
  const rows = await member(
    (tx) =>
      tx`select metric, value, unit, passed, details, step, run_kind from public.metrics_results_v order by metric`,
  );
  const of = { step: "valid.give@1", run_kind: kind };
  expect([...rows]).toEqual([
    { metric: "attempt", value: 1, unit: "", passed: null, details: null, ...of },
    { metric: "broken", value: null, unit: "", passed: false, details: { error: "No such key: gone" }, ...of },
    { metric: "half", value: 3, unit: "rows", passed: true, details: null, ...of },
    {
      metric: "unheard_of",
      value: null,
      unit: "",
      passed: null,
      details: { error: "There is no metric unheard_of." },
      ...of,
    },
  ]);
});
