import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { createTenant, ownerSql, readRun, registryOf, requestRun, testWorker, until } from "./engine.fixture.ts";

const sql = ownerSql();
afterAll(() => sql.end());

/** Ended runs of the tenant, of one hour and without steps. */
const ended = (tenant: string, count: number) => sql`
  insert into public.runs (tenant_id, kind, idempotency_key, status, created_at)
  select ${tenant}, 'rolled', gen_random_uuid()::text, 'succeeded', '2026-02-01 10:10' from generate_series(1, ${count}::int)`;
const fold = (most: number) => sql<{ count: number }[]>`select private.fold_ended_runs(${most}) as count`;
/** Workers of other tests fold too: what counts is that it happens. */
const untilFolded = (tenant: string) =>
  until(async () => {
    await fold(1000);
    return (await sql`select from public.unfolded_runs where tenant_id = ${tenant} limit 1`).length === 0;
  });
const sums = async (tenant: string) => {
  const rows = await sql<{ grain: string; status: string; runs: number }[]>`
    select grain, status::text, sum(runs)::int as runs from public.run_rollups where tenant_id = ${tenant}
    group by grain, status order by grain, status`;
  return rows.map(({ grain, status, runs }) => `${grain} ${status} ${runs}`);
};

test("a worker adds each run that ended, however it ended, to the sums of its hour and day", async () => {
  const tenant = await createTenant(sql);
  const registry = registryOf("rolled", [
    { key: "a", run: () => 1 },
    { key: "b", depends_on: ["a"], run: () => 2 },
  ]);
  await using worker = await testWorker(registry, { PLUMBLINE_RUN_FOLD_MS: "50" });
  const good = await requestRun(sql, tenant, "rolled");
  expect(await worker.end(good)).toBe("succeeded");
  const stopped = await requestRun(sql, tenant, "unknown_kind");
  await until(async () => (await readRun(sql, stopped)).status === "failed");
  await until(async () => (await sums(tenant)).length === 4);
  expect(await sums(tenant)).toEqual(["day failed 1", "day succeeded 1", "hour failed 1", "hour succeeded 1"]);
  const steps = await sql`
    select step, step_status::text, executions::int, validated::int, valid::int from public.step_rollups
    where tenant_id = ${tenant} and grain = 'hour' order by step`;
  expect([...steps]).toEqual(
    ["a", "b"].map((key) => ({
      step: `test.${key}@1`,
      step_status: "succeeded",
      executions: 1,
      validated: 1,
      valid: 1,
    })),
  );
  expect(await sql`select from public.unfolded_runs where tenant_id = ${tenant}`).toHaveLength(0);
});

// The embedded database serves one transaction at a time: none can end while others are folded.
if (testDatabase().kind === "postgres") {
  test("a run whose end is committed after others were folded is folded later, and nothing is folded twice", async () => {
    const tenant = await createTenant(sql);
    const late = await requestRun(sql, tenant, "nobody_runs_this");
    const begun = Promise.withResolvers<void>();
    const folded = Promise.withResolvers<void>();
    const ending = sql.begin(async (tx) => {
      await tx`update public.runs set status = 'failed', finished_at = now() where id = ${late}`;
      begun.resolve();
      await folded.promise;
    });
    await begun.promise;
    await ended(tenant, 3);
    await untilFolded(tenant);
    folded.resolve();
    await ending;
    await untilFolded(tenant);
    await fold(1000);
    expect(await sums(tenant)).toEqual(["day failed 1", "day succeeded 3", "hour failed 1", "hour succeeded 3"]);
  });
}

test("folds at the same moment count every run once", async () => {
  const tenant = await createTenant(sql);
  await ended(tenant, 40);
  await Promise.all(Array.from({ length: 8 }, () => fold(5)));
  await untilFolded(tenant);
  expect(await sums(tenant)).toEqual(["day succeeded 40", "hour succeeded 40"]);
});

test("a fold that fails leaves its runs to be folded", async () => {
  const tenant = await createTenant(sql);
  await ended(tenant, 2);
  const broken = sql.begin(async (tx) => {
    await tx`select private.fold_ended_runs(100000)`;
    throw new Error(randomUUID());
  });
  await expect(broken).rejects.toThrow();
  await untilFolded(tenant);
  expect(await sums(tenant)).toEqual(["day succeeded 2", "hour succeeded 2"]);
});
