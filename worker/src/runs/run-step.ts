import { AppError, type PipelineNode } from "@plumbline/contracts";
import type { Logger } from "../platform/log.ts";
import type { Engine } from "./engine.ts";
import { timedOut } from "./failure.ts";
import { holdForTransaction } from "./lease.ts";
import type { HeldRun } from "./record.ts";
import type { RunScope } from "./scope.ts";
import type { StepResult } from "./step.ts";

export interface StepRun {
  engine: Engine;
  run: HeldRun;
  node: PipelineNode;
  input: Record<string, unknown>;
  signal: AbortSignal;
  scope: RunScope;
  report(fraction: number, message?: string): void;
  /** Told of the step's own promise, which may outlast `runStep` when the step does not listen to its signal. */
  track(work: Promise<unknown>): void;
}

/**
 * Runs one step under its own time limit. Rejects as soon as the run stops or the limit is reached, even when the step
 * does not listen to its signal; what it still does then is without consequence, because its writes are fenced.
 */
export async function runStep({
  engine,
  run,
  node,
  input,
  signal,
  scope,
  report,
  track,
}: StepRun): Promise<StepResult> {
  const step = engine.registry.step(node.step);
  if (!step) throw new AppError("unavailable", `No worker can execute the step ${node.step} yet.`);
  const { timeout_ms } = node;
  const limit = timeout_ms === null ? undefined : new AbortController();
  const stopped = limit ? AbortSignal.any([signal, limit.signal]) : signal;
  const timer =
    timeout_ms === null ? undefined : setTimeout(() => limit?.abort(stepTimedOut(node.key, timeout_ms)), timeout_ms);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(stopped.reason);
  stopped.addEventListener("abort", onAbort, { once: true });
  let log: Logger | undefined;
  try {
    stopped.throwIfAborted();
    const work = step.run(
      {
        run,
        key: node.key,
        signal: stopped,
        // Made when first used: most steps have nothing to say.
        get log() {
          log ??= engine.log.child({
            tenant_id: run.tenant_id,
            run_id: run.id,
            step: node.key,
            trace_id: run.trace_id,
          });
          return log;
        },
        progress: report,
        tx: (inside) =>
          engine.db.withTenant(run.tenant_id, async (tx) => {
            stopped.throwIfAborted();
            await holdForTransaction(tx, run);
            return inside(tx);
          }),
        scope,
      },
      input,
    );
    track(work);
    return await Promise.race([work, aborted.promise]);
  } catch (error) {
    // A step that notices its signal throws what it likes: what counts is why it was stopped.
    throw stopped.aborted ? stopped.reason : error;
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener("abort", onAbort);
    aborted.promise.catch(() => {});
  }
}

function stepTimedOut(key: string, limitMs: number): AppError {
  const { detail, fix } = timedOut(`The step ${key}`, limitMs);
  return new AppError("timed_out", detail, fix === null ? {} : { fix });
}
