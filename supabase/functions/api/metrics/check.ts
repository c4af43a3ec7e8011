import { Environment } from "@marcbachmann/cel-js";
import {
  builtInMetrics,
  createCel,
  type Fault,
  isCelFault,
  type MetricDefinition,
  type MetricThreshold,
  metricNames,
  thresholdNames,
} from "@plumbline/contracts";
import { invalid } from "../platform/problem.ts";

const compileMetric = createCel(new Environment(), metricNames);
const compileThreshold = createCel(new Environment(), thresholdNames);
/** What becomes a number: true and false are 1 and 0. */
const measurable = new Set(["double", "int", "uint", "bool", "dyn"]);
const builtInKeys = new Set<string>(builtInMetrics.map((metric) => metric.key));

/** Every metric a tenant has: those that come with Plumbline first. */
export const allDefinitions = (own: readonly MetricDefinition[]): MetricDefinition[] => [
  ...builtInMetrics.map((metric) => ({ ...metric, id: null, description: "Comes with Plumbline", created_at: null })),
  ...own,
];

/** Throws invalid_request when the key is taken by Plumbline or the expression does not compile to a number. */
export function requireDefinition({ key, expression }: { key?: string; expression?: string | undefined }): void {
  const errors: Fault[] = [];
  if (key !== undefined && builtInKeys.has(key)) {
    errors.push({ location: "/key", message: `${key} comes with Plumbline`, fix: "Choose another key" });
  }
  if (expression !== undefined) {
    const compiled = compileMetric(expression);
    if (isCelFault(compiled)) errors.push({ location: "/expression", ...compiled });
    else if (!measurable.has(compiled.type)) {
      const message = `The expression gives ${compiled.type}, not a number`;
      errors.push({ location: "/expression", message, fix: "Take its size, or compare it with something" });
    }
  }
  if (errors.length > 0) throw invalid("The metric is not valid", errors);
}

/** Throws invalid_request when a profile names a metric that is not there or twice, or a threshold does not compile. */
export function requireProfile(metrics: readonly MetricThreshold[], own: readonly MetricDefinition[]): void {
  const known = new Set(allDefinitions(own).map((definition) => definition.key));
  const keys = metrics.map((one) => one.metric);
  const errors = metrics.flatMap(({ metric, threshold }, i): Fault[] => {
    const at = `/metrics/${i}`;
    const faults: Fault[] = [];
    if (!known.has(metric)) {
      faults.push({ location: `${at}/metric`, message: `There is no metric ${metric}`, fix: "Define it first" });
    } else if (keys.indexOf(metric) < i) {
      faults.push({ location: `${at}/metric`, message: `${metric} is there twice`, fix: "Remove one of them" });
    }
    return threshold === null ? faults : [...faults, ...thresholdFaults(threshold, keys, `${at}/threshold`)];
  });
  if (errors.length > 0) throw invalid("The profile is not valid", errors);
}

function thresholdFaults(threshold: string, keys: readonly string[], location: string): Fault[] {
  const compiled = compileThreshold(threshold);
  if (isCelFault(compiled)) return [{ location, ...compiled }];
  if (compiled.type !== "bool" && compiled.type !== "dyn") {
    const message = `The threshold gives ${compiled.type}, not true or false`;
    return [{ location, message, fix: "Compare value with something" }];
  }
  return compiled.metrics
    .filter((key) => !keys.includes(key))
    .map((key) => ({ location, message: `The profile does not measure ${key}`, fix: `Add ${key} to the profile` }));
}
