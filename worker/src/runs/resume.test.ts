import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb } from "../platform/db.ts";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { toArtifact } from "./artifacts.ts";
import { Pending } from "./change.ts";
import {
  createTenant,
  deterministic,
  ownerSql,
  readRun,
  registryOf,
  requestRun,
  step,
  type TestNode,
  testWorker,
  until,
  untilAborted,
} from "./engine.fixture.ts";
import { recordChanges } from "./record.ts";
import { createRegistry } from "./registry.ts";
import { heldByRun } from "./scope.ts";

const sql = ownerSql();
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(() => sql.end());

/** As when its worker was killed: the lease runs out and nobody says why. */
const loseWorker = (runId: string) =>
  sql`update public.runs set lease_expires_at = now() - interval '1 s', worker_id = 'killed' where id = ${runId}`;

test("a run that lost its worker goes on after its last completed step, with what that step left", async () => {
  const counts = { a: 0, b: 0 };
  const first = Promise.withResolvers<void>();
  const nodes: TestNode[] = [
    { key: "a", run: () => ({ n: ++counts.a }) },
    {
      key: "b",
      depends_on: ["a"],
      run: async (ctx, { a }) => {
        counts.b++;
        if (ctx.run.attempt > 1) return { a, attempt: ctx.run.attempt };
        first.resolve();
        return untilAborted(ctx.signal);
      },
    },
  ];
  await using _worker = await testWorker(registryOf("resumed_run", nodes));
  const id = await requestRun(sql, tenant, "resumed_run");
  await first.promise;
  await until(async () => (await readRun(sql, id)).steps[1]?.status === "running");
  await loseWorker(id);
  await until(async () => (await readRun(sql, id)).status === "succeeded");
  const run = await readRun(sql, id);
  expect(counts).toEqual({ a: 1, b: 2 });
  expect(run).toMatchObject({ attempt: 2, interruptions: 0 });
  expect(run.artifacts.map((a) => a.value)).toEqual([{ n: 1 }, { a: { n: 1 }, attempt: 2 }]);
  expect(run.events).toEqual([
    "queued",
    "started",
    "step_started",
    "step_succeeded",
    "step_started",
    "resumed",
    "step_started",
    "step_succeeded",
    "succeeded",
  ]);
  expect(run.steps.map((s) => s.attempt)).toEqual([1, 2]);
});

// The embedded database serves one transaction at a time: while a row is locked there, nobody can do anything.
if (testDatabase().kind === "postgres") {
  const long = { PLUMBLINE_RUN_LEASE_MS: "60000", PLUMBLINE_RUN_RENEW_MS: "30000" };

  /** a -> b; whether b began while the write of a's result had to wait. */
  async function beganEarly(kind: string, sure: boolean): Promise<boolean> {
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let next = false;
    const a = step("a", () => {
      begun.resolve();
      return go.promise;
    });
    const b = step("b", () => {
      next = true;
    });
    const nodes = ["a", "b"].map((key, i) => ({ key, step: `test.${key}@1`, depends_on: i === 0 ? [] : ["a"] }));
    const registry = createRegistry([sure ? deterministic(a) : a, b], { [kind]: { name: kind, version: 1, nodes } });
    await using worker = await testWorker(registry, long);
    const id = await requestRun(sql, tenant, kind);
    await begun.promise;
    const early = await sql.begin(async (tx) => {
      await tx`select from public.runs where id = ${id} for update`;
      go.resolve();
      await until(
        async () =>
          (
            await tx`select from pg_locks l join pg_stat_activity s using (pid) where not l.granted and s.usename = 'worker_login'`
          ).length > 0,
      );
      return next;
    });
    expect(await worker.end(id)).toBe("succeeded");
    expect(next).toBe(true);
    return early;
  }

  test("a step begins when the results it may read are written: no other worker can find others in their place", async () => {
    expect(await beganEarly("waits", false)).toBe(false);
  });

  test("after a deterministic step the next begins while the result is still being written", async () => {
    expect(await beganEarly("waits_not", true)).toBe(true);
  });
}

