import type { StepContext } from "./step.ts";

/** Owns what one worker's work on a run opened; closed in the opposite order at the end, however it ends. */
export class RunScope {
  readonly #closers: (() => Promise<void>)[] = [];
  #closed = false;

  /** Registers what must be closed with the run. Called at once when the run has ended meanwhile. */
  async onEnd(close: () => Promise<void>): Promise<void> {
    if (this.#closed) await close();
    else this.#closers.push(close);
  }

  /** Closes everything; one that fails does not keep the others open. Returns the failures. */
  async close(): Promise<unknown[]> {
    this.#closed = true;
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    return failures;
  }
}

export interface Held<T> {
  value: T;
  close(): Promise<void>;
}

/**
 * Something the steps of a run share in memory, opened when first asked for and closed with the run. A run that resumed
 * on another worker opens it again, so nothing may live only in it. A failed opening is tried again at the next call.
 */
export function heldByRun<Key, T>(
  open: (ctx: StepContext, key: Key) => Promise<Held<T>>,
): (ctx: StepContext, key: Key) => Promise<T> {
  const opened = new WeakMap<RunScope, Promise<T>>();
  return (ctx, key) => {
    const existing = opened.get(ctx.scope);
    if (existing) return existing;
    const opening = open(ctx, key).then(async (held) => {
      await ctx.scope.onEnd(held.close);
      return held.value;
    });
    opened.set(ctx.scope, opening);
    opening.catch(() => opened.delete(ctx.scope));
    return opening;
  };
}
