import { randomUUID } from "node:crypto";
import { cpus } from "node:os";
import { createRegistry, defineStep, readEnv, startWorker } from "@plumbline/worker";
import Table from "cli-table3";
import postgres, { type Sql } from "postgres";
import { z } from "zod";
import { asLogin, prepareDatabase } from "../local/database.ts";
import { findPostgres, startRealPostgres } from "../test/real-postgres.ts";

/**
 * What the queue and the run engine cost, on a real Postgres of its own with its default durability:
 * request to step start at idle, a five-step run that does nothing, and runs per second of one worker at 64 at once.
 * `--json` prints one object.
 */

const idleRuns = 300;
const warmUpRuns = 50;
const crowd = 2_000;
const atOnce = 64;

interface Bench {
  sql: Sql;
  url: string;
  tenants: string[];
}

const started = new Map<string, (at: number) => void>();
const nothing = defineStep({
  key: "bench.nothing",
  version: 1,
  input: z.unknown(),
  output: z.null(),
  run: async (ctx) => {
    started.get(`${ctx.run.id} ${ctx.key}`)?.(performance.now());
    return null;
  },
});
const five = ["a", "b", "c", "d", "e"].map((key, i, keys) => ({
  key,
  step: "bench.nothing@1",
  depends_on: keys.slice(Math.max(0, i - 1), i),
}));
const registry = createRegistry([nothing], { bench_five: { name: "bench_five", version: 1, nodes: five } });

async function start({ url }: Bench, concurrency: number) {
  const ends = new Map<string, (at: number) => void>();
  let ended = 0;
  const all = Promise.withResolvers<void>();
  const worker = await startWorker({
    env: readEnv({
      DATABASE_URL: url,
      LOG_LEVEL: "silent",
      PLUMBLINE_RUN_CONCURRENCY: String(concurrency),
      PLUMBLINE_RUN_CONCURRENCY_PER_TENANT: String(concurrency),
    }),
    registry,
    onEnd: (run, end) => {
      if (end !== "succeeded") throw new Error(`a run ended as ${end}`);
      ends.get(run.id)?.(performance.now());
      if (++ended === crowd) all.resolve();
    },
  });
  return { worker, ends, all: all.promise };
}

/** One run after the other: nothing else is going on. */
async function idle(bench: Bench): Promise<{ to_start: number[]; whole: number[]; engine: number[] }> {
  const { worker, ends } = await start(bench, 4);
  const result = { to_start: [] as number[], whole: [] as number[], engine: [] as number[] };
  const [tenant = ""] = bench.tenants;
  for (let n = 0; n < warmUpRuns + idleRuns; n++) {
    // The database makes the id: ask for it first, and register under it before the run can start.
    const key = randomUUID();
    const first = Promise.withResolvers<number>();
    const last = Promise.withResolvers<number>();
    const asked = performance.now();
    const [row] = await bench.sql.begin(async (tx) => {
      const rows = await tx<{ run_id: string }[]>`
        select run_id from private.request_run(${tenant}, 'bench_five', ${key}, null, null, '{}')`;
      const id = rows[0]?.run_id ?? "";
      started.set(`${id} a`, first.resolve);
      ends.set(id, last.resolve);
      return rows;
    });
    const at = await first.promise;
    const end = await last.promise;
    started.delete(`${row?.run_id} a`);
    if (n < warmUpRuns) continue;
    result.to_start.push(at - asked);
    result.whole.push(end - asked);
    result.engine.push(end - at);
  }
  await worker.stop();
  return result;
}

/** What one statement of this machine's database takes, for comparison. */
async function roundTrip({ sql }: Bench): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < warmUpRuns + idleRuns; n++) {
    const begin = performance.now();
    await sql`select 1`;
    if (n >= warmUpRuns) times.push(performance.now() - begin);
  }
  return times;
}

/** Everything at once: a backlog of runs of many tenants, one worker. */
async function crowded(bench: Bench): Promise<number> {
  const { worker, all } = await start(bench, atOnce);
  const begin = performance.now();
  await bench.sql`
    select private.request_run(t.id::uuid, 'bench_five', gen_random_uuid()::text, null, null, '{}')
    from generate_series(1, ${crowd / bench.tenants.length}) n, jsonb_array_elements_text(${bench.sql.json(bench.tenants)}) t(id)`;
  await all;
  const seconds = (performance.now() - begin) / 1000;
  await worker.stop();
  return crowd / seconds;
}

const quantile = (values: number[], q: number) =>
  Math.round((values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? 0) * 100) / 100;

const bin = await findPostgres();
if (!bin) {
  console.error("This benchmark needs an installed Postgres 15 or newer with pgvector (docs/runbook.md says how).");
  process.exit(1);
}
const server = await startRealPostgres(bin);
const sql = postgres(server.url, { max: 2, onnotice: () => {} });
try {
  const passwords = { edge: randomUUID(), worker_login: randomUUID() };
  const keys = { jwtSecret: randomUUID(), publishableKey: "sb_publishable_local" };
  await prepareDatabase({ ownerUrl: server.url, siteUrl: "http://127.0.0.1:1", passwords, ...keys });
  const tenants = await sql<{ id: string }[]>`
    insert into public.tenants (slug, name, status) select 'bench-' || n, 'bench', 'active' from generate_series(1, 20) n
    returning id`;
  const bench = {
    sql,
    url: asLogin(server.url, "worker_login", passwords.worker_login),
    tenants: tenants.map((t) => t.id),
  };
  const alone = await idle(bench);
  const trip = await roundTrip(bench);
  const runsPerSecond = await crowded(bench);
  const [version] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  const spread = (values: number[]) => ({
    min_ms: quantile(values, 0),
    p50_ms: quantile(values, 0.5),
    p95_ms: quantile(values, 0.95),
  });
  const result = {
    machine: `${cpus().length} x ${cpus()[0]?.model ?? "CPU"}, Node ${process.version}, Postgres ${version?.version}`,
    bare_round_trip: spread(trip),
    request_to_step_start: spread(alone.to_start),
    five_step_run_beyond_its_steps: spread(alone.engine),
    request_to_end_of_five_step_run: spread(alone.whole),
    five_step_runs_per_second: { at_once: atOnce, rate: Math.round(runsPerSecond) },
  };
  if (process.argv.includes("--json")) console.log(JSON.stringify(result));
  else print(result);
} finally {
  await sql.end();
  await server.stop();
}

interface Spread {
  min_ms: number;
  p50_ms: number;
  p95_ms: number;
}

function print(result: {
  machine: string;
  bare_round_trip: Spread;
  request_to_step_start: Spread;
  five_step_run_beyond_its_steps: Spread;
  request_to_end_of_five_step_run: Spread;
  five_step_runs_per_second: { at_once: number; rate: number };
}): void {
  const table = new Table({ head: ["", "min ms", "p50 ms", "p95 ms"], style: { head: [], border: [] } });
  const row = (name: string, { min_ms, p50_ms, p95_ms }: Spread) => table.push([name, min_ms, p50_ms, p95_ms]);
  row("request to step start, idle", result.request_to_step_start);
  row("five-step run beyond its steps", result.five_step_run_beyond_its_steps);
  row("request to the end of a five-step run", result.request_to_end_of_five_step_run);
  row("one bare statement, for comparison", result.bare_round_trip);
  console.log(`${result.machine}\n${table.toString()}`);
  const { at_once, rate } = result.five_step_runs_per_second;
  console.log(`${rate} five-step runs per second with one worker, ${at_once} at once`);
}
