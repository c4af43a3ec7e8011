import { z } from "zod";
import { MetricAggregation, MetricKey } from "./metrics.ts";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";
import { Run, RunKind, RunReplay, RunStatus } from "./runs.ts";
import { TestRun } from "./test-runs.ts";

/** What runs are looked at. `from` and `to` are of the run's creation: from inclusive, to exclusive. */
export const RunFilter = z.object({
  status: RunStatus.optional(),
  kind: RunKind.optional(),
  subject_id: Id.optional(),
  pipeline_version_id: Id.optional(),
  /** A code of RunFailure. */
  failure_code: z.string().max(60).optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});
export type RunFilter = z.infer<typeof RunFilter>;

export const MonitoringRunQuery = PageQuery.extend(RunFilter.shape);
export type MonitoringRunQuery = z.infer<typeof MonitoringRunQuery>;
export const MonitoringRun = Run.extend({
  waited_ms: z.number().nullable(),
  duration_ms: z.number().nullable(),
  retries: z.int(),
  invalid_artifacts: z.int(),
  failed_metrics: z.int(),
}).meta({ ref: "MonitoringRun" });
export type MonitoringRun = z.infer<typeof MonitoringRun>;
export const MonitoringRunPage = page(MonitoringRun).meta({ ref: "MonitoringRunPage" });
export type MonitoringRunPage = z.infer<typeof MonitoringRunPage>;

/**
 * What is summed. Sums over more than 1,000 runs come from roll-ups of hours and days (UTC): counts, sums, least and greatest
 * are exact, and so current that they hold runs that ended a moment ago; p50 and p95 are within 2% of the exact ones. Over
 * fewer runs all is exact. What was removed since it ran still counts, but for runs in an hour that `from` or `to` cuts.
 * Roll-ups do not know subjects: with `subject_id` what is still there is summed, up to 20,000 runs, else invalid_request.
 */
export const MonitoringQuery = RunFilter.extend({ step: z.string().max(120).optional() });
export type MonitoringQuery = z.infer<typeof MonitoringQuery>;

/** One step over the runs looked at. */
export const StepSummary = z.object({
  step: z.string(),
  count: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  skipped: z.int(),
  retries: z.int(),
  invalid: z.int(),
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
});
export const MonitoringSteps = z.object({ items: z.array(StepSummary) }).meta({ ref: "MonitoringSteps" });
export type MonitoringSteps = z.infer<typeof MonitoringSteps>;

/** One metric at one node over the runs looked at; `value` is by the metric's own aggregation. */
export const MetricSummary = z.object({
  metric: MetricKey,
  step_key: z.string(),
  unit: z.string(),
  aggregation: MetricAggregation,
  value: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  count: z.int(),
  passed: z.int(),
  failed: z.int(),
});
export const MonitoringMetrics = z.object({ items: z.array(MetricSummary) }).meta({ ref: "MonitoringMetrics" });
export type MonitoringMetrics = z.infer<typeof MonitoringMetrics>;

export const TrendQuery = MonitoringQuery.extend({ bucket: z.enum(["hour", "day", "week"]).default("day") });
export type TrendQuery = z.infer<typeof TrendQuery>;
export const TrendPoint = z.object({
  at: Timestamp,
  runs: z.int(),
  succeeded: z.int(),
  degraded: z.int(),
  failed: z.int(),
  /** Share of validated results inside their schema, 0 to 1; null when nothing was validated. */
  validation_pass_rate: z.number().nullable(),
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  /** US dollars for calls of language models whose price is known. */
  cost_usd: z.number(),
  /** Calls whose price is not. */
  unpriced_calls: z.int(),
});
export const MonitoringTrends = z
  .object({
    points: z.array(TrendPoint),
    failure_causes: z.array(z.object({ code: z.string(), count: z.int() })),
  })
  .meta({ ref: "MonitoringTrends" });
export type MonitoringTrends = z.infer<typeof MonitoringTrends>;

export const TestRunQuery = PageQuery.extend({
  suite: z.string().max(120).optional(),
  run_id: Id.optional(),
  passed: z.stringbool().optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});
export type TestRunQuery = z.infer<typeof TestRunQuery>;
export const TestRunPage = page(TestRun).meta({ ref: "TestRunPage" });
export type TestRunPage = z.infer<typeof TestRunPage>;

/** Editors and up. Without `confirm` it only counts; with it, `confirm` must be the count that was answered. */
export const BulkRequest = z.object({ filter: RunFilter, confirm: z.int32().min(0).nullable().default(null) });
export type BulkRequest = z.infer<typeof BulkRequest>;
export const BulkReplay = BulkRequest.extend(RunReplay.shape);
export type BulkReplay = z.infer<typeof BulkReplay>;
/** `matched` runs fit the filter; `done` of them were acted on (at most 1,000 at a time). */
export const BulkAnswer = z.object({ matched: z.int(), done: z.int() }).meta({ ref: "BulkAnswer" });
export type BulkAnswer = z.infer<typeof BulkAnswer>;

/** The platform operator's: jobs whose retries are used up, and where they would go back to. */
export const DeadLetters = z.object({
  total: z.int(),
  unroutable: z.int(),
  destinations: z.array(z.object({ name: z.string(), count: z.int() })),
});
export type DeadLetters = z.infer<typeof DeadLetters>;
