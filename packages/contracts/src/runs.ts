import { z } from "zod";
import { ErrorCode } from "./errors.ts";
import { FeatureEvaluation } from "./features.ts";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";

/** What a run produces; each kind has one active pipeline. */
export const RunKind = z.enum(["dataset_insight"]);
export type RunKind = z.infer<typeof RunKind>;

export const RunStatus = z.enum(["queued", "running", "succeeded", "degraded", "failed", "cancelled", "timed_out"]);
export type RunStatus = z.infer<typeof RunStatus>;
export const isFinished = (status: RunStatus): boolean => status !== "queued" && status !== "running";

export const StepStatus = z.enum(["pending", "running", "succeeded", "skipped", "failed", "cancelled"]);
export type StepStatus = z.infer<typeof StepStatus>;

/** Why a run or step did not succeed: a code, a sentence and a fix. */
export const RunFailure = z
  .object({ code: ErrorCode, detail: z.string(), fix: z.string().nullable() })
  .meta({ ref: "RunFailure" });
export type RunFailure = z.infer<typeof RunFailure>;

export const Run = z
  .object({
    id: Id,
    kind: RunKind,
    status: RunStatus,
    /** The dataset (or part, or route) the run is about. */
    subject_id: Id.nullable(),
    subject_name: z.string().nullable(),
    /** 0 to 1 over all steps. */
    progress: z.number().min(0).max(1),
    /** Rises each time a worker takes the run; also the fencing token of its writes. */
    attempt: z.int(),
    failure: RunFailure.nullable(),
    trace_id: z.string(),
    requested_by: Id.nullable(),
    created_at: Timestamp,
    started_at: Timestamp.nullable(),
    finished_at: Timestamp.nullable(),
  })
  .meta({ ref: "Run" });
export type Run = z.infer<typeof Run>;

export const RunStep = z
  .object({
    key: z.string(),
    /** Step name and version, as `dataset.parse@1`. */
    step: z.string(),
    position: z.int(),
    depends_on: z.array(z.string()),
    status: StepStatus,
    progress: z.number().min(0).max(1),
    /** What it is doing or did, one short sentence. */
    message: z.string().nullable(),
    attempt: z.int(),
    failure: RunFailure.nullable(),
    started_at: Timestamp.nullable(),
    finished_at: Timestamp.nullable(),
  })
  .meta({ ref: "RunStep" });
export type RunStep = z.infer<typeof RunStep>;

export const RunDetail = Run.extend({
  steps: z.array(RunStep),
  /** The flags it rests on, as they were when it was requested. */
  features: z.record(z.string(), FeatureEvaluation),
  /** The tenant's settings it rests on, by namespace; what is missing was at its default. */
  settings: z.record(z.string(), z.object({ version: z.int(), value: z.record(z.string(), z.unknown()) })),
}).meta({ ref: "RunDetail" });
export type RunDetail = z.infer<typeof RunDetail>;

export const RunQuery = PageQuery.extend({
  status: RunStatus.optional(),
  kind: RunKind.optional(),
  subject_id: Id.optional(),
});
export type RunQuery = z.infer<typeof RunQuery>;
export const RunPage = page(Run).meta({ ref: "RunPage" });
export type RunPage = z.infer<typeof RunPage>;

export const RunEventType = z.enum([
  "queued",
  "started",
  "resumed",
  "step_started",
  "step_progress",
  "step_succeeded",
  "step_skipped",
  "step_failed",
  "step_cancelled",
  "succeeded",
  "degraded",
  "failed",
  "cancelled",
  "timed_out",
]);
export type RunEventType = z.infer<typeof RunEventType>;

/** One line of a run's history. `seq` rises within a run and is the SSE event id (`Last-Event-ID` resumes after it). */
export const RunEvent = z
  .object({
    seq: z.int(),
    run_id: Id,
    type: RunEventType,
    step_key: z.string().nullable(),
    progress: z.number().min(0).max(1).nullable(),
    message: z.string().nullable(),
    at: Timestamp,
  })
  .meta({ ref: "RunEvent" });
export type RunEvent = z.infer<typeof RunEvent>;

/** 202 answer of everything that starts a run; `Location` points at the run. */
export const RunAccepted = z.object({ run: Run, created: z.boolean() }).meta({ ref: "RunAccepted" });
export type RunAccepted = z.infer<typeof RunAccepted>;
