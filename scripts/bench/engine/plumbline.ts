import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createRegistry, defineStep, readEnv, startWorker } from "@plumbline/worker";
import postgres from "postgres";
import { z } from "zod";
import { shapes, type Task } from "./protocol.ts";
import { serve } from "./serve.ts";

/**
 * Our side: a worker process, and in it what asks for runs, one statement each as the API sends it. Several of these may
 * share a database: whichever is free executes a run.
 */
const env = z
  .object({ DATABASE_URL: z.string(), OWNER_URL: z.string(), TENANTS: z.string(), CONCURRENCY: z.string() })
  .extend({ PER_TENANT: z.string().optional() })
  .parse(process.env);
const tenants = env.TENANTS.split(",");
const sql = postgres(env.OWNER_URL, { max: 8, onnotice: () => {}, connection: { application_name: "bench-requests" } });

const starts = new Map<string, PromiseWithResolvers<number>>();
const ends = new Map<string, PromiseWithResolvers<number>>();
let watching = false;
let onEnd = () => {};

/** A step that does nothing, or waits as if it asked somebody. */
const nothing = (key: string, deterministic: boolean, wait_ms = 0) =>
  defineStep({
    key,
    version: 1,
    deterministic,
    input: z.unknown(),
    output: z.null(),
    run: async (ctx) => {
      if (watching) of(starts, ctx.run.id).resolve(performance.now());
      if (wait_ms > 0) await sleep(wait_ms);
      return null;
    },
  });

const worker = await startWorker({
  env: readEnv({
    DATABASE_URL: env.DATABASE_URL,
    LOG_LEVEL: "silent",
    PLUMBLINE_RUN_CONCURRENCY: env.CONCURRENCY,
    PLUMBLINE_RUN_CONCURRENCY_PER_TENANT: env.PER_TENANT,
  }),
  registry: createRegistry(
    [
      nothing("bench.strict", false),
      nothing("bench.deterministic", true),
      nothing("bench.short", false, 5),
      nothing("bench.waiting", false, 20),
    ],
    Object.fromEntries(["strict", "deterministic", "short", "waiting"].flatMap(pipelinesOf)),
  ),
  onEnd: (run, end) => {
    if (end !== "succeeded") throw new Error(`a run ended as ${end}`);
    if (watching) of(ends, run.id).resolve(performance.now());
    onEnd();
  },
});

/** Five steps in a row, a hundred in a row, and a hundred of which all but the first and the last may run at once. */
function pipelinesOf(kind: string) {
  const step = `bench.${kind}@1`;
  const chain = (length: number) =>
    Array.from({ length }, (_, i) => ({ key: `n${i}`, step, depends_on: i === 0 ? [] : [`n${i - 1}`] }));
  const leaves = Array.from({ length: shapes.wide - 2 }, (_, i) => `n${i + 1}`);
  const wide = [
    { key: "n0", step },
    ...leaves.map((key) => ({ key, step, depends_on: ["n0"] })),
    { key: "last", step, depends_on: leaves },
  ];
  const pipelines = { five: chain(shapes.five), chain: chain(shapes.chain), wide };
  return Object.entries(pipelines).map(([shape, nodes]) => {
    const name = `${shape}_${kind}`;
    return [name, { name, version: 1, nodes }] as const;
  });
}

/** The moment something happened to a run, whether it is asked for before or after. */
function of(moments: typeof starts, runId: string): PromiseWithResolvers<number> {
  const moment = moments.get(runId) ?? Promise.withResolvers<number>();
  moments.set(runId, moment);
  return moment;
}

async function request(kind: string, tenant = 0): Promise<string> {
  const [row] = await sql<{ run_id: string }[]>`
    select run_id from private.request_run(${tenants[tenant] ?? ""}, ${kind}, ${randomUUID()}, null, null, '{}')`;
  return row?.run_id ?? "";
}

async function oneByOne(kind: string, times: number, moments = ends, tenant = 0) {
  const ms: number[] = [];
  watching = true;
  for (let n = 0; n < times; n++) {
    const asked = performance.now();
    const id = await request(kind, tenant);
    ms.push((await of(moments, id).promise) - asked);
    await of(ends, id).promise;
    starts.delete(id);
    ends.delete(id);
  }
  watching = false;
  return { ms, ended: times, in_time: times };
}

/** Each run that ends here, whoever asked for it, is followed by another. */
async function crowd({ kind, at_once, seconds, tenants: share }: Extract<Task, { do: "crowd" }>) {
  const until = performance.now() + seconds * 1000;
  const counted = { ms: [], ended: 0, in_time: 0 };
  let asked = 0;
  const next = () => request(kind, asked++ % share);
  const failed = Promise.withResolvers<never>();
  onEnd = () => {
    counted.ended++;
    if (performance.now() > until) return;
    counted.in_time++;
    next().catch(failed.reject);
  };
  for (let n = 0; n < at_once; n++) next().catch(failed.reject);
  await Promise.race([untilNothingIsLeft(until), failed.promise]);
  onEnd = () => {};
  return counted;
}

async function untilNothingIsLeft(after: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, after - performance.now())));
  for (;;) {
    const [row] = await sql`select from public.runs where status in ('queued', 'running') limit 1`;
    if (!row) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function behindFlood({ kind, times, flood, flood_kind }: Extract<Task, { do: "starts" }>) {
  if (flood > 0) {
    await sql`select count(*) from generate_series(1, ${flood}) n,
      private.request_run(${tenants[0] ?? ""}, ${flood_kind}, gen_random_uuid()::text || n, null, null, '{}')`;
  }
  const started = await oneByOne(kind, times, starts, 1);
  const [waiting] =
    await sql`select from public.runs where tenant_id = ${tenants[0] ?? ""} and status = 'queued' limit 1`;
  if (flood > 0 && !waiting) throw new Error("the flood was over before the other tenant's runs had started");
  await untilNothingIsLeft(0);
  starts.clear();
  ends.clear();
  return started;
}

serve(
  (task) => {
    if (task.do === "crowd") return crowd(task);
    if (task.do === "starts") return behindFlood(task);
    return oneByOne(task.kind, task.times);
  },
  async () => {
    await worker.stop();
    await sql.end();
  },
);
