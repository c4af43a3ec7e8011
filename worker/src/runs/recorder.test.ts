import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb, type Db } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { toArtifact } from "./artifacts.ts";
import type { Change } from "./change.ts";
import { createTenant, ownerSql, readRun, requestRun, until } from "./engine.fixture.ts";
import { LeaseKeeper } from "./lease.ts";
import type { HeldRun } from "./record.ts";
import { Recorder } from "./recorder.ts";
import { RunWriter } from "./run-writer.ts";

const sql = ownerSql();
let tenant = "";
let db: Db;
beforeAll(async () => {
  tenant = await createTenant(sql);
  db = createDb(testDatabase().worker);
});
afterAll(async () => {
  await db.close();
  await sql.end();
});

/** A run that worker w1 holds, and a writer for it. */
async function held(recorder: Recorder) {
  const id = await requestRun(sql, tenant, "recorded");
  await sql`delete from pgboss.job where id = ${id}`;
  await sql`update public.runs set status = 'running', attempt = 1, worker_id = 'w1', lease_expires_at = now() + interval '1 h' where id = ${id}`;
  const run: HeldRun = {
    id,
    tenant_id: tenant,
    kind: "recorded",
    subject_id: null,
    input: {},
    attempt: 1,
    trace_id: "",
    model: null,
    worker_id: "w1",
  };
  const failures: unknown[] = [];
  return { id, run, failures, writer: new RunWriter(db, recorder, run, (error) => failures.push(error)) };
}
const lose = (id: string) => sql`update public.runs set attempt = 2, worker_id = 'w2' where id = ${id}`;
const begun: Change = {
  create: [{ key: "a", step: "test.a@1", position: 0, depends_on: [] }],
  events: [{ type: "started" }],
};

test("what happens within a turn is one write: a step that began, failed, and began again stands as it ended", async () => {
  const one = await held(new Recorder(db));
  one.writer.write(begun);
  one.writer.write({ steps: [{ key: "a", status: "running", begins: true }] });
  const failure = { code: "unavailable" as const, detail: "Busy.", fix: null };
  one.writer.write({ steps: [{ key: "a", status: "pending", failure, retries: 1, retry_in_ms: 60_000 }] });
  one.writer.write({ steps: [{ key: "a", status: "running", begins: true }] });
  one.writer.write({ steps: [{ key: "a", status: "running", progress: 0.5, message: "Half way" }] });
  await one.writer.flush();
  const [row] =
    await sql`select status, attempt, retries, failure, progress, message, next_retry_at, finished_at from public.run_steps where run_id = ${one.id}`;
  expect(row).toEqual({
    ...{ status: "running", attempt: 2, retries: 1, failure: null, progress: 0.5, message: "Half way" },
    ...{ next_retry_at: null, finished_at: null },
  });
});

test("of several runs in one statement, one that was lost writes nothing, and the others are written", async () => {
  const recorder = new Recorder(db);
  const [kept, lost] = [await held(recorder), await held(recorder)];
  await lose(lost.id);
  for (const one of [kept, lost]) one.writer.write(begun);
  await kept.writer.flush();
  await expect(lost.writer.flush()).rejects.toMatchObject({ name: "RunStopped", reason: "lease_lost" });
  expect((await readRun(sql, kept.id)).events).toEqual(["queued", "started"]);
  expect(await readRun(sql, lost.id)).toMatchObject({ events: ["queued"], steps: [] });
  expect(lost.failures).toHaveLength(1);
  // And it stays lost, even were the run this worker's again.
  await sql`update public.runs set attempt = 1, worker_id = 'w1' where id = ${lost.id}`;
  lost.writer.write({ events: [{ type: "succeeded" }], status: "succeeded" });
  await expect(lost.writer.flush()).rejects.toMatchObject({ name: "RunStopped" });
  expect((await readRun(sql, lost.id)).status).toBe("running");
});

test("a take that the database lost in a crash can write nothing once the same worker took the run again", async () => {
  const recorder = new Recorder(db);
  const [other, lost] = [await held(recorder), await held(recorder)];
  // The same worker and the same attempt: only the number of the take tells them apart, also within one statement.
  await sql`update public.runs set worker_id = 'w1#2' where id = any (${[other.id, lost.id]}::uuid[])`;
  other.run.worker_id = "w1#2";
  other.writer.write(begun);
  lost.writer.write({ ...begun, status: "succeeded" });
  await other.writer.flush();
  await expect(lost.writer.flush()).rejects.toMatchObject({ name: "RunStopped" });
  expect(await readRun(sql, lost.id)).toMatchObject({ status: "running", events: ["queued"], steps: [] });
  const stopped = Promise.withResolvers<string>();
  const leases = new LeaseKeeper(db, createLog("silent"), { lease_ms: 60_000, renew_ms: 60_000 });
  leases.hold(lost.run, stopped.resolve);
  leases.hold(other.run, (reason) => stopped.resolve(`the other: ${reason}`));
  await leases.renew();
  leases.close();
  expect(await stopped.promise).toBe("lease_lost");
});

test("a change that cannot be written takes no other run's along", async () => {
  const recorder = new Recorder(db);
  const [good, bad] = [await held(recorder), await held(recorder)];
  good.writer.write(begun);
  bad.writer.write({ ...begun, artifacts: [{ ...toArtifact(bad.id, "a", "t", 1), value: "no JSON" }] });
  await good.writer.flush();
  await expect(bad.writer.flush()).rejects.toMatchObject({ code: "22P02" });
  expect((await readRun(sql, good.id)).events).toContain("started");
  // The run's end can still be written.
  bad.writer.recover();
  bad.writer.write({ status: "failed", events: [{ type: "failed" }] });
  await bad.writer.flush();
  expect(await readRun(sql, bad.id)).toMatchObject({ status: "failed", events: ["queued", "failed"] });
});

test("a transaction of a run that was lost leaves nothing, neither of the engine nor of the step", async () => {
  const one = await held(new Recorder(db));
  await lose(one.id);
  let worked = false;
  const publish = one.writer.transact(begun, async (tx) => {
    worked = true;
    await tx`insert into public.run_events (tenant_id, run_id, type) values (${tenant}, ${one.id}, 'succeeded')`;
  });
  await expect(publish).rejects.toMatchObject({ name: "RunStopped" });
  expect(worked).toBe(false);
  expect((await readRun(sql, one.id)).events).toEqual(["queued"]);
});

test("tables that have grown several times over get their statistics at once", async () => {
  const { id } = await held(new Recorder(db));
  await sql`insert into public.run_events (tenant_id, run_id, type) select ${tenant}, ${id}, 'step_progress' from generate_series(1, 40000)`;
  await until(async () => {
    await db.maintenance((s) => s`select private.analyze_young_tables()`);
    const [row] = await sql`select reltuples > 30000 as known from pg_class where oid = 'public.run_events'::regclass`;
    return row?.known;
  });
});
