import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { type ClaimedRun, type Take, takeRuns } from "./claim.ts";
import type { RunEnd } from "./end-run.ts";
import type { Engine } from "./engine.ts";
import { executeRun } from "./execute.ts";

export interface ConsumerOptions {
  worker_id: string;
  lease_ms: number;
  concurrency: number;
  concurrency_per_tenant: number;
  /** How long to wait for a wake-up that may have been missed. */
  poll_ms: number;
  onEnd?(run: ClaimedRun, end: RunEnd): void;
}

const afterErrorMs = 500;
const busyRuns = 8;
const gatherMs = 5;

/**
 * Takes runs from the queue whenever a slot is free and executes them. A long run holds one slot and delays nothing
 * else; a tenant with a flood of runs gets its share of the slots and leaves the others.
 */
export class RunConsumer {
  readonly #engine: Engine;
  readonly #boss: PgBoss;
  readonly #options: ConsumerOptions;
  readonly #running = new Map<Promise<void>, string>();
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #woken = Promise.withResolvers<void>();
  #told = Promise.withResolvers<void>();

  constructor(engine: Engine, boss: PgBoss, options: ConsumerOptions) {
    this.#engine = engine;
    this.#boss = boss;
    this.#options = options;
    this.#loop = this.#takeUntilStopped();
  }

  /** Looks into the queue now: something new may be in it. */
  wake(): void {
    this.#woken.resolve();
    this.#told.resolve();
  }

  get running(): number {
    return this.#running.size;
  }

  /**
   * Takes nothing more. Lets runs go on for `grace_ms`, then hands them back, and resolves when all are left.
   * Returns how many were handed back.
   */
  async stop(grace_ms: number): Promise<number> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
    const done = Promise.all(this.#running.keys());
    await Promise.race([done, sleep(grace_ms, undefined, { ref: false })]);
    const handedBack = this.#running.size;
    this.#engine.leases.stopAll("handed_back");
    await Promise.all(this.#running.keys());
    return handedBack;
  }

  async #takeUntilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    let trouble = false;
    while (!signal.aborted) {
      const take = this.#nextTake();
      // A job that arrives from here on wakes the wait below.
      this.#woken = Promise.withResolvers<void>();
      this.#told = Promise.withResolvers<void>();
      let more = false;
      if (take) {
        try {
          more = await this.#take(take);
          if (trouble) this.#engine.log.info("the queue answers again");
          trouble = false;
        } catch (error) {
          if (!trouble) this.#engine.log.warn({ error }, "the queue does not answer; trying until it does");
          trouble = true;
          await sleep(afterErrorMs, undefined, { signal }).catch(() => {});
        }
      }
      if (!more) await this.#wait();
      if (this.#running.size >= busyRuns) await this.#gather();
    }
  }

  /**
   * A busy worker lets a few more arrive: taking ten runs costs little more than taking one. Behind one tenant's flood
   * what is new may be another tenant's, whose run must not wait for that.
   */
  async #gather(): Promise<void> {
    const { concurrency, concurrency_per_tenant } = this.#options;
    const flooded = concurrency_per_tenant < concurrency && Math.max(...this.#held().values()) * 2 >= concurrency;
    const enough = sleep(gatherMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
    await (flooded ? Promise.race([enough, this.#told.promise]) : enough);
  }

  #held(): Map<string, number> {
    const held = new Map<string, number>();
    for (const tenant of this.#running.values()) held.set(tenant, (held.get(tenant) ?? 0) + 1);
    return held;
  }

  /** Undefined when every slot is taken. */
  #nextTake(): Take | undefined {
    const { worker_id, lease_ms, concurrency, concurrency_per_tenant } = this.#options;
    const limit = concurrency - this.#running.size;
    if (limit <= 0) return undefined;
    const held = this.#held();
    const open = [...held].filter(([, n]) => n < concurrency_per_tenant);
    return {
      worker_id,
      lease_ms,
      limit,
      full_tenants: [...held].filter(([, n]) => n >= concurrency_per_tenant).map(([tenant]) => tenant),
      // One number for all tenants: what the busiest of those that are not full may still get.
      per_tenant: concurrency_per_tenant - Math.max(0, ...open.map(([, n]) => n)),
    };
  }

  /** True when there may be more to take. */
  async #take(take: Take): Promise<boolean> {
    const taken = await takeRuns(this.#engine.db, this.#boss, take);
    for (const run of taken.runs) this.#execute(run);
    for (const id of taken.unreadable) {
      this.#engine.log.error({ job_id: id }, "a job's payload is not readable");
      await this.#boss.fail("run.execute", id, { message: "payload is not readable" });
    }
    // Fewer than could have been had: the queue is empty for now.
    return taken.jobs >= Math.min(take.limit, take.per_tenant);
  }

  #execute(run: ClaimedRun): void {
    const work: Promise<void> = executeRun(this.#engine, run).then((end) => {
      const heldBack = this.#isFull(run.tenant_id);
      this.#running.delete(work);
      this.#options.onEnd?.(run, end);
      if (heldBack) this.#woken.resolve();
    });
    this.#running.set(work, run.tenant_id);
  }

  /** Whether jobs may be waiting for a slot, or for one of this tenant's slots. */
  #isFull(tenantId: string): boolean {
    const { concurrency, concurrency_per_tenant } = this.#options;
    const held = [...this.#running.values()].filter((tenant) => tenant === tenantId).length;
    return this.#running.size >= concurrency || held >= concurrency_per_tenant;
  }

  async #wait(): Promise<void> {
    const timer = new AbortController();
    const poll = sleep(this.#options.poll_ms, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([this.#woken.promise, poll]);
    timer.abort();
  }
}
