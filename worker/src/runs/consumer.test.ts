import { runQueuedChannel } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { createTenant, ownerSql, readRun, registryOf, requestRun, testWorker, until } from "./engine.fixture.ts";

const sql = ownerSql();
let flooding = "";
let quiet = "";
beforeAll(async () => {
  flooding = await createTenant(sql);
  quiet = await createTenant(sql);
});
afterAll(() => sql.end());

/** A registry whose runs wait until let go, and the tenants of those under way. */
function gate(kind: string) {
  const open = Promise.withResolvers<void>();
  const running: string[] = [];
  let most = 0;
  const registry = registryOf(kind, [
    {
      key: "wait",
      run: async (ctx) => {
        running.push(ctx.run.tenant_id);
        most = Math.max(most, running.filter((t) => t === flooding).length);
        await open.promise;
        running.splice(running.indexOf(ctx.run.tenant_id), 1);
      },
    },
  ]);
  return { registry, open: open.resolve, running, most: () => most };
}

test("a tenant with a flood of runs leaves room: another tenant's run starts at once", async () => {
  const gated = gate("flooded");
  const flood = await Promise.all(Array.from({ length: 12 }, () => requestRun(sql, flooding, "flooded")));
  await using worker = await testWorker(gated.registry, {
    PLUMBLINE_RUN_CONCURRENCY: "4",
    PLUMBLINE_RUN_CONCURRENCY_PER_TENANT: "3",
  });
  await until(async () => gated.running.length === 3);
  const other = await requestRun(sql, quiet, "flooded");
  await until(async () => gated.running.includes(quiet));
  expect(gated.running.filter((t) => t === flooding)).toHaveLength(3);
  gated.open();
  await worker.end(other);
  await Promise.all(flood.map((id) => worker.end(id)));
  expect(gated.most()).toBe(3);
});

test("tenants take turns: behind two floods, another tenant's first run is among the next to start", async () => {
  const third = await createTenant(sql);
  const started: string[] = [];
  const registry = registryOf("turns", [{ key: "a", run: (ctx) => void started.push(ctx.run.tenant_id) }]);
  const ids: string[] = [];
  for (const tenant of [flooding, quiet]) {
    for (let n = 0; n < 15; n++) ids.push(await requestRun(sql, tenant, "turns"));
  }
  ids.push(await requestRun(sql, third, "turns"));
  await using worker = await testWorker(registry, { PLUMBLINE_RUN_CONCURRENCY: "1" });
  await Promise.all(ids.map((id) => worker.end(id)));
  expect(started.indexOf(third)).toBeLessThan(3);
  // And the two floods share what is left.
  expect(started.slice(0, 11).filter((t) => t === quiet).length).toBeGreaterThanOrEqual(4);
});

test("a tenant's runs start in the order they were asked for", async () => {
  const order: unknown[] = [];
  const registry = registryOf("in_order", [{ key: "a", run: (_, { input }) => void order.push(input) }]);
  const ids: string[] = [];
  for (let n = 0; n < 8; n++) ids.push(await requestRun(sql, quiet, "in_order", { n }));
  await using worker = await testWorker(registry, { PLUMBLINE_RUN_CONCURRENCY: "1" });
  await Promise.all(ids.map((id) => worker.end(id)));
  expect(order).toEqual(ids.map((_, n) => ({ n })));
});

test("and so they do while it has none under way when they are asked for", async () => {
  const order: unknown[] = [];
  const registry = registryOf("in_order_at_once", [{ key: "a", run: (_, { input }) => void order.push(input) }]);
  await using worker = await testWorker(registry, { PLUMBLINE_RUN_CONCURRENCY: "1" });
  const ids: string[] = [];
  for (let n = 0; n < 12; n++) ids.push(await requestRun(sql, quiet, "in_order_at_once", { n }));
  await Promise.all(ids.map((id) => worker.end(id)));
  expect(order).toEqual(ids.map((_, n) => ({ n })));
});

test("a run that two workers hear of at once is executed by one of them, once", async () => {
  const started: string[] = [];
  const registry = registryOf("told_twice", [{ key: "a", run: (ctx) => void started.push(ctx.run.id) }]);
  const unhurried = { PLUMBLINE_RUN_LEASE_MS: "60000" };
  await using _one = await testWorker(registry, unhurried);
  await using _two = await testWorker(registry, unhurried);
  const ids = await Promise.all(
    Array.from({ length: 12 }, async () => requestRun(sql, await createTenant(sql), "told_twice")),
  );
  for (const id of ids) {
    const run = await until(async () => {
      const row = await readRun(sql, id);
      return row.status === "succeeded" && row;
    });
    expect(run).toMatchObject({
      attempt: 1,
      events: ["queued", "started", "step_started", "step_succeeded", "succeeded"],
    });
  }
  expect(started.sort()).toEqual(ids.toSorted());
});

test("a run that does not wait any more, named again, starts nothing", async () => {
  const started: string[] = [];
  const registry = registryOf("named_again", [{ key: "a", run: (ctx) => void started.push(ctx.run.id) }]);
  await using worker = await testWorker(registry);
  const first = await requestRun(sql, quiet, "named_again");
  expect(await worker.end(first)).toBe("succeeded");
  await sql.notify(runQueuedChannel, JSON.stringify({ tenant_id: quiet, run_id: first }));
  await sql.notify(runQueuedChannel, "what nobody can read");
  const second = await requestRun(sql, quiet, "named_again");
  expect(await worker.end(second)).toBe("succeeded");
  expect(started).toEqual([first, second]);
});

