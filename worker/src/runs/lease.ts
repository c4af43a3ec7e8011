import type { RunStatus } from "@plumbline/contracts";
import { type Db, isConnectionLost, type Tx } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import type { HeldRun } from "./record.ts";
import { RunStopped, type StopReason } from "./run-stopped.ts";

interface Holding {
  run: HeldRun;
  /** Monotonic; when the lease was last known to reach `lease_ms` into the future. */
  renewed_at: number;
  stop(reason: StopReason): void;
}

export interface LeaseOptions {
  lease_ms: number;
  renew_ms: number;
}

/** Keeps the leases of the runs under way, and tells a run at once when it is no longer this worker's. */
export class LeaseKeeper {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #options: LeaseOptions;
  readonly #held = new Map<string, Holding>();
  readonly #timer: NodeJS.Timeout;
  #renewing: Promise<void> | undefined;

  constructor(db: Db, log: Logger, options: LeaseOptions) {
    this.#db = db;
    this.#log = log;
    this.#options = options;
    this.#timer = setInterval(() => void this.renew(), options.renew_ms);
  }

  /** Renews the run's lease until released. `stop` is called at most once, with the reason. */
  hold(run: HeldRun, stop: (reason: StopReason) => void): () => void {
    // Taken again before the earlier attempt noticed that it had lost the run.
    this.stop(run.id, "lease_lost");
    const holding: Holding = { run, renewed_at: performance.now(), stop };
    this.#held.set(run.id, holding);
    return () => {
      if (this.#held.get(run.id) === holding) this.#held.delete(run.id);
    };
  }

  has(runId: string): boolean {
    return this.#held.has(runId);
  }

  get size(): number {
    return this.#held.size;
  }

  /** Stops work on a run, if it is under way here. */
  stop(runId: string, reason: StopReason): void {
    const holding = this.#held.get(runId);
    if (!holding) return;
    this.#held.delete(runId);
    holding.stop(reason);
  }

  stopAll(reason: StopReason): void {
    for (const id of [...this.#held.keys()]) this.stop(id, reason);
  }

  /** Renews every lease now, and stops the runs whose lease is gone. Does not throw: a database that is away is waited for. */
  renew(): Promise<void> {
    this.#dropExpired();
    this.#renewing ??= this.#renewAll()
      .catch((error: unknown) => {
        if (!isConnectionLost(error)) this.#log.error({ error }, "leases could not be renewed");
      })
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  // Without an answer of the database another worker may have the run by now: stop before that worker begins.
  #dropExpired(): void {
    const now = performance.now();
    for (const [id, holding] of this.#held) {
      if (now - holding.renewed_at > this.#options.lease_ms) this.stop(id, "lease_lost");
    }
  }

  async #renewAll(): Promise<void> {
    const byTenant = Map.groupBy(this.#held.values(), (holding) => holding.run.tenant_id);
    await Promise.all([...byTenant].map(([tenantId, holdings]) => this.#renewTenant(tenantId, holdings)));
  }

  async #renewTenant(tenantId: string, holdings: Holding[]): Promise<void> {
    const asked_at = performance.now();
    const ids = holdings.map((holding) => holding.run.id);
    const takes = holdings.map((holding) => holding.run.worker_id);
    const rows = await this.#db.statement(
      tenantId,
      (sql) => sql<{ id: string; attempt: number }>`
        update public.runs set lease_expires_at = now() + ${this.#options.lease_ms}::float8 * interval '1 ms'
        where tenant_id = ${tenantId} and id in (
          -- Locked in the order of every other statement over several runs.
          select r.id from public.runs r
          join unnest(${ids}::uuid[], ${takes}::text[]) as held (id, worker_id)
            on held.id = r.id and held.worker_id = r.worker_id
          where r.tenant_id = ${tenantId} and r.status = 'running'
          order by r.id for no key update of r)
        returning id, attempt`,
      { durable: false },
    );
    const renewed = new Map(rows.map((row) => [row.id, row.attempt]));
    const lost = holdings.filter((holding) => renewed.get(holding.run.id) !== holding.run.attempt);
    for (const holding of holdings) if (!lost.includes(holding)) holding.renewed_at = asked_at;
    for (const holding of lost) {
      // Released or taken again meanwhile: not this holding's to stop.
      if (this.#held.get(holding.run.id) !== holding) continue;
      this.stop(holding.run.id, await whyLost(this.#db, holding.run));
    }
  }
}

/** Why a fenced write found nothing: the run was cancelled, or belongs to another worker, or is gone. */
export async function whyLost(db: Db, run: HeldRun): Promise<StopReason> {
  const [row] = await db.statement(
    run.tenant_id,
    (sql) => sql<{ status: RunStatus }>`
      select status from public.runs where tenant_id = ${run.tenant_id} and id = ${run.id}`,
  );
  return row?.status === "cancelled" ? "cancelled" : "lease_lost";
}

/** Begins a transaction's work by holding the run: it cannot be cancelled or taken until the transaction ends. */
export async function holdForTransaction(tx: Tx, run: HeldRun): Promise<void> {
  const rows = await tx<{ status: RunStatus }>`
    select status from public.runs
    where tenant_id = ${run.tenant_id} and id = ${run.id} and attempt = ${run.attempt}
      and worker_id = ${run.worker_id} and status = 'running'
    for share`;
  if (rows.length === 0) throw new RunStopped("lease_lost");
}
