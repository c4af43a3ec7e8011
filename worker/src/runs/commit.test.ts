import { randomUUID } from "node:crypto";
import { AppError } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Tx } from "../platform/db.ts";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { createTenant, ownerSql, readRun, requestRun, testWorker } from "./engine.fixture.ts";
import { createRegistry } from "./registry.ts";
import { defineStep, type RunInfo } from "./step.ts";

const sql = ownerSql();
let tenant = "";
let dataset = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
  const file = randomUUID();
  dataset = randomUUID();
  await sql`insert into public.files (tenant_id, id, name, created_by) values (${tenant}, ${file}, 'c.csv', null)`;
  await sql`insert into public.datasets (tenant_id, id, name, file_id, size_bytes, sha256) values (${tenant}, ${dataset}, 'c', ${file}, 1, 'x')`;
});
afterAll(() => sql.end());

const committing = (kind: string, commit: (tx: Tx, run: RunInfo) => Promise<void>) =>
  createRegistry(
    [
      defineStep({
        key: "test.commit",
        version: 1,
        input: z.unknown(),
        output: z.null(),
        run: async () => null,
        commit,
      }),
    ],
    { [kind]: { name: kind, version: 1, nodes: [{ key: "commit", step: "test.commit@1" }] } },
  );
const raise = (tx: Tx, run: RunInfo) =>
  tx`update public.datasets set revision = revision + 1 where tenant_id = ${run.tenant_id} and id = ${dataset}`;
const revision = async () =>
  (await sql<{ revision: number }[]>`select revision from public.datasets where id = ${dataset}`)[0]?.revision;

test("what a step commits is there when the step is completed", async () => {
  const registry = committing("committed", async (tx, run) => {
    await raise(tx, run);
  });
  await using worker = await testWorker(registry);
  const before = (await revision()) ?? 0;
  expect(await worker.end(await requestRun(sql, tenant, "committed"))).toBe("succeeded");
  expect(await revision()).toBe(before + 1);
});

test("when a step's commit fails, neither its rows nor its completion are there", async () => {
  const registry = committing("uncommitted", async (tx, run) => {
    await raise(tx, run);
    throw new AppError("conflict", "Somebody was faster.");
  });
  await using worker = await testWorker(registry);
  const before = await revision();
  const id = await requestRun(sql, tenant, "uncommitted");
  expect(await worker.end(id)).toBe("failed");
  expect(await revision()).toBe(before);
  expect(await readRun(sql, id)).toMatchObject({
    failure: { code: "conflict" },
    steps: [{ status: "failed" }],
    artifacts: [],
  });
});

// The embedded database serves one transaction at a time: none can lock against another.
if (testDatabase().kind === "postgres") {
  test("a commit that loses a deadlock is tried again and is there once", async () => {
    const locked = Promise.withResolvers<void>();
    let tries = 0;
    const registry = committing("deadlocked", async (tx, run) => {
      tries++;
      locked.resolve();
      await raise(tx, run);
    });
    const before = (await revision()) ?? 0;
    await using worker = await testWorker(registry, {
      PLUMBLINE_RUN_LEASE_MS: "60000",
      PLUMBLINE_RUN_RENEW_MS: "30000",
    });
    let id = "";
    await sql.begin(async (tx) => {
      await tx`select 1 from public.datasets where id = ${dataset} for update`;
      // The other side notices later, so the worker is the one that loses.
      await tx`set local deadlock_timeout = '60s'`;
      id = await requestRun(sql, tenant, "deadlocked");
      await locked.promise;
      await tx`select 1 from public.runs where id = ${id} for update`;
    });
    expect(await worker.end(id)).toBe("succeeded");
    expect(tries).toBeGreaterThan(1);
    expect(await revision()).toBe(before + 1);
  });
}
