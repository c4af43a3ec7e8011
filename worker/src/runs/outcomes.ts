import {
  type ErrorIr,
  errorIrType,
  type Fault,
  isAppError,
  type PipelineNode,
  type RunFailure,
} from "@plumbline/contracts";
import { type Measured, measure } from "../pipelines/measure.ts";
import { isConnectionLost } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import { type Artifact, toArtifact, uuidV5 } from "./artifacts.ts";
import type { Begun } from "./begin.ts";
import type { Change } from "./change.ts";
import type { ClaimedRun } from "./claim.ts";
import type { Engine } from "./engine.ts";
import { toFailure } from "./failure.ts";
import { toPlainJson } from "./plain-json.ts";
import type { ProgressReporter } from "./progress.ts";
import { backoffMs, isRetryable } from "./retry.ts";
import { isRunStopped } from "./run-stopped.ts";
import type { RunWriter } from "./run-writer.ts";
import { StepInputInvalid, type StepResult } from "./step.ts";
import { irInvalid, StepFailed } from "./step-failed.ts";

/** A step that came to an end: with a result or an error. */
export interface Settled {
  node: PipelineNode;
  input: Record<string, unknown>;
  ms: number;
  result?: StepResult;
  error?: unknown;
}

/** What becomes of a run when one of its nodes has an outcome: what is kept, what is handed on, and whether it goes on. */
export class NodeOutcomes {
  readonly #engine: Engine;
  readonly #run: ClaimedRun;
  readonly #begun: Begun;
  readonly #writer: RunWriter;
  readonly #progress: ProgressReporter;
  readonly #log: Logger;
  #ended = false;

  constructor(
    engine: Engine,
    run: ClaimedRun,
    begun: Begun,
    writer: RunWriter,
    progress: ProgressReporter,
    log: Logger,
  ) {
    this.#engine = engine;
    this.#run = run;
    this.#begun = begun;
    this.#writer = writer;
    this.#progress = progress;
    this.#log = log;
  }

  /** True when the node will be tried again. Throws StepFailed when its failure ends the run. */
  async settle(settled: Settled): Promise<boolean> {
    const { node, result, error } = settled;
    if (result === undefined) return this.#fail(settled, error);
    const { faults, schemaVersionId } = await this.#validate(node, result);
    const step = this.#engine.registry.step(node.step);
    // A step that publishes does so only with a result inside its own schema, whatever the tenant's mode.
    const blocks = this.#begun.ir_validation === "enforce" || (result.faults !== undefined && step?.commits);
    if (faults) this.#log.error({ step: node.key, faults }, "a step's result is outside its schema");
    const type = this.#engine.registry.entry(node.step)?.output ?? node.step;
    const artifact = toArtifact(this.#run.id, node.key, type, result.value, faults, schemaVersionId);
    if (faults && blocks) {
      this.#giveUp(node, irInvalid(node, faults), undefined, artifact);
      return false;
    }
    return this.#succeed(settled, result, artifact);
  }

  skip(node: PipelineNode, reason: string): void {
    const { state } = this.#begun;
    state.set(node.key, "skipped");
    this.#writer.write({
      progress: state.progress(this.#progress.fractions),
      steps: [{ key: node.key, status: "skipped", skip_reason: reason }],
      events: [{ type: "step_skipped", step_key: node.key, message: reason }],
    });
  }

  /** Ends a run every node of which has an outcome. */
  async finish(): Promise<"succeeded" | "degraded"> {
    const status = this.#begun.state.degraded ? "degraded" : "succeeded";
    if (this.#ended) return status;
    this.#writer.write(this.#ending());
    await this.#writer.flush();
    return status;
  }

  #ending(): Change {
    const status = this.#begun.state.degraded ? "degraded" : "succeeded";
    return { status, progress: 1, events: [{ type: status, progress: 1 }] };
  }