test("a long run holds its slot and delays no other run", async () => {
  const long = Promise.withResolvers<void>();
  const registry = registryOf("long_and_short", [
    { key: "a", run: (_, { input }) => (JSON.stringify(input).includes("long") ? long.promise : undefined) },
  ]);
  await using worker = await testWorker(registry, { PLUMBLINE_RUN_CONCURRENCY: "3" });
  const longRun = await requestRun(sql, quiet, "long_and_short", { long: true });
  await until(async () => (await readRun(sql, longRun)).status === "running");
  for (let n = 0; n < 5; n++) {
    const id = await requestRun(sql, quiet, "long_and_short");
    expect(await worker.end(id)).toBe("succeeded");
  }
  long.resolve();
  expect(await worker.end(longRun)).toBe("succeeded");
});

test("a job whose payload nobody can read fails by itself and does not keep others from running", async () => {
  await sql`select private.enqueue('run.execute', gen_random_uuid(), '{"nonsense": true}', null, 100)`;
  await using worker = await testWorker(registryOf("after_nonsense", [{ key: "a", run: () => 1 }]));
  expect(await worker.end(await requestRun(sql, quiet, "after_nonsense"))).toBe("succeeded");
  await until(
    async () => (await sql`select 1 from pgboss.job where data ? 'nonsense' and state = 'retry'`).length === 1,
  );
  await sql`delete from pgboss.job where data ? 'nonsense'`;
});

test("a job nobody can do is dead when its retries are used up, and can be given back to its queue", async () => {
  const [made] = await sql`select gen_random_uuid() as id`;
  await sql`select private.enqueue('run.execute', ${made?.id}, '{"nonsense": 2}', null, 100)`;
  await sql`update pgboss.job set retry_limit = 0 where id = ${made?.id}`;
  {
    await using _worker = await testWorker(registryOf("none", [{ key: "a", run: () => 1 }]));
    await until(async () => (await sql`select from private.dead_letters()`).length > 0);
  }
  const dead = await sql`select id, queue, error from private.dead_letters()`;
  expect(dead).toMatchObject([{ queue: "run.execute", error: "payload is not readable" }]);
  const [redriven] = await sql`select private.redrive_dead_letters(array[${dead[0]?.id}]::uuid[]) as count`;
  expect(redriven).toEqual({ count: 1 });
  expect(await sql`select from private.dead_letters()`).toHaveLength(0);
  const jobs =
    await sql`select state from pgboss.job where name = 'run.execute' and data ? 'nonsense' and state = 'created'`;
  expect(jobs).toHaveLength(1);
  await sql`delete from pgboss.job where data ? 'nonsense'`;
});

// The embedded database serves one transaction at a time, and has no backends of its own to end.
if (testDatabase().kind === "postgres") {
  const waiting = () => sql`select from pg_stat_activity where usename = 'worker_login' and wait_event_type = 'Lock'`;

  test("the run of a tenant that has nothing here does not wait for a look into the queue that takes long", async () => {
    const registry = registryOf("beside", [{ key: "a", run: () => 1 }]);
    const stuck = await requestRun(sql, flooding, "beside");
    const holding = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    const held = sql.begin(async (tx) => {
      await tx`select from public.runs where id = ${stuck} for update`;
      holding.resolve();
      await letGo.promise;
    });
    await holding.promise;
    await using worker = await testWorker(registry);
    await until(async () => (await waiting()).length === 1);
    expect(await worker.end(await requestRun(sql, quiet, "beside"))).toBe("succeeded");
    expect(await waiting()).toHaveLength(1);
    letGo.resolve();
    await held;
    expect(await worker.end(stuck)).toBe("succeeded");
  });

  test("a run named while another holds its job keeps no other run waiting", async () => {
    const registry = registryOf("held_job", [{ key: "a", run: () => 1 }]);
    const held = await requestRun(sql, flooding, "held_job");
    const letGo = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const lock = sql.begin(async (tx) => {
      await tx`select from pgboss.job where name = 'run.execute' and id = ${held} for update`;
      holding.resolve();
      await letGo.promise;
    });
    await holding.promise;
    await using worker = await testWorker(registry);
    await sql.notify(runQueuedChannel, JSON.stringify({ tenant_id: flooding, run_id: held }));
    expect(await worker.end(await requestRun(sql, quiet, "held_job"))).toBe("succeeded");
    await until(async () => (await waiting()).length === 0);
    letGo.resolve();
    await lock;
    expect(await worker.end(held)).toBe("succeeded");
  });

  test("a worker outlives the loss of every connection, and its runs are done once", async () => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const registry = registryOf("cut_off", [
      {
        key: "a",
        run: async () => {
          begun.resolve();
          await go.promise;
          return 1;
        },
      },
      { key: "b", depends_on: ["a"], run: () => 2 },
    ]);
    await using _worker = await testWorker(registry);
    const first = await requestRun(sql, quiet, "cut_off");
    await begun.promise;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'worker_login'`;
    go.resolve();
    const second = await requestRun(sql, quiet, "cut_off");
    for (const id of [first, second]) {
      await until(async () => (await readRun(sql, id)).status === "succeeded");
      expect((await readRun(sql, id)).events.filter((e) => e === "succeeded")).toHaveLength(1);
    }
  });
}
