import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { z } from "zod";
import { claimPort } from "../local/port.ts";
import { cpuOf } from "./cpu.ts";
import { type BenchDatabase, benchDatabase } from "./edge/database.ts";
import { loadGenerator, type Measured } from "./edge/load.ts";

const help = `npm run bench:edge [-- --json --seconds N --rounds N]

One page of 20 runs under row-level security at 64 connections, by the real API on Deno, by the obvious way on Deno, and
by @supabase/lite REST on Node. They take turns, so that a busy moment of the machine hits all of them; the median round
counts. Where the machine is busy with other work, the CPU that a request takes says more than how many were served.

  --json       prints the figures as JSON
  --seconds N  how long each takes its turn in a round: 1 to 60, 4 unless told
  --rounds N   how many rounds: 1 to 9, 3 unless told`;
const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    seconds: { type: "string" },
    rounds: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const seconds = z.coerce.number().min(1).max(60).default(4).parse(values.seconds);
const rounds = z.coerce.number().int().min(1).max(9).default(3).parse(values.rounds);
const connections = 64;
const root = fileURLToPath(new URL("../../", import.meta.url));

interface Contestant {
  name: string;
  url: string;
  process: ChildProcess;
  measured: Round[];
}
/** The CPU is in microseconds a request: of the contestant's process, and of Postgres. */
type Round = Measured & { cpu_us: number; postgres_us: number };

const database = await benchDatabase();
const contestants: Contestant[] = [];
try {
  const headers = {
    authorization: `Bearer ${database.token}`,
    "plumbline-tenant": database.tenant_id,
    apikey: "sb_publishable_local",
  };
  contestants.push(...(await startAll(database)));
  const expected = await untilAnswers(contestants[0], headers);
  for (const one of contestants) {
    const rows = await untilAnswers(one, headers);
    if (rows.join() !== expected.join()) throw new Error(`${one.name} reads other rows`);
  }
  const load = await loadGenerator();
  const shoot = async (one: Contestant, s: number): Promise<Round> => {
    const cpu = async () => [await cpuOf(one.process.pid ?? 0), await database.cpuMs()] as const;
    const [own, postgres] = await cpu();
    const measured = await load.run({ url: one.url, headers, connections, seconds: s });
    const [own_after, postgres_after] = await cpu();
    const requests = measured.requests_per_s * s;
    const each = (ms: number) => (ms * 1000) / requests;
    return { ...measured, cpu_us: each(own_after - own), postgres_us: each(postgres_after - postgres) };
  };
  for (const one of contestants) await shoot(one, 2);
  for (let round = 0; round < rounds; round++) {
    for (const one of contestants) one.measured.push(await shoot(one, seconds));
  }
  report(load.name);
} finally {
  for (const one of contestants) await stop(one.process);
  await database.stop();
}

async function startAll(db: BenchDatabase): Promise<Contestant[]> {
  const env = { JWT_SECRET: db.jwt_secret, LITE_TELEMETRY: "0" };
  const deno = ["--cached-only", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", "--allow-read=."];
  const make = async (
    name: string,
    path: string,
    command: (port: string) => string[],
    more: Record<string, string>,
  ): Promise<Contestant> => {
    const port = String(await claimPort(0));
    const [program = "", ...args] = command(port);
    const child = spawn(`${root}node_modules/.bin/${program}`, args, {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: port, ...env, ...more },
      stdio: ["pipe", "ignore", "inherit"],
    });
    return { name, url: `http://127.0.0.1:${port}${path}`, process: child, measured: [] };
  };
  const columns =
    "id,kind,status,subject_id,subject_name,progress,attempt,failure,trace_id,pipeline_version_id,model,lineage,rerun_of,from_node,ir_validation,requested_by,created_at,started_at,finished_at";
  return [
    await make(
      "Plumbline API (Deno)",
      "/api/v1/runs?limit=20",
      () => ["deno", "run", ...deno, "supabase/functions/api/index.ts"],
      { DATABASE_URL: db.edge },
    ),
    await make(
      "four round trips (Deno)",
      "/runs",
      (port) => ["deno", "serve", ...deno, "--host=127.0.0.1", `--port=${port}`, "scripts/bench/edge/naive.ts"],
      { DATABASE_URL: db.edge },
    ),
    await make(
      "@supabase/lite REST (Node)",
      `/rest/v1/runs?select=${columns}&order=created_at.desc,id&limit=20`,
      () => ["node", "scripts/bench/edge/lite.ts"],
      { DATABASE_URL: db.owner },
    ),
  ];
}

/** The ids that this contestant reads, once it is up. */
async function untilAnswers(one: Contestant | undefined, headers: Record<string, string>): Promise<string[]> {
  const Rows = z.array(z.looseObject({ id: z.string() })).length(20);
  const Answer = z.union([Rows, z.looseObject({ items: Rows }).transform((page) => page.items)]);
  if (one === undefined) throw new Error("nobody to measure");
  for (let attempt = 0; ; attempt++) {
    const res = await fetch(one.url, { headers }).catch(() => undefined);
    if (res?.ok) return Answer.parse(await res.json()).map((row) => row.id);
    if (attempt > 200) throw new Error(`${one.name} does not answer: ${res ? await res.text() : "no connection"}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 6000);
  await once(child, "exit");
  clearTimeout(late);
}

function report(generator: string): void {
  const results = contestants.map(({ name, measured }) => {
    const sorted = measured.toSorted((a, b) => a.requests_per_s - b.requests_per_s);
    const median = sorted[Math.floor(sorted.length / 2)];
    if (median === undefined) throw new Error("nothing was measured");
    const cpu_us = middle(measured.map((m) => m.cpu_us));
    const postgres_us = middle(measured.map((m) => m.postgres_us));
    return { name, ...median, cpu_us, postgres_us, rounds: measured.map((m) => Math.round(m.requests_per_s)) };
  });
  const ours = results[0]?.requests_per_s ?? 0;
  const ratio = (i: number) => Math.round((ours / (results[i]?.requests_per_s ?? 0)) * 100) / 100;
  const cost = (i: number) => (results[i]?.cpu_us ?? 0) + (results[i]?.postgres_us ?? 0);
  const summary = {
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}`,
    database: database.kind,
    generator: `${generator}, ${connections} connections, ${rounds} rounds of ${seconds} s in turn`,
    results,
    times_naive: ratio(1),
    times_lite: ratio(2),
    times_naive_in_cpu: Math.round((cost(1) / cost(0)) * 100) / 100,
    targets_met: ratio(1) >= 2 && ratio(2) >= 5,
  };
  if (values.json) {
    console.log(JSON.stringify(summary));
    return;
  }
  const table = new Table({
    head: ["", "requests/s", "p50 ms", "p99 ms", "ours is", "CPU µs server", "CPU µs Postgres"],
    style: { head: [] },
  });
  results.forEach((r, i) => {
    const row = [
      r.name,
      Math.round(r.requests_per_s),
      r.p50_ms.toFixed(1),
      r.p99_ms.toFixed(1),
      i ? `${ratio(i)} x` : "",
      Math.round(r.cpu_us),
      Math.round(r.postgres_us),
    ];
    table.push(row);
  });
  console.log(
    `One page of 20 runs under row-level security. ${summary.machine}; ${summary.database}; ${summary.generator}.`,
  );
  console.log(table.toString());
  console.log(`Four round trips take ${summary.times_naive_in_cpu} times the CPU of ours.`);
  console.log(`Targets (2 x four round trips, 5 x lite): ${summary.targets_met ? "met" : "NOT met"}.`);
}

function middle(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
