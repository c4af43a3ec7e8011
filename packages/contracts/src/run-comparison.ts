import { z } from "zod";
import { JsonDifference } from "./json-diff.ts";
import { Run, StepStatus } from "./runs.ts";

/** How one node went in one of two runs. */
export const ComparedStep = z.object({
  step: z.string(),
  status: StepStatus,
  duration_ms: z.number().nullable(),
  retries: z.int(),
  skip_reason: z.string().nullable(),
  /** Of its result; null without one. */
  sha256: z.string().nullable(),
  valid: z.boolean().nullable(),
});
export type ComparedStep = z.infer<typeof ComparedStep>;

/** One node of both runs; null on the side that does not have it. */
export const StepComparison = z.object({
  key: z.string(),
  run: ComparedStep.nullable(),
  other: ComparedStep.nullable(),
  /** Whether both results are the same; null unless both have one. */
  ir_equal: z.boolean().nullable(),
  /** Where they differ, the first ones; null when they are equal, missing or too large to be compared at once. */
  differences: z.array(JsonDifference).nullable(),
  difference_count: z.int().nullable(),
});
export type StepComparison = z.infer<typeof StepComparison>;

export const MetricComparison = z.object({
  step_key: z.string(),
  metric: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  other_value: z.number().nullable(),
  passed: z.boolean().nullable(),
  other_passed: z.boolean().nullable(),
});
export type MetricComparison = z.infer<typeof MetricComparison>;

/** Two runs side by side; `before` in a difference is of `run`, `after` of `other`. */
export const RunComparison = z
  .object({
    run: Run,
    other: Run,
    /** In the order of `run`'s pipeline, then what only the other has. */
    steps: z.array(StepComparison),
    metrics: z.array(MetricComparison),
  })
  .meta({ ref: "RunComparison" });
export type RunComparison = z.infer<typeof RunComparison>;
