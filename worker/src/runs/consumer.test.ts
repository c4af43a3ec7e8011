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

// The embedded database has no backends of its own to end.
if (testDatabase().kind === "postgres") {
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
