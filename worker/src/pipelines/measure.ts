import { builtInMetrics, CelBudget, judgeMetric, type MetricThreshold, measureMetric } from "@plumbline/contracts";
import { metrics, thresholds } from "./cel.ts";

/** How a metric is computed: the tenant's own definitions and those every tenant has. */
export interface Measure {
  key: string;
  unit: string;
  expression: string;
}

/** A row of public.metric_results without its tenant, run and step. */
export interface Measured {
  metric: string;
  unit: string;
  value: number | null;
  threshold: string | null;
  passed: boolean | null;
  details: { error: string } | null;
}

/** What a metric's expression may read. */
export interface MeasureContext {
  output: unknown;
  params: unknown;
  input: unknown;
  duration_ms: number;
  size_bytes: number;
  attempt: number;
}

/** What all metrics and thresholds of one node may cost together: they keep the worker from everybody else's runs. */
const units = 5_000_000;

/**
 * Measures a step's result with a profile. A metric that cannot be computed has no value and says why; a threshold over
 * such a value is not passed. Never throws: measuring changes nothing about a run.
 */
export function measure(
  profile: readonly MetricThreshold[],
  own: ReadonlyMap<string, Measure>,
  context: MeasureContext,
): Measured[] {
  const budget = new CelBudget(units);
  const measured = profile.map(({ metric, threshold }): Measured => {
    const definition = own.get(metric) ?? builtIn.get(metric);
    const result = definition
      ? measureMetric(definition.expression, { ...context }, metrics, budget)
      : { error: `There is no metric ${metric}.` };
    const failed = typeof result === "object";
    return {
      metric,
      unit: definition?.unit ?? "",
      value: failed ? null : result,
      threshold,
      passed: null,
      details: failed ? result : null,
    };
  });
  const values = Object.fromEntries(measured.map((one) => [one.metric, one.value]));
  return measured.map((one) =>
    one.threshold === null ? one : { ...one, ...judge(one, one.threshold, values, budget) },
  );
}

const builtIn = new Map<string, Measure>(builtInMetrics.map((metric) => [metric.key, metric]));

function judge(
  one: Measured,
  threshold: string,
  values: Record<string, number | null>,
  budget: CelBudget,
): Partial<Measured> {
  const { passed, error } = judgeMetric(one.value, threshold, values, thresholds, budget);
  return { passed, ...(error !== undefined && { details: { error } }) };
}
