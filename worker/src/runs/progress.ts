import { setTimeout as sleep } from "node:timers/promises";

export interface Report {
  fraction: number;
  message: string | undefined;
}

const betweenWritesMs = 250;

/**
 * Collects what steps say of their progress and writes the latest of each a few times a second. Never two writes at
 * once, and nothing is said of a step after it was settled.
 */
export class ProgressReporter {
  readonly #write: (reports: ReadonlyMap<string, Report>) => Promise<void>;
  readonly #latest = new Map<string, Report>();
  readonly #unwritten = new Map<string, Report>();
  readonly #stop = new AbortController();
  #writing: Promise<void> | undefined;

  /** `write` must not reject. */
  constructor(write: (reports: ReadonlyMap<string, Report>) => Promise<void>) {
    this.#write = write;
  }

  /** Fractions last reported, by step. */
  get fractions(): ReadonlyMap<string, number> {
    return new Map([...this.#latest].map(([key, report]) => [key, report.fraction]));
  }

  report(key: string, fraction: number, message?: string): void {
    if (this.#stop.signal.aborted) return;
    const before = this.#latest.get(key);
    const report = {
      fraction: Math.min(1, Math.max(before?.fraction ?? 0, Number.isFinite(fraction) ? fraction : 0)),
      message: message ?? before?.message,
    };
    if (before && before.message === report.message && report.fraction - before.fraction < 0.01) return;
    this.#latest.set(key, report);
    this.#unwritten.set(key, report);
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Forgets the step: returns its last message. */
  settle(key: string): string | undefined {
    this.#unwritten.delete(key);
    const message = this.#latest.get(key)?.message;
    this.#latest.delete(key);
    return message;
  }

  /** Writes nothing more; resolves when the last write has ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#unwritten.clear();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // What one turn of a step reports is one write.
    await Promise.resolve();
    while (this.#unwritten.size > 0 && !this.#stop.signal.aborted) {
      const reports = new Map(this.#unwritten);
      this.#unwritten.clear();
      await this.#write(reports);
      await sleep(betweenWritesMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }
}
