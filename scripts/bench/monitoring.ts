import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { claimPort } from "../local/port.ts";
import { type MonitoringDatabase, monitoringDatabase, type Tenant } from "./monitoring/database.ts";
import { naive } from "./monitoring/naive.ts";

const help = `npm run bench:monitoring [-- --json] [--runs N] [--times N]

Every route of /v1/monitoring through the real API on a throw-away Postgres: a tenant with N runs of six steps in 90 days, and
one with 500, over the last 1, 7, 30 and 90 days; beside it the same sums over the rows themselves, as the same member under
row-level security. Prints a table in Markdown. Medians in milliseconds.

  --json     prints one object and nothing else
  --runs N   runs of the large tenant (100000); 1000000 needs 8 GB of disk and a quarter of an hour
  --times N  how often each is asked (5); the peer three times at most, and once where it takes more than 10 s`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    help: { type: "boolean" },
    runs: { type: "string" },
    times: { type: "string" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const whole = (name: "runs" | "times", otherwise: number, most: number): number => {
  const given = values[name];
  if (given === undefined) return otherwise;
  if (Number.isInteger(Number(given)) && Number(given) > 0 && Number(given) <= most) return Number(given);
  console.error(`--${name} ${given} is not a whole number from 1 to ${most}.`);
  process.exit(1);
};
const runs = whole("runs", 100_000, 5_000_000);
const times = whole("times", 5, 100);
const routes = ["trends", "steps", "metrics", "runs"] as const;
const spans = [1, 7, 30, 90];
/** Longer than the API lets a statement run: how much longer it would have taken is the question. */
const naive_timeout_ms = 120_000;
const root = fileURLToPath(new URL("../../", import.meta.url));

interface Measured {
  tenant: string;
  state: string;
  route: (typeof routes)[number];
  days: number;
  api_ms: number;
  naive_ms: number | null;
}

const database = await monitoringDatabase(runs);
if (!database) {
  console.error("This benchmark needs an installed Postgres 15 or newer with pgvector (docs/runbook.md says how).");
  process.exit(1);
}
try {
  report(await bench(database));
} finally {
  await database.stop();
}

async function bench(db: MonitoringDatabase) {
  const { sql } = db;
  const [session] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const cpuMs = () => cpuOf(session?.pid ?? 0);
  let folded = 0;
  const batches: number[] = [];
  // All but the last 5,000 of the large tenant: that many may wait between two folds.
  const [large, small] = db.tenants;
  if (!large || !small) throw new Error("no tenants");
  const later = Math.min(5000, Math.floor(runs / 10));
  await sql`create table private.bench_later as select u.* from public.unfolded_runs u where u.tenant_id = ${large.id}
    order by u.created_at desc limit ${later}`;
  await sql`delete from public.unfolded_runs u using private.bench_later l where u.tenant_id = l.tenant_id and u.run_id = l.run_id`;
  const foldAll = async () => {
    for (;;) {
      const start = performance.now();
      const [row] = await sql<{ count: number }[]>`select private.fold_ended_runs() as count`;
      if (!row?.count) return;
      folded += row.count;
      batches.push(performance.now() - start);
    }
  };
  const before = await cpuMs();
  await foldAll();
  const fold_us_per_run = (((await cpuMs()) - before) * 1000) / folded;
  await sql`insert into public.unfolded_runs select * from private.bench_later`;
  await sql`vacuum analyze public.run_rollups, public.step_rollups, public.metric_rollups, public.unfolded_runs`;

  const port = await claimPort(0);
  const flags = ["--cached-only", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", "--allow-read=."];
  const edge = spawn(`${root}node_modules/.bin/deno`, ["run", ...flags, "supabase/functions/api/index.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      DATABASE_URL: db.edge,
      JWT_SECRET: db.jwt_secret,
    },
    stdio: ["pipe", "ignore", "inherit"],
  });
  try {
    const url = `http://127.0.0.1:${port}/api/v1/monitoring`;
    const measured = await measure(db, url, small, "", true);
    measured.push(...(await measure(db, url, large, `${later.toLocaleString("en")} not folded yet`, false)));
    await foldAll();
    measured.push(...(await measure(db, url, large, "", true)));
    const [rows] = await sql<Record<string, number>[]>`select
      (select count(*)::int from public.run_rollups) as run_rollups, (select count(*)::int from public.step_rollups) as step_rollups,
      (select count(*)::int from public.metric_rollups) as metric_rollups,
      ((pg_total_relation_size('public.run_rollups') + pg_total_relation_size('public.step_rollups')
        + pg_total_relation_size('public.metric_rollups')) / 1048576)::int as rollups_mib,
      ((pg_total_relation_size('public.runs') + pg_total_relation_size('public.run_steps') + pg_total_relation_size('public.artifacts')
        + pg_total_relation_size('public.metric_results')) / 1048576)::int as rows_mib`;
    return {
      machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}, Postgres ${db.version}`,
      runs,
      fold_us_per_run: Math.round(fold_us_per_run),
      fold_batch_ms: Math.round(median(batches)),
      rows,
      measured,
    };
  } finally {
    edge.kill("SIGTERM");
    await once(edge, "exit");
  }
}

async function measure(
  db: MonitoringDatabase,
  url: string,
  tenant: Tenant,
  state: string,
  withPeer: boolean,
): Promise<Measured[]> {
  const headers = { authorization: `Bearer ${db.token}`, "plumbline-tenant": tenant.id };
  const measured: Measured[] = [];
  for (const route of routes) {
    for (const days of spans) {
      const to = new Date();
      const from = new Date(to.getTime() - days * 86_400_000);
      const bucket = days === 1 ? "hour" : "day";
      const query = new URLSearchParams({
        from: from.toISOString(),
        to: to.toISOString(),
        ...(route === "trends" && { bucket }),
      });
      const ask = async () => {
        const start = performance.now();
        const res = await untilUp(`${url}/${route}?${query}`, headers);
        const text = await res.text();
        if (!res.ok) throw new Error(`${route} over ${days} days: ${res.status} ${text}`);
        return performance.now() - start;
      };
      await ask();
      const asked: number[] = [];
      for (let n = 0; n < times; n++) asked.push(await ask());
      const naive_ms =
        withPeer && route !== "runs"
          ? await sumRows(db, tenant, naive[route], [from.toISOString(), to.toISOString(), bucket])
          : null;
      measured.push({ tenant: tenant.name, state, route, days, api_ms: median(asked), naive_ms });
    }
  }
  return measured;
}

/** The same sums over rows, as the same member; infinite when it took longer than the peer is given. */
async function sumRows(db: MonitoringDatabase, tenant: Tenant, statements: string[], range: string[]): Promise<number> {
  const once = () =>
    db.sql.begin(async (tx) => {
      await tx`select set_config('role', 'authenticated', true), set_config('request.jwt.claim.sub', ${db.user}, true),
        set_config('request.jwt.claims', ${JSON.stringify({ sub: db.user, role: "authenticated" })}, true),
        set_config('app.request_tenant_id', ${tenant.id}, true), set_config('statement_timeout', ${String(naive_timeout_ms)}, true)`;
      const start = performance.now();
      for (const statement of statements) {
        await tx.unsafe(statement, statement.includes("$3") ? range : range.slice(0, 2));
      }
      return performance.now() - start;
    });
  try {
    const asked = [await once()];
    while (asked.length < Math.min(3, times) && (asked[0] ?? 0) < 10_000) asked.push(await once());
    return median(asked);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "57014") return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** CPU that a process of Postgres has had, where the system tells it. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function untilUp(url: string, headers: Record<string, string>): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const res = await fetch(url, { headers }).catch(() => undefined);
    if (res) return res;
    if (attempt > 200) throw new Error("the API does not answer");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0;
}

function report(result: Awaited<ReturnType<typeof bench>>): void {
  if (values.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { measured, rows } = result;
  const time = (ms: number | null | undefined) => {
    if (ms === undefined || ms === null) return "";
    if (!Number.isFinite(ms)) return `> ${naive_timeout_ms / 1000} s`;
    return ms < 9950 ? String(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)) : `${Math.round(ms / 1000)} s`;
  };
  console.log(`${result.machine}; ${result.runs.toLocaleString("en")} runs; medians in ms.\n`);
  console.log(
    `| tenant | route | ${spans.map((d) => `${d} d`).join(" | ")} | ${spans.map((d) => `${d} d, over rows`).join(" | ")} |`,
  );
  console.log(`|---|---|${spans.map(() => "---|---|").join("")}`);
  const groups = Map.groupBy(measured, (m) => `${m.tenant}${m.state && `, ${m.state}`} | ${m.route}`);
  for (const [name, cells] of groups) {
    const of = (pick: (m: Measured) => number | null) => cells.map((m) => time(pick(m))).join(" | ");
    console.log(`| ${name} | ${of((m) => m.api_ms)} | ${of((m) => m.naive_ms)} |`);
  }
  console.log(`\nFolding: ${result.fold_us_per_run} µs of CPU a run, ${result.fold_batch_ms} ms a batch of 2,000.`);
  console.log(`Roll-ups: ${JSON.stringify(rows)}`);
}
