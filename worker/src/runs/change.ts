import type {
  IrValidation,
  PipelineGraph,
  RunEventType,
  RunFailure,
  RunStatus,
  StepStatus,
} from "@plumbline/contracts";
import type { Measured } from "../pipelines/measure.ts";
import type { Artifact } from "./artifacts.ts";

/** What happened to a step. Times are read when it happened (`performance.now()`), and written as the database's. */
export interface StepChange {
  key: string;
  status: StepStatus;
  /** The step begins (again): counts an attempt and sets its clock. */
  begins?: boolean;
  progress?: number;
  message?: string | undefined;
  failure?: RunFailure;
  /** Failures that were tried again, this one included. */
  retries?: number;
  /** It waits: when it is tried again, from now. */
  retry_in_ms?: number;
  skip_reason?: string;
}

/** A node of the run's pipeline, written once at its start. */
export interface StepRow {
  key: string;
  step: string;
  position: number;
  depends_on: string[];
}

export interface EventChange {
  type: RunEventType;
  step_key?: string;
  progress?: number;
  message?: string | undefined;
}

/** Something that happened in a run. What is left out stays as it is. */
export interface Change {
  /** The run's progress, 0 to 1; never falls. */
  progress?: number;
  /** A step was completed: the count of workers lost since starts again. */
  advanced?: boolean;
  /** Set once, at the start of the run. */
  pipeline?: PipelineGraph;
  pipeline_version_id?: string | null;
  ir_validation?: IrValidation;
  create?: StepRow[];
  steps?: StepChange[];
  artifacts?: Artifact[];
  metrics?: (Measured & { id: string; step_key: string })[];
  events?: EventChange[];
  /** Ends the run. */
  status?: Exclude<RunStatus, "queued" | "running">;
  failure?: RunFailure;
  /** Gives the run up, to be taken by any worker once that time is over. */
  release_in_ms?: number;
}

/** A step's changes since the last write, folded into one. */
export interface FoldedStep extends Omit<StepChange, "begins"> {
  begins: number;
  started_at?: number;
  finished_at?: number;
}

/** Changes of one run that are written together. Later ones win; nothing of their order that can be seen is lost. */
export class Pending {
  readonly head: Omit<Change, "create" | "steps" | "artifacts" | "metrics" | "events"> = {};
  readonly create: StepRow[] = [];
  readonly steps = new Map<string, FoldedStep>();
  readonly artifacts = new Map<string, Artifact>();
  readonly metrics: NonNullable<Change["metrics"]> = [];
  readonly events: (EventChange & { at: number })[] = [];

  add(change: Change): void {
    const { create, steps, artifacts, metrics, events, ...head } = change;
    const at = performance.now();
    const progress = Math.max(this.head.progress ?? 0, head.progress ?? 0);
    Object.assign(this.head, head, { progress });
    if (create) this.create.push(...create);
    for (const step of steps ?? []) this.steps.set(step.key, fold(this.steps.get(step.key), step, at));
    for (const artifact of artifacts ?? []) this.artifacts.set(artifact.step_key, artifact);
    if (metrics) this.metrics.push(...metrics);
    for (const event of events ?? []) this.events.push({ ...event, at });
  }
}

function fold(before: FoldedStep | undefined, change: StepChange, at: number): FoldedStep {
  const { begins, ...now } = change;
  const open = change.status === "pending" || change.status === "running";
  const message = begins ? change.message : (change.message ?? before?.message);
  const folded: FoldedStep = {
    // What an earlier change said of this step holds unless the step began anew since.
    ...(begins || !before ? {} : before),
    ...now,
    begins: (before?.begins ?? 0) + (begins ? 1 : 0),
    message,
  };
  const retries = change.retries ?? before?.retries;
  if (retries !== undefined) folded.retries = retries;
  const started_at = begins ? at : before?.started_at;
  if (started_at !== undefined) folded.started_at = started_at;
  delete folded.finished_at;
  if (!open) folded.finished_at = at;
  if (change.failure === undefined) delete folded.failure;
  if (change.retry_in_ms === undefined) delete folded.retry_in_ms;
  return folded;
}
