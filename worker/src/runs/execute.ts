import { setTimeout as sleep } from "node:timers/promises";
import { isConnectionLost, isSerializationFailure } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import { toArtifact } from "./artifacts.ts";
import { planRun, type Standing, stepStarted } from "./begin.ts";
import type { ClaimedRun } from "./claim.ts";
import { endRun, type RunEnd } from "./end-run.ts";
import type { Engine } from "./engine.ts";
import { whyLost } from "./lease.ts";
import type { PipelineNode } from "./pipeline.ts";
import { readyNodes, runProgress } from "./plan.ts";
import { ProgressReporter } from "./progress.ts";
import { type Change, recordChange } from "./record.ts";
import { runStep } from "./run-step.ts";
import { isRunStopped, RunStopped, type StopReason } from "./run-stopped.ts";
import { RunScope } from "./scope.ts";
import type { StepResult } from "./step.ts";
import { invalidResult, StepFailed } from "./step-failed.ts";

interface Settled {
  node: PipelineNode;
  result?: StepResult;
  error?: unknown;
}

const stepsMaySettleMs = 5_000;

/**
 * Executes a claimed run to its end, or until it is stopped: ready steps at once, one transaction per completed step.
 * Never rejects. What the run opened is closed when this resolves.
 */
export function executeRun(engine: Engine, run: ClaimedRun): Promise<RunEnd> {
  return new RunExecution(engine, run).execute();
}

class RunExecution {
  readonly #engine: Engine;
  readonly #run: ClaimedRun;
  readonly #log: Logger;
  readonly #controller = new AbortController();
  readonly #scope = new RunScope();
  readonly #progress: ProgressReporter;
  readonly #inFlight = new Map<string, Promise<Settled>>();
  readonly #works = new Set<Promise<unknown>>();
  #standing: Standing = { nodes: [], states: new Map(), outputs: new Map(), start: [] };

  constructor(engine: Engine, run: ClaimedRun) {
    this.#engine = engine;
    this.#run = run;
    this.#log = engine.log.child({ tenant_id: run.tenant_id, run_id: run.id, trace_id: run.trace_id });
    this.#progress = new ProgressReporter((reports) => this.#writeProgress(reports));
  }

