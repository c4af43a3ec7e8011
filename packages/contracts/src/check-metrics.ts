import { type CompileCel, isCelFault } from "./cel.ts";
import type { Fault } from "./errors.ts";
import { builtInMetrics, type MetricDefinition, type MetricThreshold } from "./metrics.ts";

/** What becomes a number: true and false are 1 and 0. */
const measurable = new Set(["double", "int", "uint", "bool", "dyn"]);
const builtInKeys = new Set<string>(builtInMetrics.map((metric) => metric.key));

/** Every metric a tenant has: those that come with Plumbline first. */
export const allDefinitions = (own: readonly MetricDefinition[]): MetricDefinition[] => [
  ...builtInMetrics.map((metric) => ({ ...metric, id: null, description: "Comes with Plumbline", created_at: null })),
  ...own,
];

/**
 * What is wrong with a metric, with JSON pointers into it: its key is taken by Plumbline, or the expression does not
 * compile to a number. `compile` knows `metricNames`. Empty means that it can be saved.
 */
export function definitionFaults(
  { key, expression }: { key?: string | undefined; expression?: string | undefined },
  compile: CompileCel,
): Fault[] {
  const faults: Fault[] = [];
  if (key !== undefined && builtInKeys.has(key)) {
    faults.push({ location: "/key", message: `${key} comes with Plumbline`, fix: "Choose another key" });
  }
  if (expression !== undefined) {
    const compiled = compile(expression);
    if (isCelFault(compiled)) faults.push({ location: "/expression", ...compiled });
    else if (!measurable.has(compiled.type)) {
      const message = `The expression gives ${compiled.type}, not a number`;
      faults.push({ location: "/expression", message, fix: "Take its size, or compare it with something" });
    }
  }
  return faults;
}

/**
 * What is wrong with a profile's metrics, with JSON pointers into the profile: one is not among `known` or there twice,
 * or a threshold does not compile to true or false. `compile` knows `thresholdNames`. Empty means that it can be saved.
 */
export function profileFaults(
  metrics: readonly MetricThreshold[],
  known: readonly Pick<MetricDefinition, "key">[],
  compile: CompileCel,
): Fault[] {
  const defined = new Set(known.map((definition) => definition.key));
  const keys = metrics.map((one) => one.metric);
  return metrics.flatMap(({ metric, threshold }, i): Fault[] => {
    const at = `/metrics/${i}`;
    const faults: Fault[] = [];
    if (!defined.has(metric)) {
      faults.push({ location: `${at}/metric`, message: `There is no metric ${metric}`, fix: "Define it first" });
    } else if (keys.indexOf(metric) < i) {
      faults.push({ location: `${at}/metric`, message: `${metric} is there twice`, fix: "Remove one of them" });
    }
    return threshold === null ? faults : [...faults, ...thresholdFaults(threshold, keys, `${at}/threshold`, compile)];
  });
}

function thresholdFaults(threshold: string, keys: readonly string[], location: string, compile: CompileCel): Fault[] {
  const compiled = compile(threshold);
  if (isCelFault(compiled)) return [{ location, ...compiled }];
  if (compiled.type !== "bool" && compiled.type !== "dyn") {
    const message = `The threshold gives ${compiled.type}, not true or false`;
    return [{ location, message, fix: "Compare value with something" }];
  }
  return compiled.metrics
    .filter((key) => !keys.includes(key))
    .map((key) => ({ location, message: `The profile does not measure ${key}`, fix: `Add ${key} to the profile` }));
}