test("what steps share in memory is opened again after a loss, and closed in every case", async () => {
  const opened: number[] = [];
  const closed: number[] = [];
  const shared = heldByRun(async (ctx) => {
    opened.push(ctx.run.attempt);
    return { value: ctx.run.attempt, close: async () => void closed.push(ctx.run.attempt) };
  });
  const waiting = Promise.withResolvers<void>();
  const registry = registryOf("sharing_run", [
    { key: "a", run: (ctx) => shared(ctx, undefined) },
    {
      key: "b",
      depends_on: ["a"],
      run: async (ctx) => {
        const value = await shared(ctx, undefined);
        if (ctx.run.attempt > 1) return value;
        waiting.resolve();
        return untilAborted(ctx.signal);
      },
    },
    { key: "c", depends_on: ["b"], run: (ctx) => shared(ctx, undefined) },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "sharing_run");
  await waiting.promise;
  await loseWorker(id);
  await until(async () => (await readRun(sql, id)).status === "succeeded");
  await worker.stop();
  expect(opened).toEqual([1, 2]);
  expect(closed.sort()).toEqual([1, 2]);
});

test("a worker that lost its lease can write nothing: no artifact, no step, no event, no row of its own", async () => {
  const db = createDb(testDatabase().worker);
  const id = await requestRun(sql, tenant, "paused_run");
  await sql`delete from pgboss.job where id = ${id}`;
  await sql`update public.runs set status = 'running', attempt = 1, worker_id = 'w1', lease_expires_at = now() + interval '1 h' where id = ${id}`;
  const paused = {
    id,
    tenant_id: tenant,
    kind: "paused_run",
    subject_id: null,
    input: {},
    attempt: 1,
    trace_id: "",
    model: null,
    worker_id: "w1",
  };
  const write = async (run: typeof paused) => {
    const change = new Pending();
    change.add({
      status: "succeeded",
      create: [{ key: "a", step: "test.a@1", position: 0, depends_on: [] }],
      artifacts: [toArtifact(id, "a", "test.a@1", 1)],
      events: [{ type: "step_succeeded", step_key: "a" }],
    });
    return (await db.statement(tenant, (s) => recordChanges(s, [{ run, change }]))).size;
  };
  const before = await readRun(sql, id);
  expect(await write({ ...paused, attempt: 2 })).toBe(0);
  expect(await write({ ...paused, worker_id: "w2" })).toBe(0);
  await sql`update public.runs set status = 'cancelled' where id = ${id}`;
  expect(await write(paused)).toBe(0);
  await sql`update public.runs set status = 'running' where id = ${id}`;
  expect(await readRun(sql, id)).toEqual(before);
  expect(await write(paused)).toBe(1);
  await db.close();
});

test("a step whose run was taken by another worker cannot write in its own transactions either", async () => {
  const tried = Promise.withResolvers<unknown>();
  const registry = registryOf("taken_run", [
    {
      key: "a",
      run: async (ctx) => {
        await sql`update public.runs set attempt = attempt + 1, worker_id = 'thief', lease_expires_at = now() + interval '1 h' where id = ${ctx.run.id}`;
        const error = await ctx.tx((tx) => tx`update public.datasets set insight_count = 1`).catch((e: unknown) => e);
        tried.resolve(error);
        throw error;
      },
    },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "taken_run");
  expect(await tried.promise).toMatchObject({ name: "RunStopped" });
  expect(await worker.end(id)).toBe("lease_lost");
  expect(await readRun(sql, id)).toMatchObject({ status: "running", worker_id: "thief", failure: null });
  await sql`update public.runs set status = 'cancelled' where id = ${id}`;
});

test("delivering the job of a run twice starts it once, whether it runs or has ended", async () => {
  let started = 0;
  const go = Promise.withResolvers<void>();
  const registry = registryOf("delivered_twice", [
    {
      key: "a",
      run: async () => {
        started++;
        await go.promise;
      },
    },
  ]);
  await using worker = await testWorker(registry);
  const deliver = async (runId: string) => {
    await sql`delete from pgboss.job where id = ${runId}`;
    await sql`select private.enqueue('run.execute', ${runId}, ${sql.json({ tenant_id: tenant, run_id: runId })}, ${tenant})`;
    await until(
      async () => (await sql`select from pgboss.job where id = ${runId} and state = 'completed'`).length === 1,
    );
  };
  const id = await requestRun(sql, tenant, "delivered_twice");
  await until(async () => started === 1);
  await deliver(id);
  expect(await readRun(sql, id)).toMatchObject({ status: "running", attempt: 1 });
  go.resolve();
  await worker.end(id);
  await deliver(id);
  expect(await readRun(sql, id)).toMatchObject({ status: "succeeded", attempt: 1 });
  expect(started).toBe(1);
});

test("a job whose tenant is gone is done with, and the worker goes on", async () => {
  const gone = await createTenant(sql);
  const id = await requestRun(sql, gone, "orphan_run");
  await sql`delete from public.tenants where id = ${gone}`;
  const registry = registryOf("orphan_run", [{ key: "a", run: () => 1 }]);
  await using worker = await testWorker(registry);
  await until(async () => (await sql`select from pgboss.job where id = ${id} and state = 'completed'`).length === 1);
  expect(await worker.end(await requestRun(sql, tenant, "orphan_run"))).toBe("succeeded");
});

test("a tenant that goes away under a running step stops it", async () => {
  const going = await createTenant(sql);
  const started = Promise.withResolvers<void>();
  const registry = registryOf("leaving_tenant", [
    {
      key: "a",
      run: (ctx) => {
        started.resolve();
        return untilAborted(ctx.signal);
      },
    },
  ]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, going, "leaving_tenant");
  await started.promise;
  await sql`delete from public.tenants where id = ${going}`;
  expect(await worker.end(id)).toBe("lease_lost");
});

test("a worker that is told to stop hands its run back, and another takes it at once", async () => {
  const started = Promise.withResolvers<void>();
  const nodes: TestNode[] = [
    {
      key: "a",
      run: (ctx) => {
        if (ctx.run.attempt > 1) return ctx.run.attempt;
        started.resolve();
        return untilAborted(ctx.signal);
      },
    },
  ];
  // No lease runs out and nobody sweeps: only the handing back can free the run.
  const long = { PLUMBLINE_RUN_LEASE_MS: "600000", PLUMBLINE_RUN_SWEEP_MS: "600000" };
  const leaving = await testWorker(registryOf("handed_back", nodes), long);
  const id = await requestRun(sql, tenant, "handed_back");
  await started.promise;
  await leaving.stop();
  expect(await leaving.end(id)).toBe("handed_back");
  await using staying = await testWorker(registryOf("handed_back", nodes), long);
  expect(await staying.end(id)).toBe("succeeded");
  expect(await readRun(sql, id)).toMatchObject({ attempt: 2, interruptions: 0, artifacts: [{ value: 2 }] });
  const seen = await sql`select from private.workers where id = ${leaving.id}`;
  expect(seen).toHaveLength(0);
});

test("a run that loses its worker again and again without completing a step ends as run_interrupted", async () => {
  const id = await requestRun(sql, tenant, "poison_run");
  await sql`delete from pgboss.job where id = ${id}`;
  await sql`update public.runs set status = 'running', interruptions = 25, worker_id = 'killed', lease_expires_at = now() - interval '1 s' where id = ${id}`;
  await using _worker = await testWorker(registryOf("poison_run", [{ key: "a", run: () => 1 }]));
  await until(async () => (await readRun(sql, id)).status === "failed");
  expect((await readRun(sql, id)).failure).toMatchObject({ code: "run_interrupted" });
});

test("a run that is handed back, however often, has lost no worker, and keeps its place in the queue", async () => {
  const id = await requestRun(sql, tenant, "deployed_often");
  await sql`update public.runs set status = 'running', interruptions = 25, worker_id = null,
    lease_expires_at = now() - interval '1 s' where id = ${id}`;
  const [job] = await sql`select created_on from pgboss.job where id = ${id}`;
  const [swept] = await sql`select private.requeue_lost_runs() as lost`;
  expect(swept).toEqual({ lost: 0 });
  expect(await readRun(sql, id)).toMatchObject({ status: "running", interruptions: 25 });
  const jobs = await sql`select state, created_on from pgboss.job where id = ${id}`;
  expect([...jobs]).toEqual([{ state: "created", created_on: job?.created_on }]);
  await sql`delete from pgboss.job where id = ${id}`;
  await sql`update public.runs set lease_expires_at = now() - interval '1 s' where id = ${id}`;
  await sql`select private.requeue_lost_runs()`;
  await using worker = await testWorker(registryOf("deployed_often", [{ key: "a", run: () => 1 }]));
  expect(await worker.end(id)).toBe("succeeded");
});

test("results of before are loaded only when a node or a condition reads them", async () => {
  const registry = registryOf("loaded_late", [
    { key: "a", run: () => ({ n: 1 }) },
    { key: "b", depends_on: ["a"], run: () => ({ n: 2 }) },
    { key: "c", depends_on: ["b"], condition: "ir.b.n == 2", run: (_, { b }) => b },
  ]);
  const id = await requestRun(sql, tenant, "loaded_late");
  await using worker = await testWorker(registry);
  await worker.end(id);
  // The rows of a run that was lost after b, whose first result nobody needs any more: it is not even there.
  await sql.begin(async (tx) => {
    await tx`update public.runs set status = 'running', worker_id = 'killed', lease_expires_at = now() - interval '1 s', finished_at = null where id = ${id}`;
    await tx`update public.run_steps set status = 'pending' where run_id = ${id} and key = 'c'`;
    await tx`delete from public.artifacts where run_id = ${id} and step_key <> 'b'`;
  });
  await until(async () => (await readRun(sql, id)).status === "succeeded");
  expect((await readRun(sql, id)).artifacts.map((a) => [a.step_key, a.value])).toEqual([
    ["b", { n: 2 }],
    ["c", { n: 2 }],
  ]);
});
