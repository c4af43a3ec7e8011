import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { deterministicModel, runCancelChannel, runQueuedChannel } from "@plumbline/contracts";
import manifest from "../package.json" with { type: "json" };
import { createBoss, listen } from "./platform/boss.ts";
import { checkDatabase } from "./platform/check-database.ts";
import { createDb, type Db } from "./platform/db.ts";
import type { WorkerEnv } from "./platform/env.ts";
import { createLog, type Logger } from "./platform/log.ts";
import { type Consumers, queues } from "./queues.ts";
import { type ConsumerOptions, RunConsumer } from "./runs/consumer.ts";
import type { Engine } from "./runs/engine.ts";
import { LeaseKeeper } from "./runs/lease.ts";
import { Maintenance } from "./runs/maintenance.ts";
import { Recorder } from "./runs/recorder.ts";
import type { Registry } from "./runs/registry.ts";
import { TenantCache } from "./runs/tenant-config.ts";

export interface WorkerOptions {
  env: WorkerEnv;
  /** What it can execute. */
  registry: Registry;
  log?: Logger;
  onEnd?: ConsumerOptions["onEnd"];
}

export interface RunningWorker {
  id: string;
  version: string;
  concurrency: number;
  /** Takes nothing more, lets runs finish within the grace period, hands the rest back, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a worker in this process: checks the database, says that it is alive, takes and executes runs, answers for the
 * other queues. Throws AppError with one sentence when the database cannot serve it; once started it outlives the
 * database's absence.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { env, registry } = options;
  const log = options.log ?? createLog(env.log_level);
  await checkDatabase(env.database_url);
  const worker_id = `${hostname().slice(0, 40)}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const db = createDb(env.database_url, { max: Math.min(16, 4 + env.concurrency) });
  const boss = createBoss(env.database_url, log);
  const leases = new LeaseKeeper(db, log, { lease_ms: env.lease_ms, renew_ms: env.renew_ms });
  const maintenance = new Maintenance(db, log, {
    worker_id,
    version: manifest.version,
    sweep_ms: env.sweep_ms,
    seen_ms: env.seen_ms,
    fold_ms: env.fold_ms,
  });
  await boss.start();
  await maintenance.seen();
  await register(db, registry);
  const engine: Engine = {
    db,
    registry,
    leases,
    log,
    recorder: new Recorder(db),
    cache: new TenantCache(db, registry, log),
    run_timeout_ms: env.run_timeout_ms,
  };
  const runs = new RunConsumer(engine, boss, {
    worker_id,
    lease_ms: env.lease_ms,
    concurrency: env.concurrency,
    concurrency_per_tenant: env.concurrency_per_tenant,
    poll_ms: pollMs,
    ...(options.onEnd ? { onEnd: options.onEnd } : {}),
  });
  const consumers: Consumers = { db, boss, log, runs };
  // What was said while a connection was lost is looked up: every (re)connect wakes and renews.
  const listening = await Promise.all([
    listen(
      boss,
      runQueuedChannel,
      (payload) => runs.queued(payload),
      () => runs.wake(),
    ),
    listen(
      boss,
      runCancelChannel,
      (runId) => leases.stop(runId, "cancelled"),
      () => void leases.renew(),
    ),
  ]);
  await Promise.all(Object.values(queues).map((consume) => consume(consumers)));

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const handedBack = await runs.stop(env.grace_ms);
    if (handedBack > 0) log.warn({ count: handedBack }, "runs handed back");
    leases.close();
    await maintenance.close();
    await Promise.all(listening.map((end) => end()));
    await boss.stop({ graceful: false });
    await db.close();
  };
  return {
    id: worker_id,
    version: manifest.version,
    concurrency: env.concurrency,
    stop: () => (stopped ??= stop()),
  };
}

/** Says what this worker can execute and ask: the catalogue that pipelines are made from, and the models runs may name. */
async function register(db: Db, { catalogue, text_models }: Registry): Promise<void> {
  await db.maintenance((sql) => sql`select private.register_steps(${JSON.stringify(catalogue)}::text::jsonb)`);
  const [first = deterministicModel] = text_models;
  await db.maintenance((sql) => sql`select private.register_text_models(${[...text_models]}::text[], ${first})`);
}

// A notification wakes the worker within milliseconds; this is for the one that got lost.
const pollMs = 500;
