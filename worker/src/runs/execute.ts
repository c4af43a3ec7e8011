import { setTimeout as sleep } from "node:timers/promises";
import type { PipelineNode } from "@plumbline/contracts";
import type { Logger } from "../platform/log.ts";
import { type Begun, beginRun } from "./begin.ts";
import type { Change } from "./change.ts";
import type { ClaimedRun } from "./claim.ts";
import { decide } from "./decide.ts";
import { endRun, type RunEnd } from "./end-run.ts";
import type { Engine } from "./engine.ts";
import { NodeOutcomes, type Settled } from "./outcomes.ts";
import { ProgressReporter, type Report } from "./progress.ts";
import { runStep } from "./run-step.ts";
import { isRunStopped, RunStopped, type StopReason } from "./run-stopped.ts";
import { RunWriter } from "./run-writer.ts";
import { RunScope } from "./scope.ts";

const stepsMaySettleMs = 5_000;
/** A run with nothing to do but to wait longer than this for a retry gives its place to another. */
const parkAfterMs = 2_000;

/**
 * Executes a claimed run to its end, until it is stopped, or until all it could do is wait. Nodes whose turn has come
 * run at once, as far as the tenant and their groups allow. Never rejects. What the run opened is closed when this
 * resolves.
 */
export function executeRun(engine: Engine, run: ClaimedRun): Promise<RunEnd> {
  return new RunExecution(engine, run).execute();
}

class RunExecution {
  readonly #engine: Engine;
  readonly #run: ClaimedRun;
  readonly #log: Logger;
  readonly #controller = new AbortController();
  readonly #writer: RunWriter;
  readonly #progress: ProgressReporter;
  readonly #works = new Set<Promise<unknown>>();
  readonly #scopes: RunScope[] = [new RunScope()];
  readonly #settled: Settled[] = [];
  #wake = Promise.withResolvers<void>();
  #broken: { error: unknown } | undefined;
  #begun: Begun | undefined;

  constructor(engine: Engine, run: ClaimedRun) {
    this.#engine = engine;
    this.#run = run;
    this.#log = engine.log.child({ tenant_id: run.tenant_id, run_id: run.id, trace_id: run.trace_id });
    this.#writer = new RunWriter(engine.db, engine.recorder, run, (error) => this.#onWriteFailed(error));
    this.#progress = new ProgressReporter(async (reports) => this.#writeProgress(reports));
  }

