import { type IrValidation, type Job, jobs } from "@plumbline/contracts";
import type { PgBoss } from "pg-boss";
import { inTransaction } from "../platform/boss.ts";
import type { Db, LoginTx } from "../platform/db.ts";
import type { HeldRun } from "./record.ts";
import { readTenantConfig, type TenantConfig } from "./tenant-config.ts";

/** A run as it was when this worker took it. */
export interface ClaimedRun extends HeldRun {
  /** As stored; null when no worker has begun it yet. */
  pipeline: unknown;
  /** The tenant's own version it runs, or is to run. */
  pipeline_version_id: string | null;
  /** It was told to run the built-in one, whatever the tenant has active. */
  builtin_pipeline: boolean;
  /** As it began; null when no worker has begun it yet. */
  ir_validation: IrValidation | null;
  config: TenantConfig;
  /** Since the run was first started, by the database's clock. */
  elapsed_ms: number;
}

/** Who takes, and for how long. */
export interface Taker {
  /** Names worker and take. */
  worker_id: string;
  lease_ms: number;
}

export interface Take extends Taker {
  /** At most this many. */
  limit: number;
  /** Tenants that have their share of this worker already. */
  full_tenants: string[];
  /** How many runs any one other tenant may get in this take. */
  per_tenant: number;
}

export interface Taken {
  runs: ClaimedRun[];
  /** Jobs that were due, also those with nothing left to do. */
  jobs: number;
  /** Ids of jobs whose payload nobody can read. */
  unreadable: string[];
}

const queue = "run.execute";

/**
 * Takes jobs off the queue and their runs under a lease, in one transaction: a worker lost before the commit has taken
 * nothing, one lost after it holds a lease that expires. From then on the lease answers for the run, so the job is
 * complete. A second delivery of a run that is alive, ended or gone finds nothing to do.
 *
 * The commit does not wait for the disk. What follows from a take is written after it: a crash that loses the take loses
 * all of that too, and the run waits as before. Whoever takes it then is told apart by `worker_id`.
 */
export function takeRuns(db: Db, boss: PgBoss, take: Take): Promise<Taken> {
  return db.login(async (tx) => {
    const due = await boss.fetch(queue, {
      db: inTransaction(tx),
      batchSize: take.limit,
      groupConcurrency: take.per_tenant,
      ignoreGroups: take.full_tenants,
    });
    if (due.length === 0) return { runs: [], jobs: 0, unreadable: [] };
    const readable: Job<typeof queue>[] = [];
    const unreadable: string[] = [];
    for (const job of due) {
      const payload = jobs[queue].safeParse(job.data);
      if (payload.success) readable.push(payload.data);
      else unreadable.push(job.id);
    }
    const ids = due.filter((job) => !unreadable.includes(job.id)).map((job) => job.id);
    const runs = await claim(tx, boss, take, readable, ids);
    return { runs, jobs: due.length, unreadable };
  });
}

/** Others may be about to take the same run: whoever is first has it, and nobody waits long to hear that. */
const othersMayHoldMs = 50;

/**
 * The same for runs known by name, in one round trip: without looking for what waits besides them. Those that another
 * worker was faster to take are missing from the answer.
 */
export function takeNamedRuns(db: Db, boss: PgBoss, taker: Taker, named: Job<typeof queue>[]): Promise<ClaimedRun[]> {
  const ids = named.map((job) => job.run_id);
  return db.login((tx) => claim(tx, boss, taker, named, ids, { includeQueued: true }), { lock_ms: othersMayHoldMs });
}

async function claim(
  tx: LoginTx,
  boss: PgBoss,
  { worker_id, lease_ms }: Taker,
  readable: Job<typeof queue>[],
  ids: string[],
  options: { includeQueued?: boolean } = {},
): Promise<ClaimedRun[]> {
  // From here nothing waits for the answer before it: all of it leaves together, in this order, and ends together.
  const completing = Promise.withResolvers<void>();
  const completed = ids.length
    ? boss
        .complete(queue, ids, null, { ...options, db: inTransaction(tx, completing.resolve) })
        .finally(completing.resolve)
    : completing.resolve();
  await completing.promise;
  const entered: Promise<unknown>[] = [];
  const claims: Promise<Omit<ClaimedRun, "config">[]>[] = [];
  const configs: Promise<TenantConfig>[] = [];
  // Each claim runs in the tenant entered just before it.
  for (const tenantId of new Set(readable.map((job) => job.tenant_id))) {
    const runIds = readable.filter((job) => job.tenant_id === tenantId).map((job) => job.run_id);
    entered.push(tx.enter(tenantId));
    claims.push(
      tx.sql<Omit<ClaimedRun, "config">>`
        update public.runs set
          status = 'running', attempt = attempt + 1, worker_id = ${worker_id},
          lease_expires_at = now() + ${lease_ms}::float8 * interval '1 ms', started_at = coalesce(started_at, now())
        where tenant_id = ${tenantId} and id = any (${runIds}::uuid[])
          and (status = 'queued' or status = 'running' and (worker_id is null or lease_expires_at < now()))
        returning id, tenant_id, kind, subject_id, input, attempt, trace_id, worker_id, pipeline,
          pipeline_version_id, builtin_pipeline, model, ir_validation, (extract(epoch from now() - started_at) * 1000)::float8 as elapsed_ms`,
    );
    configs.push(readTenantConfig(tx.sql, tenantId));
  }
  const [claimed, config] = await Promise.all([
    Promise.all(claims),
    Promise.all(configs),
    completed,
    ...entered,
    tx.commit(),
  ]);
  return claimed.flatMap((rows, i) => {
    const own = config[i];
    return own ? rows.map((row) => ({ ...row, config: own })) : [];
  });
}
