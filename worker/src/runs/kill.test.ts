import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { createTenant, ownerSql, readRun, requestRun, until } from "./engine.fixture.ts";
import { endWorkerProcesses, startWorkerProcess, type WorkerProcess } from "./worker-process.fixture.ts";

const sql = ownerSql();
const publishing = new URL("./publishing-worker.fixture.ts", import.meta.url);
let tenant = "";
let dataset = "";
let worker: WorkerProcess | undefined;

beforeAll(async () => {
  tenant = await createTenant(sql);
  const file = randomUUID();
  dataset = randomUUID();
  await sql`insert into public.files (tenant_id, id, name, created_by) values (${tenant}, ${file}, 'k.csv', null)`;
  await sql`insert into public.datasets (tenant_id, id, name, file_id, size_bytes, sha256) values (${tenant}, ${dataset}, 'k', ${file}, 1, 'x')`;
});
afterAll(async () => {
  await endWorkerProcesses();
  await sql.end();
});

// The embedded database serves one transaction at a time: fewer kills there.
const kills = testDatabase().kind === "postgres" ? 20 : 6;

test(`a worker killed ${kills} times in the middle of runs: every run finishes, no insight twice, none lost`, async () => {
  const runs: string[] = [];
  const request = async (count: number) => {
    for (let n = 0; n < count; n++) runs.push(await requestRun(sql, tenant, "killed_run", { dataset_id: dataset }));
  };
  for (let round = 0; round < kills; round++) {
    await request(3);
    worker = await startWorkerProcess(publishing);
    const { worker_id, kill, ended } = worker;
    // In turn: as soon as it has a run, has completed a step, is publishing.
    const moment = ["start", "left", "publish"][round % 3] ?? "start";
    await until(async () => {
      const [now] = await sql<{ hit: boolean; open: number }[]>`
        select count(*)::int as open, coalesce(bool_or(starts_with(worker_id, ${worker_id}) and exists (
          select from public.run_steps s where s.run_id = r.id and s.key = ${moment} and s.status = 'running')), false) as hit
        from public.runs r where r.tenant_id = ${tenant} and r.status in ('queued', 'running')`;
      // The moment is short: when every run got past it unseen, there must be another.
      if (now?.open === 0) await request(3);
      return now?.hit;
    });
    kill("SIGKILL");
    await ended;
  }
  const [interrupted] = await sql<{ n: number }[]>`
    select count(*)::int as n from public.runs where tenant_id = ${tenant} and status = 'running'`;
  expect(interrupted?.n, "the kills hit runs").toBeGreaterThan(0);
  worker = await startWorkerProcess(publishing);
  await until(async () => {
    const [open] = await sql<{ n: number }[]>`
      select count(*)::int as n from public.runs where tenant_id = ${tenant} and status in ('queued', 'running')`;
    return open?.n === 0;
  });
  worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);

  const states = await sql<{ status: string; n: number }[]>`
    select status, count(*)::int as n from public.runs where tenant_id = ${tenant} group by 1`;
  expect([...states]).toEqual([{ status: "succeeded", n: runs.length }]);
  const insights = await sql<{ run_id: string; n: number }[]>`
    select run_id, count(*)::int as n from public.insights where tenant_id = ${tenant} group by 1`;
  expect(insights.map((row) => row.run_id).sort()).toEqual(runs.toSorted());
  expect(insights.every((row) => row.n === 1)).toBe(true);
  // Once for each run, with every step that it says was validated.
  const tests = await sql<{ run_id: string; total: number; results: number }[]>`
    select t.run_id, t.total, count(r.*)::int as results from public.test_runs t
    join public.test_results r on r.tenant_id = t.tenant_id and r.test_run_id = t.id
    where t.tenant_id = ${tenant} group by 1, 2`;
  expect(tests.map((row) => row.run_id).sort()).toEqual(runs.toSorted());
  expect(new Set(tests.map((row) => [row.total, row.results].join()))).toEqual(new Set(["4,4"]));
  const resumed =
    await sql`select distinct run_id from public.run_events where tenant_id = ${tenant} and type = 'resumed'`;
  expect(resumed.length).toBeGreaterThanOrEqual(kills / 2);
  const steps = await sql`select 1 from public.run_steps where tenant_id = ${tenant} and status <> 'succeeded'`;
  expect(steps).toHaveLength(0);
});

test("a worker killed as runs fail: what validation said of each is there once, with what was wrong", async () => {
  const failing = await createTenant(sql);
  const runs: string[] = [];
  const ended = async () => {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from public.runs where tenant_id = ${failing} and status = 'failed'`;
    return row?.n ?? 0;
  };
  for (let round = 0; round < kills / 4; round++) {
    for (let n = 0; n < 4; n++) runs.push(await requestRun(sql, failing, "killed_failing", { dataset_id: dataset }));
    worker = await startWorkerProcess(publishing, { PLUMBLINE_RUN_CONCURRENCY: "2" });
    const before = await ended();
    // As the first has failed and others are about to.
    await until(async () => (await ended()) > before);
    worker.kill("SIGKILL");
    await worker.ended;
  }
  worker = await startWorkerProcess(publishing);
  await until(async () => (await ended()) === runs.length);
  worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  const tests = await sql<{ run_id: string; passed: number; failed: number; results: string[] }[]>`
    select t.run_id, t.passed, t.failed, array_agg(r.step_key || ' ' || (r.faults #>> '{0,location}') order by r.position)
      filter (where not r.passed) as results
    from public.test_runs t join public.test_results r on r.tenant_id = t.tenant_id and r.test_run_id = t.id
    where t.tenant_id = ${failing} group by t.id, 1, 2, 3`;
  expect(tests.map((row) => row.run_id).sort()).toEqual(runs.toSorted());
  expect(tests.every((row) => row.passed === 1 && row.failed === 1 && row.results.join() === "refuse /n")).toBe(true);
}, 110_000);

test("a worker that froze and lost its run wakes up and publishes nothing", async () => {
  const frozen = await startWorkerProcess(publishing, { PLUMBLINE_RUN_CONCURRENCY: "1" });
  const id = await requestRun(sql, tenant, "killed_run", { dataset_id: dataset });
  await until(async () => (await readRun(sql, id)).worker_id?.startsWith(frozen.worker_id));
  frozen.kill("SIGSTOP");
  worker = await startWorkerProcess(publishing);
  await until(async () => (await readRun(sql, id)).status === "succeeded");
  frozen.kill("SIGCONT");
  frozen.kill("SIGTERM");
  expect(await frozen.ended).toBe(0);
  worker.kill("SIGTERM");
  await worker.ended;
  const insights = await sql`select 1 from public.insights where run_id = ${id}`;
  expect(insights).toHaveLength(1);
});
