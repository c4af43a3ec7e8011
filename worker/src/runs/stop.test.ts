import { afterAll, beforeAll, expect, test } from "vitest";
import {
  cancelRun,
  createTenant,
  ownerSql,
  readRun,
  registryOf,
  requestRun,
  testWorker,
  until,
  untilAborted,
} from "./engine.fixture.ts";

const sql = ownerSql();
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(() => sql.end());

/** One step that reports that it runs and then waits for its signal; a second that would publish. */
function waiting(kind: string, timeout_ms?: number) {
  const started = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const reasons: unknown[] = [];
  let published = 0;
  const registry = registryOf(kind, [
    {
      key: "wait",
      ...(timeout_ms === undefined ? {} : { timeout_ms }),
      run: async (ctx) => {
        await ctx.scope.onEnd(async () => closed.resolve());
        started.resolve();
        await untilAborted(ctx.signal).catch((reason: unknown) => {
          reasons.push(reason);
          throw reason;
        });
      },
    },
    {
      key: "publish",
      depends_on: ["wait"],
      run: () => {
        published++;
      },
    },
  ]);
  return { registry, started: started.promise, closed: closed.promise, reasons, published: () => published };
}

test("cancel reaches the running step through the notification, and nothing is published", async () => {
  const steps = waiting("cancelled_run");
  // Leases so long that only the notification can tell.
  await using worker = await testWorker(steps.registry, {
    PLUMBLINE_RUN_LEASE_MS: "600000",
    PLUMBLINE_RUN_RENEW_MS: "300000",
  });
  const id = await requestRun(sql, tenant, "cancelled_run");
  await steps.started;
  await until(async () => (await readRun(sql, id)).steps.some((s) => s.status === "running"));
  await cancelRun(sql, tenant, id);
  expect(await worker.end(id)).toBe("cancelled");
  await steps.closed;
  expect(steps.reasons).toMatchObject([{ reason: "cancelled" }]);
  const run = await readRun(sql, id);
  expect(run).toMatchObject({ status: "cancelled", artifacts: [] });
  expect(run.steps.map((s) => s.status)).toEqual(["cancelled", "cancelled"]);
  expect(run.events.filter((type) => type === "cancelled")).toHaveLength(1);
  expect(steps.published()).toBe(0);
});

test("a cancellation whose notification is lost is noticed when the lease is renewed", async () => {
  const steps = waiting("quietly_cancelled");
  // A lease that does not run out: only asking for its renewal can tell.
  await using worker = await testWorker(steps.registry, {
    PLUMBLINE_RUN_LEASE_MS: "600000",
    PLUMBLINE_RUN_RENEW_MS: "100",
  });
  const id = await requestRun(sql, tenant, "quietly_cancelled");
  await steps.started;
  await sql`update public.runs set status = 'cancelled', finished_at = now(), lease_expires_at = null where id = ${id}`;
  expect(await worker.end(id)).toBe("cancelled");
  expect(steps.published()).toBe(0);
});

test("a run that is cancelled while it waits is never started", async () => {
  const id = await requestRun(sql, tenant, "never_started");
  await cancelRun(sql, tenant, id);
  const steps = waiting("never_started");
  await using worker = await testWorker(steps.registry);
  const other = await requestRun(sql, tenant, "no_such_kind");
  await worker.end(other);
  expect(await readRun(sql, id)).toMatchObject({ status: "cancelled", attempt: 0 });
});

test("a finished run cannot be cancelled", async () => {
  const registry = registryOf("short_run", [{ key: "a", run: () => 1 }]);
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "short_run");
  await worker.end(id);
  await expect(cancelRun(sql, tenant, id)).rejects.toMatchObject({ code: "PT409" });
});

test("a run that takes too long is timed out and its steps are cancelled", async () => {
  const steps = waiting("slow_run");
  await using worker = await testWorker(steps.registry, { PLUMBLINE_RUN_TIMEOUT_MS: "300" });
  const id = await requestRun(sql, tenant, "slow_run");
  expect(await worker.end(id)).toBe("timed_out");
  const run = await readRun(sql, id);
  expect(run).toMatchObject({ status: "timed_out", failure: { code: "timed_out" } });
  expect(run.steps.map((s) => s.status)).toEqual(["cancelled", "cancelled"]);
  expect(steps.reasons).toMatchObject([{ reason: "timed_out" }]);
});

test("a step that takes too long fails with its name, and the run is timed out", async () => {
  const steps = waiting("slow_step", 100);
  await using worker = await testWorker(steps.registry);
  const id = await requestRun(sql, tenant, "slow_step");
  expect(await worker.end(id)).toBe("timed_out");
  const run = await readRun(sql, id);
  expect(run).toMatchObject({
    status: "timed_out",
    failure: { code: "timed_out", detail: "The step wait took longer than 100 ms." },
  });
  expect(run.steps.map((s) => s.status)).toEqual(["failed", "cancelled"]);
});

test("a step that does not listen to its signal cannot keep a run from ending", async () => {
  const release = Promise.withResolvers<void>();
  const registry = registryOf("deaf_step", [{ key: "deaf", run: () => release.promise }]);
  await using worker = await testWorker(registry, { PLUMBLINE_RUN_TIMEOUT_MS: "200" });
  const id = await requestRun(sql, tenant, "deaf_step");
  await until(async () => (await readRun(sql, id)).status === "timed_out");
  release.resolve();
  expect(await worker.end(id)).toBe("timed_out");
});
