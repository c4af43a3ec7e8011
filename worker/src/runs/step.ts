import type { Fault } from "@plumbline/contracts";
import type { z } from "zod";
import type { Tx } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import { type Json, toPlainJson } from "./plain-json.ts";
import type { RunScope } from "./scope.ts";

/** The run a step works for. */
export interface RunInfo {
  id: string;
  tenant_id: string;
  kind: string;
  subject_id: string | null;
  input: unknown;
  attempt: number;
  trace_id: string;
  /** The language model it was told to ask; null: whichever serves. */
  model: string | null;
}

export interface StepContext {
  run: RunInfo;
  /** The node's key in the pipeline. */
  key: string;
  /** Aborted within a second of cancellation, timeout or loss of the lease. */
  signal: AbortSignal;
  log: Logger;
  /** Tells how far the step is, 0 to 1, and what it is doing. Cheap: written a few times a second at most. */
  progress(fraction: number, message?: string): void;
  /** A short transaction in the run's tenant. Fails with RunStopped once the run is no longer this worker's. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** What lives as long as this worker works on the run. */
  scope: RunScope;
}

export interface Step<Input, Output> {
  /** `noun.verb`, as `dataset.parse`. */
  key: string;
  /** Rises when the output changes its meaning; pipelines name steps as `key@version`. */
  version: number;
  /** What it does, one sentence for the catalogue. */
  description?: string;
  /**
   * What it reads: `input` (the run's), `params` (the node's over `default_params`) and results of nodes the node
   * depends on, under names of its own. A name whose schema is another step's output is bound to a node that gives it.
   */
  input: z.ZodType<Input>;
  output: z.ZodType<Output>;
  default_params?: Record<string, unknown>;
  /** Whether it may ask a language model: its runs then leave a record of what validation said. */
  asks_model?: boolean;
  /**
   * Whether its result follows from its input alone. Then what comes next need not wait until the result is written:
   * a worker that takes over computes the same.
   */
  deterministic?: boolean;
  /** Computes the output. May run again after a lost worker: whatever it does elsewhere must bear that. */
  run(ctx: StepContext, input: Input): Promise<Output>;
  /**
   * Writes rows in the very transaction that completes the step, so exactly once however often the step is replayed.
   * Takes a few statements; the computing belongs in `run`.
   */
  commit?(tx: Tx, run: RunInfo, input: Input, output: Output): Promise<void>;
}

/** What a step produced, checked against its output schema. */
export interface StepResult {
  value: Json;
  /** Where the value is outside the schema; undefined when it is inside. */
  faults: Fault[] | undefined;
  commit: ((tx: Tx) => Promise<void>) | undefined;
}

/** A step whose types are settled inside. */
export interface RegisteredStep {
  /** `key@version`. */
  name: string;
  key: string;
  version: number;
  description: string;
  default_params: Record<string, unknown>;
  asks_model: boolean;
  deterministic: boolean;
  /** Whether it writes rows of its own, which only a result inside its schema may do. */
  commits: boolean;
  input: z.ZodType;
  output: z.ZodType;
  /** Whether the step takes this input. */
  accepts(input: unknown): boolean;
  run(ctx: StepContext, input: unknown): Promise<StepResult>;
}

/** Thrown when a node's input does not fit the step: the pipeline is wired wrongly or the request was. */
export class StepInputInvalid extends Error {
  override readonly name = "StepInputInvalid";
}

/** Thrown by a step for a failure that trying again cannot mend, where no error code says so already. */
export class NotRetryable extends Error {
  override readonly name = "NotRetryable";
}

/** Makes a step fit for a registry. Input and output are parsed with its schemas, never trusted. */
export function defineStep<Input, Output>(step: Step<Input, Output>): RegisteredStep {
  return {
    name: `${step.key}@${step.version}`,
    key: step.key,
    version: step.version,
    description: step.description ?? "",
    default_params: step.default_params ?? {},
    asks_model: step.asks_model ?? false,
    deterministic: step.deterministic ?? false,
    commits: step.commit !== undefined,
    input: step.input,
    output: step.output,
    accepts: (input) => step.input.safeParse(input).success,
    async run(ctx, raw) {
      const input = step.input.safeParse(raw);
      if (!input.success) throw new StepInputInvalid(describe(input.error));
      const value = toPlainJson(await step.run(ctx, input.data));
      const output = step.output.safeParse(value);
      if (!output.success) return { value, faults: output.error.issues.slice(0, 20).map(toFault), commit: undefined };
      const { commit } = step;
      return {
        value: toPlainJson(output.data),
        faults: undefined,
        commit: commit && ((tx) => commit.call(step, tx, ctx.run, input.data, output.data)),
      };
    },
  };
}

const pointer = (path: PropertyKey[]) => path.map((part) => `/${String(part)}`).join("");
const toFault = (issue: z.core.$ZodIssue): Fault => ({ location: pointer(issue.path), message: issue.message });
const describe = (error: z.ZodError) =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${pointer(issue.path) || "/"}: ${issue.message}`)
    .join("; ");
