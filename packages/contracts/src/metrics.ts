import { z } from "zod";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";
import { PipelineVersionStatus } from "./pipelines.ts";
import { RunKind } from "./runs.ts";

export const MetricKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "Use small letters, digits and underscores, a letter first");
/** How values of many runs become one. */
export const MetricAggregation = z.enum(["avg", "sum", "min", "max", "p50", "p95", "last"]);
export type MetricAggregation = z.infer<typeof MetricAggregation>;
/** `step`: measured at a node; `run`: measured once, at the node that names it, for the run as a whole. */
export const MetricScope = z.enum(["step", "run"]);
export type MetricScope = z.infer<typeof MetricScope>;

/** What is measured. `expression` is CEL over `output`, `params`, `input`, `duration_ms`, `size_bytes`, `attempt`. */
export const MetricDefinition = z
  .object({
    /** Null: it comes with Plumbline. */
    id: Id.nullable(),
    key: MetricKey,
    unit: z.string().max(40),
    aggregation: MetricAggregation,
    scope: MetricScope,
    expression: z.string().min(1).max(2000),
    description: z.string().max(500),
    created_at: Timestamp.nullable(),
  })
  .meta({ ref: "MetricDefinition" });
export type MetricDefinition = z.infer<typeof MetricDefinition>;

/** Metrics every tenant has. */
export const builtInMetrics = [
  { key: "duration_ms", unit: "ms", aggregation: "p95", scope: "step", expression: "duration_ms" },
  { key: "size_bytes", unit: "bytes", aggregation: "avg", scope: "step", expression: "size_bytes" },
  { key: "attempt", unit: "", aggregation: "avg", scope: "step", expression: "attempt" },
] as const satisfies Pick<MetricDefinition, "key" | "unit" | "aggregation" | "scope" | "expression">[];

/** Owners only. */
export const MetricDefinitionWrite = MetricDefinition.pick({
  key: true,
  unit: true,
  aggregation: true,
  scope: true,
  expression: true,
  description: true,
}).partial({ unit: true, description: true });
export type MetricDefinitionWrite = z.infer<typeof MetricDefinitionWrite>;

/** Owners only. The key stays: results and profiles name it. */
export const MetricDefinitionUpdate = MetricDefinition.pick({
  unit: true,
  aggregation: true,
  scope: true,
  expression: true,
  description: true,
}).partial();
export type MetricDefinitionUpdate = z.infer<typeof MetricDefinitionUpdate>;

/** One metric of a profile; `threshold` is CEL over `value` and `metrics` (the node's other values), null only measures. */
export const MetricThreshold = z.strictObject({
  metric: MetricKey,
  threshold: z.string().min(1).max(2000).nullable().default(null),
});
export type MetricThreshold = z.infer<typeof MetricThreshold>;

/** A version of a pipeline that names a profile at one of its nodes. */
export const MetricProfileUse = z.object({
  kind: RunKind,
  name: z.string(),
  number: z.int(),
  status: PipelineVersionStatus,
});
export type MetricProfileUse = z.infer<typeof MetricProfileUse>;

/** What a node's results are measured with. */
export const MetricProfile = z
  .object({
    id: Id,
    key: MetricKey,
    description: z.string().max(500),
    metrics: z.array(MetricThreshold).min(1).max(50),
    /** Drafts and active versions that name it; while there are any it cannot be removed. */
    used_by: z.array(MetricProfileUse),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ ref: "MetricProfile" });
export type MetricProfile = z.infer<typeof MetricProfile>;
/** Owners only. */
export const MetricProfileWrite = MetricProfile.pick({ key: true, description: true, metrics: true }).partial({
  description: true,
});
export type MetricProfileWrite = z.infer<typeof MetricProfileWrite>;

/** Owners only. The key stays: nodes name it. */
export const MetricProfileUpdate = MetricProfile.pick({ description: true, metrics: true }).partial();
export type MetricProfileUpdate = z.infer<typeof MetricProfileUpdate>;

export const MetricCatalogue = z
  .object({ definitions: z.array(MetricDefinition), profiles: z.array(MetricProfile) })
  .meta({ ref: "MetricCatalogue" });
export type MetricCatalogue = z.infer<typeof MetricCatalogue>;

/** One value that was measured, with its step and run (view `metrics_results_v`). */
export const MetricResult = z
  .object({
    id: Id,
    run_id: Id,
    run_kind: z.string(),
    run_status: z.string(),
    step_key: z.string(),
    step: z.string(),
    metric: MetricKey,
    unit: z.string(),
    /** Null when it could not be measured; `details` says why. */
    value: z.number().nullable(),
    threshold: z.string().nullable(),
    /** Null without a threshold. */
    passed: z.boolean().nullable(),
    details: z.record(z.string(), z.unknown()).nullable(),
    created_at: Timestamp,
  })
  .meta({ ref: "MetricResult" });
export type MetricResult = z.infer<typeof MetricResult>;
export const MetricResultQuery = PageQuery.extend({ run_id: Id.optional(), metric: MetricKey.optional() });
export const MetricResultPage = page(MetricResult).meta({ ref: "MetricResultPage" });
export type MetricResultPage = z.infer<typeof MetricResultPage>;

/** Everything that was measured in one run, those of reused steps included. */
export const RunMetrics = z.object({ items: z.array(MetricResult) }).meta({ ref: "RunMetrics" });
export type RunMetrics = z.infer<typeof RunMetrics>;