  async execute(): Promise<RunEnd> {
    const stop = (reason: StopReason) => this.#controller.abort(new RunStopped(reason));
    const release = this.#engine.leases.hold(this.#run, stop);
    const remaining = Math.max(0, this.#engine.run_timeout_ms - this.#run.elapsed_ms);
    const timer = setTimeout(() => stop("timed_out"), remaining);
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
          standing: this.#standing,
          log: this.#log,
          stopped: isRunStopped(reason) ? reason.reason : undefined,
        },
        error,
      );
    } finally {
      clearTimeout(timer);
      release();
      stop("step_failed");
      await this.#close();
    }
    this.#log.info({ attempt: this.#run.attempt, end }, "run left");
    return end;
  }

  async #drive(): Promise<RunEnd> {
    const { change, ...standing } = await planRun(this.#engine, this.#run);
    this.#standing = standing;
    await this.#record(change, false);
    for (const node of standing.start) this.#start(node);
    while (this.#inFlight.size > 0) {
      const settled = await Promise.race(this.#inFlight.values());
      this.#inFlight.delete(settled.node.key);
      if (settled.result === undefined) throw new StepFailed(settled.node, settled.error);
      await this.#complete(settled.node, settled.result);
    }
    return "succeeded";
  }

  #start(node: PipelineNode): void {
    const work = runStep({
      engine: this.#engine,
      run: this.#run,
      node,
      outputs: this.#standing.outputs,
      signal: this.#controller.signal,
      scope: this.#scope,
      report: (fraction, message) => this.#progress.report(node.key, fraction, message),
      track: (step) => {
        this.#works.add(step);
        step.catch(() => {}).finally(() => this.#works.delete(step));
      },
    });
    this.#inFlight.set(
      node.key,
      work.then(
        (result) => ({ node, result }),
        (error: unknown) => ({ node, error }),
      ),
    );
  }

  async #complete(node: PipelineNode, result: StepResult): Promise<void> {
    const { nodes, states, outputs } = this.#standing;
    if (result.faults) {
      this.#log.error({ step: node.key, faults: result.faults }, "a step's result is outside its schema");
      throw invalidResult(this.#run.id, node, result, result.faults);
    }
    const artifact = toArtifact(this.#run.id, node.key, node.step, result.value);
    const message = await this.#progress.settle(node.key);
    const after = new Map(states).set(node.key, "succeeded");
    const next = readyNodes(nodes, after);
    for (const started of next) after.set(started.key, "running");
    const finished = nodes.every((n) => after.get(n.key) === "succeeded");
    await this.#record(
      {
        progress: runProgress(nodes, after, this.#progress.fractions),
        advanced: true,
        artifact,
        steps: [
          { key: node.key, status: "succeeded", progress: 1, message },
          ...next.map((n) => ({ key: n.key, status: "running" as const, begins: true })),
        ],
        events: [
          { type: "step_succeeded", step_key: node.key, progress: 1, message },
          ...next.map(stepStarted),
          ...(finished ? [{ type: "succeeded" as const, progress: 1 }] : []),
        ],
        ...(finished ? { status: "succeeded" as const } : {}),
      },
      // A lost commit between steps replays a step; the end, and what a step publishes, must be on disk.
      finished,
      node,
      result,
    );
    for (const [key, state] of after) states.set(key, state);
    outputs.set(node.key, result.value);
    for (const started of next) this.#start(started);
  }

  async #record(change: Change, durable: boolean, node?: PipelineNode, result?: StepResult): Promise<void> {
    this.#controller.signal.throwIfAborted();
    const { db } = this.#engine;
    const commit = result?.commit;
    if (!commit) {
      const [row] = await db.statement(this.#run.tenant_id, (sql) => recordChange(sql, this.#run, change), { durable });
      if (!row?.hit) throw new RunStopped(await whyLost(db, this.#run));
      return;
    }
    const complete = () =>
      db.withTenant(this.#run.tenant_id, async (tx) => {
        const [row] = await recordChange(tx, this.#run, change);
        if (!row?.hit) throw new RunStopped("lease_lost");
        await commit(tx);
      });
    try {
      await againWhenBeaten(complete);
    } catch (error) {
      if (isRunStopped(error)) throw new RunStopped(await whyLost(db, this.#run));
      throw node && !isConnectionLost(error) ? new StepFailed(node, error) : error;
    }
  }

  async #writeProgress(reports: ReadonlyMap<string, { fraction: number; message: string | undefined }>): Promise<void> {
    const { nodes, states } = this.#standing;
    const entries = [...reports];
    const change: Change = {
      progress: runProgress(nodes, states, this.#progress.fractions),
      steps: entries.map(([key, r]) => ({ key, status: "running", progress: r.fraction, message: r.message })),
      events: entries.map(([key, r]) => ({
        type: "step_progress",
        step_key: key,
        progress: r.fraction,
        message: r.message,
      })),
    };
    try {
      const [row] = await this.#engine.db.statement(
        this.#run.tenant_id,
        (sql) => recordChange(sql, this.#run, change),
        { durable: false },
      );
      if (!row?.hit) await this.#engine.leases.renew();
    } catch (error) {
      // Progress is a courtesy: a run does not fail for it.
      this.#log.debug({ error }, "progress was not written");
    }
  }

  async #close(): Promise<void> {
    await this.#progress.close();
    const [failures, settled] = await Promise.all([
      this.#scope.close(),
      Promise.race([Promise.allSettled(this.#works).then(() => true), sleep(stepsMaySettleMs, false, { ref: false })]),
    ]);
    for (const error of failures) this.#log.error({ error }, "something a run opened could not be closed");
    if (!settled) this.#log.error("a step does not stop");
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