  /** Held against the step's own schema, and the tenant's where there is one. */
  async #validate(
    node: PipelineNode,
    result: StepResult,
  ): Promise<{ faults: Fault[] | undefined; schemaVersionId: string | null }> {
    const off = this.#begun.ir_validation === "off";
    const commits = this.#engine.registry.step(node.step)?.commits ?? false;
    if (result.faults && (!off || commits)) return { faults: result.faults, schemaVersionId: null };
    const schemaVersionId = this.#run.config.schemas[node.step] ?? null;
    if (off || schemaVersionId === null) return { faults: undefined, schemaVersionId: null };
    const validate = await this.#engine.cache.validator(this.#run.tenant_id, schemaVersionId);
    const faults = validate(result.value);
    return { faults: faults.length > 0 ? faults : undefined, schemaVersionId };
  }

  async #succeed(settled: Settled, result: StepResult, artifact: Artifact): Promise<boolean> {
    const { node } = settled;
    const { state, outputs } = this.#begun;
    const measured = this.#measure(settled, result, artifact);
    state.set(node.key, "succeeded");
    const message = this.#progress.settle(node.key);
    const change: Change = {
      progress: state.progress(this.#progress.fractions),
      advanced: true,
      artifacts: [artifact],
      metrics: measured.map((one) => ({
        ...one,
        id: uuidV5(this.#run.id, `${node.key} ${one.metric}`),
        step_key: node.key,
      })),
      steps: [{ key: node.key, status: "succeeded", progress: 1, message }],
      events: [{ type: "step_succeeded", step_key: node.key, progress: 1, message }],
    };
    const { commit } = result;
    if (commit) {
      const ends = state.finished;
      try {
        await this.#writer.transact(ends ? both(change, this.#ending()) : change, commit);
        this.#ended = ends;
      } catch (error) {
        state.set(node.key, "running");
        return this.#fail(settled, error);
      }
    } else this.#writer.write(change);
    outputs.set(node.key, result.value, Object.fromEntries(measured.map((one) => [one.metric, one.value])));
    return false;
  }

  #measure({ node, input, ms }: Settled, result: StepResult, artifact: Artifact): Measured[] {
    const { metrics } = this.#begun;
    const profile = node.metric_profile === null ? undefined : metrics?.profiles.get(node.metric_profile);
    if (!metrics || !profile) return [];
    return measure(profile, metrics.own, {
      output: result.value,
      params: input.params ?? {},
      input: this.#run.input,
      duration_ms: ms,
      size_bytes: artifact.size_bytes,
      attempt: this.#begun.state.retriesOf(node.key) + 1,
    });
  }

  #fail({ node }: Settled, error: unknown): boolean {
    if (isRunStopped(error) || isConnectionLost(error)) throw new StepFailed(node, error);
    const failure = toFailure(error);
    if (!isAppError(error) && !(error instanceof StepInputInvalid)) {
      this.#log.error({ error, step: node.key }, "a step failed unexpectedly");
    }
    const { state } = this.#begun;
    const before = state.retriesOf(node.key);
    if (before >= node.retries || !isRetryable(failure, error)) {
      this.#giveUp(node, failure, error);
      return false;
    }
    const wait_ms = backoffMs(node.retry_delay_ms, before);
    this.#progress.settle(node.key);
    state.set(node.key, "pending");
    state.setRetries(node.key, before + 1, wait_ms);
    const message = `${failure.detail} Trying again in ${(wait_ms / 1000).toFixed(1)} s (${before + 1} of ${node.retries}).`;
    this.#writer.write({
      steps: [{ key: node.key, status: "pending", failure, retries: before + 1, retry_in_ms: wait_ms }],
      events: [
        ...(failure.code === "timed_out"
          ? [{ type: "step_timed_out" as const, step_key: node.key, message: failure.detail }]
          : []),
        { type: "step_retrying", step_key: node.key, message },
      ],
    });
    return true;
  }

  /** The node has failed for good: the run ends with it, or goes on with its error. */
  #giveUp(node: PipelineNode, failure: RunFailure, cause: unknown, artifact?: Artifact): void {
    this.#progress.settle(node.key);
    if (!node.continue_on_fail) {
      throw new StepFailed(node, cause, artifact && { artifact, failure });
    }
    const { state, outputs } = this.#begun;
    const ir: ErrorIr = { error: { ...failure, node: node.key, step: node.step } };
    const value = toPlainJson(ir);
    const faults = artifact?.validation_errors ?? undefined;
    state.set(node.key, "failed");
    outputs.set(node.key, value);
    this.#writer.write({
      progress: state.progress(this.#progress.fractions),
      advanced: true,
      artifacts: [toArtifact(this.#run.id, node.key, errorIrType, value, faults)],
      steps: [{ key: node.key, status: "failed", failure }],
      events: [
        {
          type: failure.code === "timed_out" ? "step_timed_out" : "step_failed",
          step_key: node.key,
          message: failure.detail,
        },
      ],
    });
  }
}

const both = (change: Change, end: Change): Change => ({
  ...change,
  ...end,
  events: [...(change.events ?? []), ...(end.events ?? [])],
});
