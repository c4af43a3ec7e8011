import { z } from "zod";
import { ErrorCode, Fault } from "./errors.ts";
import { FeatureEvaluation } from "./features.ts";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";
import { TextModelName } from "./text-models.ts";

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

/** `rerun`: from a node on; `edit`: after a person mended a result; `replay`: all of it, perhaps with another pipeline or model. */
export const RunLineage = z.enum(["rerun", "edit", "replay"]);
export type RunLineage = z.infer<typeof RunLineage>;

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
    /** The version of the tenant's own pipeline it runs; null is the built-in one. */
    pipeline_version_id: Id.nullable(),
    /** The language model it was told to ask, over what would serve otherwise; null: whichever serves. */
    model: TextModelName.nullable(),
    /** How it came from another run, when it did. */
    lineage: RunLineage.nullable(),
    /** The run it came from. */
    rerun_of: Id.nullable(),
    /** The node the earlier run was taken up at, or whose result was edited. */
    from_node: z.string().nullable(),
    /** What happens to results outside their schema; null before the first start. */
    ir_validation: z.enum(["off", "log", "enforce"]).nullable(),
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
    /** How often it was begun, by any worker. */
    attempt: z.int(),
    /** How often it was tried again after a failure. */
    retries: z.int(),
    /** When it is tried again, while it waits for that. */
    next_retry_at: Timestamp.nullable(),
    /** Why it was not executed. */
    skip_reason: z.string().nullable(),
    /** The earlier run whose result stands for this one's. */
    reused_from: Id.nullable(),
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
  "step_retrying",
  "step_skipped",
  "step_failed",
  "step_timed_out",
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

/** What a node that failed hands on instead of its result, where its pipeline lets the run go on (`continue_on_fail`). */
export const ErrorIr = z.object({ error: RunFailure.extend({ node: z.string(), step: z.string() }) });
export type ErrorIr = z.infer<typeof ErrorIr>;
export const errorIrType = "error@1";

/** Editors and up: a new run that takes the results before `node` from this one and executes the rest. */
export const RunRerun = z.object({ node: z.string() });
export type RunRerun = z.infer<typeof RunRerun>;
/** Editors and up: a new run that takes `value` as the result of `node` and executes what follows from it. */
export const RunEdit = z.object({ node: z.string(), value: z.unknown() });
export type RunEdit = z.infer<typeof RunEdit>;
/** What a replay runs: the version that is active then, the built-in one, or a version of the tenant's own by its id. */
export const ReplayPipeline = z.union([z.enum(["active", "builtin"]), Id]);
/** Editors and up: the same input again, with another pipeline version or model. A model of null is whichever serves then. */
export const RunReplay = z.object({
  pipeline: ReplayPipeline.default("active"),
  model: TextModelName.nullable().default(null),
});
export type RunReplay = z.infer<typeof RunReplay>;

/** The result of a node: IR. */
export const Artifact = z
  .object({
    id: Id,
    run_id: Id,
    step_key: z.string(),
    ir_type: z.string(),
    value: z.unknown(),
    sha256: z.string(),
    size_bytes: z.int(),
    valid: z.boolean(),
    validation_errors: z.array(Fault).nullable(),
    /** The person who mended it, when one did. */
    edited_by: Id.nullable(),
    created_at: Timestamp,
  })
  .meta({ ref: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;
