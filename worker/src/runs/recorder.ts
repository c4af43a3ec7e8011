import type { Db } from "../platform/db.ts";
import { isConnectionLost } from "../platform/db.ts";
import type { Pending } from "./change.ts";
import { type Entry, type HeldRun, recordChanges } from "./record.ts";

interface Waiting {
  run: HeldRun;
  take(): Taken;
  settle: PromiseWithResolvers<boolean>;
}

/** What is to be written of a run when its turn has come. */
export interface Taken {
  change: Pending;
  /** False lets the write be told before the disk has it: only for what a resumed run would write again. */
  durable: boolean;
}

/** Runs of one statement. */
const most = 64;
/** Statements of one tenant under way at once. */
const lanes = 1;

/**
 * Writes what happened in the runs of this worker, many runs of a tenant in one transaction: what comes while a
 * statement is under way leaves with the next. A change is on its way within one turn of the event loop.
 */
export class Recorder {
  readonly #db: Db;
  readonly #tenants = new Map<string, { queue: Waiting[]; busy: number; scheduled: boolean }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * Resolves when what `take` gave is written: false when the run is not this worker's any more, and then nothing of it
   * is. `take` is called as the statement leaves; a run may ask for its next turn once this one is settled.
   */
  write(run: HeldRun, take: () => Taken): Promise<boolean> {
    const tenantId = run.tenant_id;
    const tenant = this.#tenants.get(tenantId) ?? { queue: [], busy: 0, scheduled: false };
    this.#tenants.set(tenantId, tenant);
    const settle = Promise.withResolvers<boolean>();
    tenant.queue.push({ run, take, settle });
    if (!tenant.scheduled && tenant.busy < lanes) {
      tenant.scheduled = true;
      setImmediate(() => {
        tenant.scheduled = false;
        this.#next(tenantId);
      });
    }
    return settle.promise;
  }

  #next(tenantId: string): void {
    const tenant = this.#tenants.get(tenantId);
    if (!tenant || tenant.busy >= lanes) return;
    const batch = tenant.queue.splice(0, most);
    if (batch.length === 0) {
      if (tenant.busy === 0) this.#tenants.delete(tenantId);
      return;
    }
    tenant.busy++;
    const taken = batch.map(({ run, take, settle }) => ({ run, settle, ...take() }));
    void this.#send(tenantId, taken).finally(() => {
      tenant.busy--;
      this.#next(tenantId);
    });
    if (tenant.queue.length > 0) this.#next(tenantId);
  }

  async #send(tenantId: string, batch: (Entry & Taken & Pick<Waiting, "settle">)[]): Promise<void> {
    const durable = batch.some((entry) => entry.durable);
    try {
      const hits = await this.#db.statement(tenantId, (sql) => recordChanges(sql, batch), {
        durable,
        by_key: true,
      });
      for (const { run, settle } of batch) settle.resolve(hits.has(run.id));
    } catch (error) {
      const [only] = batch;
      if (only && (batch.length === 1 || isConnectionLost(error))) {
        for (const { settle } of batch) settle.reject(error);
        return;
      }
      // One run's change that cannot be written must not take the others along: each by itself.
      for (const entry of batch) await this.#send(tenantId, [entry]);
    }
  }
}
