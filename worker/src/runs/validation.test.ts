import { AppError } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  asMember,
  cancelRun,
  createTenant,
  ownerSql,
  readRun,
  requestRun,
  testWorker,
  untilAborted,
} from "./engine.fixture.ts";
import { createRegistry, type Registry } from "./registry.ts";
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
/** What validation said of a run: how many checks passed, and each of them. */
const checks = async (runId: string) => {
  const runs = await sql`select suite, total, passed, failed, created_by from public.test_runs where run_id = ${runId}`;
  const results = await sql`select r.name, r.passed, r.faults from public.test_results r
    join public.test_runs t on t.tenant_id = r.tenant_id and t.id = r.test_run_id where t.run_id = ${runId} order by position`;
  return {
    runs: runs.map(({ suite, total, passed, failed, created_by }) => [suite, total, passed, failed, created_by]),
    results: results.map(({ name, passed, faults }) => [name, passed, faults]),
  };
};
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
  const id = await requestRun(sql, relaxed, "publishing");
  expect(await worker.end(id)).toBe("failed");
  expect(published).toBe(0);
  expect((await checks(id)).runs).toEqual([["ir_validation", 1, 0, 1, null]]);
});

const nothing = { runs: [], results: [] };
const wrong = [expect.objectContaining({ location: "/n" })];

test("a run leaves what validation said as a test run, once, and none where nothing is looked at", async () => {
  const checked = await createTenant(sql);
  await mode(checked, "log");
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, checked, "validated", { n: "three" });
  await worker.end(id);
  expect(await checks(id)).toEqual({
    runs: [["ir_validation", 2, 1, 1, null]],
    results: [
      ["give (valid.give@1)", false, wrong],
      ["take (valid.take@1)", true, []],
    ],
  });
  await mode(checked, "off");
  const unseen = await requestRun(sql, checked, "validated", { n: "three" });
  expect(await worker.end(unseen)).toBe("succeeded");
  expect(await checks(unseen)).toEqual(nothing);
});

test("a run that fails because of an invalid result leaves it as a failed check with its pointers", async () => {
  const strict = await createTenant(sql);
  await mode(strict, "enforce");
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, strict, "validated", { n: "three" });
  expect(await worker.end(id)).toBe("failed");
  const failed = { runs: [["ir_validation", 1, 0, 1, null]], results: [["give (valid.give@1)", false, wrong]] };
  expect(await checks(id)).toEqual(failed);
});

/** A run whose first result is valid, and which then does as the test says. */
function afterFirst(kind: string, then: (signal: AbortSignal) => Promise<unknown>, continue_on_fail = false) {
  const next = defineStep({
    key: "valid.next",
    version: 1,
    input: z.object({ give: z.unknown() }),
    output: z.object({ n: z.number() }),
    run: async (ctx) => JSON.parse(JSON.stringify(await then(ctx.signal))),
  });
  const nodes = [
    { key: "give", step: "valid.give@1" },
    { key: "next", step: "valid.next@1", depends_on: ["give"], continue_on_fail },
  ];
  return createRegistry([give, next], { [kind]: { name: kind, version: 1, nodes } });
}
const given = { runs: [["ir_validation", 1, 1, 0, null]], results: [["give (valid.give@1)", true, []]] };

/** Executes one run of the kind, with a worker of its own; answers its id and how it ended. */
async function execute(of: Registry, tenantId: string, kind: string, env: Record<string, string> = {}) {
  await using worker = await testWorker(of, env);
  const id = await requestRun(sql, tenantId, kind, { n: 3 });
  return { id, end: await worker.end(id) };
}

test("however a run ends, what was validated before is kept", async () => {
  const ending = await createTenant(sql);
  const fails = afterFirst("validated_fails", () =>
    Promise.reject(new AppError("not_found", "There is no such part.")),
  );
  const failed = await execute(fails, ending, "validated_fails");
  expect([failed.end, await checks(failed.id)]).toEqual(["failed", given]);
  const slow = afterFirst("validated_late", untilAborted);
  const late = await execute(slow, ending, "validated_late", { PLUMBLINE_RUN_TIMEOUT_MS: "400" });
  expect([late.end, await checks(late.id)]).toEqual(["timed_out", given]);
});

test("a run that is cancelled keeps what was validated, and one that validated nothing leaves nothing", async () => {
  const cancelling = await createTenant(sql);
  const started = Promise.withResolvers<void>();
  const waits = afterFirst("validated_cancelled", (signal) => {
    started.resolve();
    return untilAborted(signal);
  });
  const early = await requestRun(sql, cancelling, "validated_cancelled", { n: 3 });
  await cancelRun(sql, cancelling, early);
  expect(await checks(early)).toEqual(nothing);
  await using worker = await testWorker(waits);
  const id = await requestRun(sql, cancelling, "validated_cancelled", { n: 3 });
  await started.promise;
  await cancelRun(sql, cancelling, id);
  expect(await worker.end(id)).toBe("cancelled");
  expect(await checks(id)).toEqual(given);
});

test("a failure that is handed on is no check, unless it is of a result outside its schema", async () => {
  const enforced = await createTenant(sql);
  await mode(enforced, "enforce");
  const breaks = afterFirst("validated_broken", () => Promise.reject(new AppError("not_found", "None.")), true);
  const broken = await execute(breaks, enforced, "validated_broken");
  expect([broken.end, await checks(broken.id)]).toEqual(["degraded", given]);
  const gives = afterFirst("validated_invalid", async () => ({ n: "three" }), true);
  const invalid = await execute(gives, enforced, "validated_invalid");
  expect([invalid.end, await checks(invalid.id)]).toEqual([
    "degraded",
    {
      runs: [["ir_validation", 2, 1, 1, null]],
      results: [...given.results, ["next (valid.next@1)", false, wrong]],
    },
  ]);
});

test("a run that asks no model and gives what it should leaves none", async () => {
  const plain = await createTenant(sql);
  const counts = defineStep({
    key: "valid.count",
    version: 1,
    input: z.unknown(),
    output: z.int(),
    run: async () => 3,
  });
  const counting = createRegistry([counts], {
    validated_plain: { name: "plain", version: 1, nodes: [{ key: "count", step: "valid.count@1" }] },
  });
  const ran = await execute(counting, plain, "validated_plain");
  expect([ran.end, await checks(ran.id)]).toEqual(["succeeded", nothing]);
});

test("a run that lost its worker too often keeps what was validated", async () => {
  await (await testWorker(registry)).stop();
  const lost = await createTenant(sql);
  const id = await requestRun(sql, lost, "nobody_executes_this", {});
  await sql`update public.runs set status = 'running', attempt = 1, worker_id = 'lost', interruptions = 25, ir_validation = 'enforce',
    lease_expires_at = now() - interval '1 minute' where id = ${id}`;
  await sql`insert into public.run_steps (tenant_id, run_id, key, step, position, status)
    values (${lost}, ${id}, 'give', 'valid.give@1', 0, 'succeeded'), (${lost}, ${id}, 'next', 'valid.next@1', 1, 'running')`;
  await sql`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
    values (${lost}, gen_random_uuid(), ${id}, 'give', 'valid.give@1', '1', '', 1, true)`;
  await sql`select private.requeue_lost_runs()`;
  expect(await readRun(sql, id)).toMatchObject({ status: "failed", failure: { code: "run_interrupted" } });
  expect(await checks(id)).toEqual(given);
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
