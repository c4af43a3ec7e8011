import { AppError } from "@plumbline/contracts";
import type { Engine } from "./engine.ts";
import { timedOut } from "./failure.ts";
import { holdForTransaction } from "./lease.ts";
import type { PipelineNode } from "./pipeline.ts";
import type { Json } from "./plain-json.ts";
import type { HeldRun } from "./record.ts";
import type { RunScope } from "./scope.ts";
import type { StepResult } from "./step.ts";

export interface StepRun {
  engine: Engine;
  run: HeldRun;
  node: PipelineNode;
  outputs: ReadonlyMap<string, Json>;
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
  outputs,
  signal,
  scope,
  report,
  track,
}: StepRun): Promise<StepResult> {
  const step = engine.registry.step(node.step);
  if (!step) throw new AppError("unavailable", `No worker can execute the step ${node.step} yet.`);
  const limit = new AbortController();
  const stopped = AbortSignal.any([signal, limit.signal]);
  const timer =
    node.timeout_ms === undefined
      ? undefined
      : setTimeout(() => limit.abort(stepTimedOut(node.key, node.timeout_ms ?? 0)), node.timeout_ms);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(stopped.reason);
  stopped.addEventListener("abort", onAbort, { once: true });
  try {
    stopped.throwIfAborted();
    const work = step.run(
      {
        run,
        key: node.key,
        signal: stopped,
        log: engine.log.child({
          tenant_id: run.tenant_id,
          run_id: run.id,
          step: node.key,
          trace_id: run.trace_id,
        }),
        progress: report,
        tx: (inside) =>
          engine.db.withTenant(run.tenant_id, async (tx) => {
            stopped.throwIfAborted();
            await holdForTransaction(tx, run);
            return inside(tx);
          }),
        scope,
      },
      inputOf(run, node, outputs),
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

/** `input` (the run's), `params` (the node's), and the outputs of what it depends on under their keys. */
function inputOf(run: HeldRun, node: PipelineNode, outputs: ReadonlyMap<string, Json>): unknown {
  return {
    input: run.input,
    params: node.params,
    ...Object.fromEntries(node.depends_on.map((key) => [key, outputs.get(key)])),
  };
}

function stepTimedOut(key: string, limitMs: number): AppError {
  const { detail, fix } = timedOut(`The step ${key}`, limitMs);
  return new AppError("timed_out", detail, fix === null ? {} : { fix });
}
