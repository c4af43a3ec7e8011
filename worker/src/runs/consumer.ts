import { setTimeout as sleep } from "node:timers/promises";
import { type Job, RunQueued } from "@plumbline/contracts";
import type { PgBoss } from "pg-boss";
import { isHeldByOthers } from "../platform/db.ts";
import { type ClaimedRun, type Take, type Taker, takeNamedRuns, takeRuns } from "./claim.ts";
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
 * else; a tenant with a flood of runs gets its share of the slots and leaves the others. The run of a tenant that has
 * nothing here and nothing that waits before it is taken by name, beside whatever is being taken for others.
 */
export class RunConsumer {
  readonly #engine: Engine;
  readonly #boss: PgBoss;
  readonly #options: ConsumerOptions;
  readonly #running = new Map<Promise<void>, string>();
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #takes = 0;
  #woken = Promise.withResolvers<void>();
  #told = Promise.withResolvers<void>();
  /** Something may wait that no look into the queue has had the chance to find. */
  #unseen = true;
  /** The look into the queue under way. */
  #looking: Take | undefined;
  /** Runs that are to be taken by name, or are being so. */
  readonly #named: Job<"run.execute">[] = [];
  readonly #coming: Job<"run.execute">[] = [];
  #taking: Promise<void> = Promise.resolve();

  constructor(engine: Engine, boss: PgBoss, options: ConsumerOptions) {
    this.#engine = engine;
    this.#boss = boss;
    this.#options = options;
    this.#loop = this.#takeUntilStopped();
  }

  /** Looks into the queue now: something new may be in it. */
  wake(): void {
    this.#unseen = true;
    this.#woken.resolve();
    this.#told.resolve();
  }

  /** The database said that a tenant's run waits. */
  queued(payload: string): void {
    const news = RunQueued.safeParse(json(payload));
    if (!news.success) {
      this.wake();
      return;
    }
    const { tenant_id, run_id } = news.data;
    const { concurrency_per_tenant } = this.#options;
    const held = this.#held().get(tenant_id) ?? 0;
    // The end of one of its runs is when there is room.
    if (held >= concurrency_per_tenant) return;
    const free = this.#free;
    // Neither more than all slots nor more than the tenant's, even if the look under way finds as many as it may.
    const room = free > (this.#looking?.limit ?? 0) && (this.#looking?.per_tenant ?? 0) < concurrency_per_tenant;
    if (run_id !== null && held === 0 && room && !this.#stopping.signal.aborted) {
      this.#named.push({ tenant_id, run_id });
      if (this.#coming.length === 0 && this.#named.length === 1) this.#taking = this.#takeNamed();
      return;
    }
    this.#unseen = true;
    this.#woken.resolve();
    if (held === 0) this.#told.resolve();
  }

  get running(): number {
    return this.#running.size;
  }

  get #free(): number {
    return this.#options.concurrency - this.#running.size - this.#coming.length - this.#named.length;
  }

  /**
   * Takes nothing more. Lets runs go on for `grace_ms`, then hands them back, and resolves when all are left.
   * Returns how many were handed back.
   */
  async stop(grace_ms: number): Promise<number> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
    await this.#taking;
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
          this.#looking = take;
          more = await this.#take(take).finally(() => {
            this.#looking = undefined;
          });
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
    const coming = [...this.#named, ...this.#coming].map((job) => job.tenant_id);
    for (const tenant of [...this.#running.values(), ...coming]) held.set(tenant, (held.get(tenant) ?? 0) + 1);
    return held;
  }

  #taker(): Taker {
    const { worker_id, lease_ms } = this.#options;
    return { worker_id: `${worker_id}#${++this.#takes}`, lease_ms };
  }

  /** Undefined when every slot is taken. */
  #nextTake(): Take | undefined {
    const { concurrency_per_tenant } = this.#options;
    const free = this.#free;
    if (free <= 0) return undefined;
    const held = this.#held();
    const open = [...held].filter(([, n]) => n < concurrency_per_tenant);
    return {
      ...this.#taker(),
      // The last slot stays open for a run that is taken by name meanwhile.
      limit: Math.max(1, free - 1),
      full_tenants: [...held].filter(([, n]) => n >= concurrency_per_tenant).map(([tenant]) => tenant),
      // One number for all tenants: what the busiest of those that are not full may still get, and for those that have
      // nothing here one less than their share: theirs may be taken by name meanwhile.
      per_tenant: concurrency_per_tenant - Math.max(concurrency_per_tenant > 1 ? 1 : 0, ...open.map(([, n]) => n)),
    };
  }

  /** True when there may be more to take. */
  async #take(take: Take): Promise<boolean> {
    const news = this.#unseen;
    this.#unseen = false;
    const taken = await takeRuns(this.#engine.db, this.#boss, take).catch((error: unknown) => {
      this.#unseen = true;
      throw error;
    });
    for (const run of taken.runs) this.#execute(run);
    for (const id of taken.unreadable) {
      this.#engine.log.error({ job_id: id }, "a job's payload is not readable");
      await this.#boss.fail("run.execute", id, { message: "payload is not readable" });
    }
    // Fewer than could have been had: the queue is empty for now, but for tenants that have their share.
    if (taken.jobs < Math.min(take.limit, take.per_tenant)) return false;
    const held = this.#held();
    const open = taken.runs.some((run) => (held.get(run.tenant_id) ?? 0) < this.#options.concurrency_per_tenant);
    // All that was taken filled up its tenant's share: others would have been found when they were new.
    if (!news && !open && taken.runs.length === taken.jobs) return false;
    this.#unseen = true;
    return true;
  }

  /** Those that are named while a take is under way leave with the next. */
  async #takeNamed(): Promise<void> {
    // What one message of the database names arrives in one turn.
    await Promise.resolve();
    while (this.#named.length > 0) {
      this.#coming.push(...this.#named.splice(0));
      try {
        const runs = await takeNamedRuns(this.#engine.db, this.#boss, this.#taker(), this.#coming);
        const missed = this.#coming.length - runs.length;
        this.#coming.length = 0;
        for (const run of runs) this.#execute(run);
        // A slot was kept for nothing: whatever waits may have it.
        if (missed > 0) this.#woken.resolve();
      } catch (error) {
        this.#coming.length = 0;
        if (!isHeldByOthers(error)) this.#engine.log.warn({ error }, "a run could not be taken by name");
        this.wake();
      }
    }
  }

  #execute(run: ClaimedRun): void {
    const work: Promise<void> = executeRun(this.#engine, run).then((end) => {
      const heldBack = this.#holdsBack(run.tenant_id);
      this.#running.delete(work);
      this.#options.onEnd?.(run, end);
      if (heldBack) this.#woken.resolve();
    });
    this.#running.set(work, run.tenant_id);
  }

  /** Whether jobs may be waiting for a slot, or for one of this tenant's slots. */
  #holdsBack(tenantId: string): boolean {
    const held = [...this.#running.values()].filter((tenant) => tenant === tenantId).length;
    return (this.#free <= 0 && this.#unseen) || held >= this.#options.concurrency_per_tenant;
  }

  async #wait(): Promise<void> {
    const timer = new AbortController();
    const poll = sleep(this.#options.poll_ms, undefined, { signal: timer.signal }).then(
      // What was not heard of may wait too.
      () => {
        this.#unseen = true;
      },
      () => {},
    );
    await Promise.race([this.#woken.promise, poll]);
    timer.abort();
  }
}

/** Undefined when the text is no JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
