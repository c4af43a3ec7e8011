import { setTimeout as sleep } from "node:timers/promises";
import type { Db, Tx } from "../platform/db.ts";
import { isSerializationFailure } from "../platform/db.ts";
import { type Change, Pending } from "./change.ts";
import { type HeldRun, recordChanges } from "./record.ts";
import type { Recorder, Taken } from "./recorder.ts";
import { RunStopped } from "./run-stopped.ts";

/**
 * Writes one run's history, in order: what happens while a write is under way is folded into the next, and `flush` waits
 * for it. A worker that is lost repeats what was not written yet. Nothing is written once the run was lost.
 */
export class RunWriter {
  readonly #db: Db;
  readonly #recorder: Recorder;
  readonly #run: HeldRun;
  readonly #onFailure: (error: unknown) => void;
  #pending: Pending | undefined;
  #durable = false;
  #writing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  /** `onFailure` is told once, when something could not be written: RunStopped, or what the database said. */
  constructor(db: Db, recorder: Recorder, run: HeldRun, onFailure: (error: unknown) => void) {
    this.#db = db;
    this.#recorder = recorder;
    this.#run = run;
    this.#onFailure = onFailure;
  }

  /** Adds to what is written next. */
  write(change: Change): void {
    if (this.#failure) return;
    this.#pending ??= new Pending();
    this.#pending.add(change);
    // The end of a run, and that it was given up, must be on disk before anybody is told.
    this.#durable ||= change.status !== undefined || change.release_in_ms !== undefined;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when everything said so far is written. Throws RunStopped, or what the database said, when it was not. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
    if (this.#failure) throw this.#failure.error;
  }

  /**
   * Writes everything said so far, this change and what `work` writes, in one transaction: all of it or nothing. Tried
   * again when it lost against another transaction.
   */
  async transact(change: Change, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.flush();
    const pending = new Pending();
    pending.add(change);
    const complete = () =>
      this.#db.withTenant(this.#run.tenant_id, async (tx) => {
        const hits = await recordChanges(tx, [{ run: this.#run, change: pending }]);
        if (!hits.has(this.#run.id)) throw new RunStopped("lease_lost");
        await work(tx);
      });
    await againWhenBeaten(complete);
  }

  /** Drops what could not be written, so that the run's end can be. */
  recover(): void {
    if (!this.#failure || this.#failure.error instanceof RunStopped) return;
    this.#failure = undefined;
    this.#pending = undefined;
  }

  async #writeAll(): Promise<void> {
    while (this.#pending && !this.#failure) {
      try {
        // What is said before the statement leaves is in it.
        const hit = await this.#recorder.write(this.#run, () => this.#take());
        if (!hit) throw new RunStopped("lease_lost");
      } catch (error) {
        this.#failure = { error };
        this.#onFailure(error);
      }
    }
    this.#writing = undefined;
  }

  #take(): Taken {
    const taken = { change: this.#pending ?? new Pending(), durable: this.#durable };
    this.#pending = undefined;
    this.#durable = false;
    return taken;
  }
}

/** Someone who deletes what is being published locks in the opposite order: the loser lets the other go first. */
async function againWhenBeaten(transaction: () => Promise<void>): Promise<void> {
  for (const pauseMs of [20, 100]) {
    try {
      return await transaction();
    } catch (error) {
      if (!isSerializationFailure(error)) throw error;
      await sleep(pauseMs);
    }
  }
  return transaction();
}
