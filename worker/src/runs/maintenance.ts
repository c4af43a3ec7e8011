import { setTimeout as sleep } from "node:timers/promises";
import { type Db, isConnectionLost } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";

export interface MaintenanceOptions {
  worker_id: string;
  version: string;
  sweep_ms: number;
  seen_ms: number;
  fold_ms: number;
}

/** Between two tables' statistics, so that runs are not held up by all of them in a row. */
const betweenTablesMs = 100;

/** Runs of one transaction: a tenth of a second. */
const foldedAtOnce = 2000;

/**
 * What every worker does for all: says that it is alive, gives runs whose worker was lost to the queue again, keeps young
 * tables' plans good, and adds ended runs to the sums of monitoring.
 */
export class Maintenance {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #options: MaintenanceOptions;
  readonly #timers: NodeJS.Timeout[];
  readonly #closing = new AbortController();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(db: Db, log: Logger, options: MaintenanceOptions) {
    this.#db = db;
    this.#log = log;
    this.#options = options;
    this.#timers = [
      setInterval(() => void this.sweep(), options.sweep_ms),
      setInterval(() => void this.analyze(), options.sweep_ms),
      setInterval(() => void this.seen(), options.seen_ms),
      setInterval(() => void this.fold(), options.fold_ms),
    ];
  }

  sweep(): Promise<void> {
    return this.#once("sweep", async () => {
      const [row] = await this.#db.maintenance(
        (sql) => sql<{ count: number }>`select private.requeue_lost_runs() as count`,
      );
      if (row?.count) this.#log.warn({ count: row.count }, "runs lost their worker and were queued again");
    });
  }

  analyze(): Promise<void> {
    const { signal } = this.#closing;
    return this.#once("analyze", async () => {
      for (;;) {
        const [row] = await this.#db.maintenance(
          (sql) => sql<{ count: number }>`select private.analyze_young_tables() as count`,
        );
        if (!row?.count) return;
        await sleep(betweenTablesMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
      }
    });
  }

  /** Adds all that ended to the roll-ups, a batch in each transaction: one that is lost is another worker's. */
  fold(): Promise<void> {
    return this.#once("fold", async () => {
      for (let last = foldedAtOnce; last === foldedAtOnce && !this.#closing.signal.aborted; ) {
        const [row] = await this.#db.maintenance(
          (sql) => sql<{ count: number }>`select private.fold_ended_runs(${foldedAtOnce}) as count`,
        );
        last = row?.count ?? 0;
      }
    });
  }

  seen(): Promise<void> {
    return this.#once("seen", async () => {
      await this.#db.maintenance(
        (sql) => sql`select private.worker_seen(${this.#options.worker_id}, ${this.#options.version})`,
      );
    });
  }

  /** Stops, says goodbye, and queues again what was handed back. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#closing.abort();
    await Promise.all(this.#busy.values());
    await this.sweep();
    await this.#once("gone", async () => {
      await this.#db.maintenance((sql) => sql`select private.worker_gone(${this.#options.worker_id})`);
    });
  }

  // A slow database gets one question at a time, and one that is away is asked again at the next tick.
  #once(name: string, work: () => Promise<void>): Promise<void> {
    const running = this.#busy.get(name);
    if (running) return running;
    const started = work()
      .catch((error: unknown) => {
        if (!isConnectionLost(error)) this.#log.error({ error, task: name }, "maintenance failed");
      })
      .finally(() => this.#busy.delete(name));
    this.#busy.set(name, started);
    return started;
  }
}
