import type { MonitoringSteps, MonitoringTrends } from "@plumbline/contracts";
import { plural, words } from "../../lib/format.ts";
import type { SeriesSpec } from "../../ui/chart/series-option.ts";
import { bucketName } from "./formats.ts";
import type { Span } from "./range.ts";

type Points = MonitoringTrends["points"];
const by = { hour: "Hour", day: "Day", week: "Week" } as const;

function overTime(
  points: Points,
  bucket: Span["bucket"],
  more: Omit<SeriesSpec, "kind" | "by" | "groups"> & { kind?: SeriesSpec["kind"] },
): SeriesSpec {
  return { kind: "lines", by: by[bucket], groups: points.map((point) => bucketName(point.at, bucket)), ...more };
}

/** How runs ended, over time. */
export const outcomeSpec = (points: Points, bucket: Span["bucket"]): SeriesSpec =>
  overTime(points, bucket, {
    id: "outcomes",
    kind: "columns",
    title: "Runs by outcome",
    subtitle: `Runs requested in each ${bucket}`,
    series: [
      { name: "Succeeded", tone: "pass", values: points.map((point) => point.succeeded) },
      { name: "Degraded", tone: "minor", values: points.map((point) => point.degraded) },
      { name: "Failed", tone: "critical", values: points.map((point) => point.failed) },
      {
        name: "Other",
        tone: "muted",
        values: points.map((point) => point.runs - point.succeeded - point.degraded - point.failed),
      },
    ],
  });

/** How long runs, or the executions of one step, took. */
export const durationSpec = (points: Points, bucket: Span["bucket"], step?: string): SeriesSpec =>
  overTime(points, bucket, {
    id: "duration",
    title: step ? `Duration of ${step}` : "Duration of runs",
    subtitle: "Half of them took at most the median, 95 of 100 at most p95",
    series: [
      { name: "p95", tone: "muted", dashed: true, values: points.map((point) => point.p95_ms) },
      { name: "Median", tone: "accent", values: points.map((point) => point.p50_ms) },
    ],
  });

/** The share of validated results that were inside their schema. */
export const validationSpec = (points: Points, bucket: Span["bucket"]): SeriesSpec =>
  overTime(points, bucket, {
    id: "validation",
    title: "Validation pass rate",
    subtitle: "Share of validated results inside their schema",
    maximum: 1,
    series: [{ name: "Inside its schema", tone: "pass", values: points.map((point) => point.validation_pass_rate) }],
  });

/** What language models read and wrote. */
export const tokenSpec = (points: Points, bucket: Span["bucket"]): SeriesSpec =>
  overTime(points, bucket, {
    id: "tokens",
    kind: "columns",
    title: "Language model tokens",
    subtitle: "Read and written by models, which is what they are paid for",
    series: [
      { name: "Read", tone: "accent", values: points.map((point) => point.input_tokens) },
      { name: "Written", tone: "minor", values: points.map((point) => point.output_tokens) },
    ],
  });

/** What language models cost, as far as their prices are known. */
export const costSpec = (points: Points, bucket: Span["bucket"]): SeriesSpec => {
  const unpriced = points.reduce((all, point) => all + point.unpriced_calls, 0);
  return overTime(points, bucket, {
    id: "cost",
    kind: "columns",
    title: "Language model cost",
    subtitle: `US dollars${unpriced > 0 ? `, besides ${plural(unpriced, "call")} without a price` : ""}`,
    series: [{ name: "Cost", tone: "accent", values: points.map((point) => point.cost_usd) }],
  });
};

/** Why runs failed, the commonest first. */
export const failureSpec = (causes: MonitoringTrends["failure_causes"]): SeriesSpec => ({
  id: "failures",
  kind: "bars",
  title: "Failure causes",
  subtitle: "Runs that did not succeed, by the code of their failure",
  by: "Cause",
  groups: causes.slice(0, 12).map((cause) => words(cause.code)),
  series: [{ name: "Runs", tone: "critical", values: causes.slice(0, 12).map((cause) => cause.count) }],
});

/** How long each step takes, the slowest first. */
export function stepDurationSpec(steps: MonitoringSteps["items"]): SeriesSpec {
  const slowest = steps
    .filter((step) => step.p95_ms !== null)
    .toSorted((a, b) => (b.p95_ms ?? 0) - (a.p95_ms ?? 0))
    .slice(0, 15);
  return {
    id: "step-durations",
    kind: "bars",
    title: "Duration by step",
    subtitle: "Median and p95 of each step, the slowest first",
    by: "Step",
    groups: slowest.map((step) => step.step),
    series: [
      { name: "Median", tone: "accent", values: slowest.map((step) => step.p50_ms) },
      { name: "p95", tone: "muted", values: slowest.map((step) => step.p95_ms) },
    ],
  };
}