  async execute(): Promise<RunEnd> {
    const release = this.#engine.leases.hold(this.#run, (reason) => this.#stop(reason));
    const remaining = Math.max(0, this.#engine.run_timeout_ms - this.#run.elapsed_ms);
    const timer = setTimeout(() => this.#stop("timed_out"), remaining);
    this.#log.info({ attempt: this.#run.attempt, kind: this.#run.kind }, "run taken");
    let end: RunEnd;
    try {
      end = await this.#drive();
    } catch (error) {
      await this.#progress.close();
      const { reason } = this.#controller.signal;
      end = await endRun(
        {
          engine: this.#engine,
          run: this.#run,
          state: this.#begun?.state,
          log: this.#log,
          stopped: isRunStopped(reason) ? reason.reason : undefined,
          write: (change) => this.#writeLast(change),
        },
        error,
      );
    } finally {
      clearTimeout(timer);
      release();
      this.#stop("step_failed");
      await this.#close();
    }
    this.#log.info({ attempt: this.#run.attempt, end }, "run left");
    return end;
  }

  async #drive(): Promise<RunEnd> {
    const begun = await beginRun(this.#engine, this.#run);
    this.#begun = begun;
    const { state } = begun;
    const outcomes = new NodeOutcomes(this.#engine, this.#run, begun, this.#writer, this.#progress, this.#log);
    this.#writer.write(begun.change);
    for (;;) {
      await this.#startReady(begun, outcomes);
      if (state.finished) return outcomes.finish();
      if (this.#settled.length === 0) {
        const retryMs = state.nextRetryMs;
        if (state.running === 0 && retryMs !== undefined && retryMs > parkAfterMs) {
          this.#controller.signal.throwIfAborted();
          await this.#writeLast({ release_in_ms: retryMs });
          return "parked";
        }
        await this.#wait(retryMs);
      }
      this.#controller.signal.throwIfAborted();
      if (this.#broken) throw this.#broken.error;
      let sure = true;
      for (const settled of this.#settled.splice(0)) {
        const retried = await outcomes.settle(settled);
        // What its steps share in memory may be why it failed: the retry opens it anew.
        if (retried) this.#scopes.push(new RunScope());
        sure &&= this.#engine.registry.step(settled.node.step)?.deterministic === true;
      }
      // What comes next may act upon these results: from then on no other worker may find others in their place.
      if (!sure && !state.finished) await this.#writer.flush();
    }
  }

  async #startReady(begun: Begun, outcomes: NodeOutcomes): Promise<void> {
    const { state, outputs } = begun;
    for (let again = true; again; ) {
      again = false;
      for (const node of state.ready()) {
        if (state.running >= this.#run.config.settings.node_concurrency) return;
        if (!state.hasRoom(node)) continue;
        try {
          const decision = await decide(this.#engine.registry, this.#run, node, state, outputs);
          if ("skip" in decision) outcomes.skip(node, decision.skip);
          else this.#start(begun, node, decision.input);
        } catch (error) {
          await outcomes.settle({ node, error, input: {}, ms: 0 });
        }
        // What was skipped has an outcome at once: its dependents' turn may have come.
        again ||= state.of(node.key) !== "running";
      }
    }
  }

  #start({ state }: Begun, node: PipelineNode, input: Record<string, unknown>): void {
    state.set(node.key, "running");
    this.#writer.write({
      steps: [{ key: node.key, status: "running", begins: true }],
      events: [{ type: "step_started", step_key: node.key }],
    });
    const started_at = performance.now();
    const done = (outcome: Pick<Settled, "result" | "error">) => {
      this.#settled.push({ node, input, ms: performance.now() - started_at, ...outcome });
      this.#wake.resolve();
    };
    runStep({
      engine: this.#engine,
      run: this.#run,
      node,
      input,
      signal: this.#controller.signal,
      scope: this.#scopes.at(-1) ?? new RunScope(),
      report: (fraction, message) => this.#progress.report(node.key, fraction, message),
      track: (step) => {
        this.#works.add(step);
        step.catch(() => {}).finally(() => this.#works.delete(step));
      },
    }).then(
      (result) => done({ result }),
      (error: unknown) => done({ error }),
    );
  }

  #stop(reason: StopReason): void {
    this.#controller.abort(new RunStopped(reason));
    this.#wake.resolve();
  }

  #onWriteFailed(error: unknown): void {
    if (isRunStopped(error)) this.#stop(error.reason);
    this.#broken = { error };
    this.#wake.resolve();
  }

  /** Until a step settles, the run is stopped, or that time is over. */
  async #wait(ms: number | undefined): Promise<void> {
    if (this.#controller.signal.aborted || this.#broken) return;
    this.#wake = Promise.withResolvers<void>();
    if (this.#settled.length > 0) return;
    if (ms === undefined) return this.#wake.promise;
    const timer = setTimeout(this.#wake.resolve, ms);
    await this.#wake.promise;
    clearTimeout(timer);
  }

  async #writeLast(change: Change): Promise<void> {
    this.#writer.recover();
    this.#writer.write(change);
    await this.#writer.flush();
  }

  #writeProgress(reports: ReadonlyMap<string, Report>): void {
    const { state } = this.#begun ?? {};
    const entries = [...reports].filter(([key]) => state?.of(key) === "running");
    this.#writer.write({
      progress: state?.progress(this.#progress.fractions) ?? 0,
      steps: entries.map(([key, r]) => ({ key, status: "running", progress: r.fraction, message: r.message })),
      events: entries.map(([key, r]) => ({
        type: "step_progress",
        step_key: key,
        progress: r.fraction,
        message: r.message,
      })),
    });
  }

  async #close(): Promise<void> {
    await this.#progress.close();
    const [failures, settled] = await Promise.all([
      Promise.all(this.#scopes.map((scope) => scope.close())),
      Promise.race([Promise.allSettled(this.#works).then(() => true), sleep(stepsMaySettleMs, false, { ref: false })]),
    ]);
    for (const error of failures.flat()) this.#log.error({ error }, "something a run opened could not be closed");
    if (!settled) this.#log.error("a step does not stop");
  }
}
