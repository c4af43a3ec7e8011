import { Environment } from "@marcbachmann/cel-js";
import {
  allDefinitions,
  createCel,
  definitionFaults,
  type Fault,
  type MetricDefinition,
  type MetricThreshold,
  metricNames,
  profileFaults,
  thresholdNames,
} from "@plumbline/contracts";
import { invalid } from "../platform/problem.ts";

const metrics = createCel(new Environment(), metricNames);
const thresholds = createCel(new Environment(), thresholdNames);

/** Throws invalid_request when the key is taken by Plumbline or the expression does not compile to a number. */
export function requireDefinition(written: { key?: string; expression?: string | undefined }): void {
  refuse("The metric is not valid", definitionFaults(written, metrics));
}

/** Throws invalid_request when a profile names a metric that is not there or twice, or a threshold does not compile. */
export function requireProfile(measured: readonly MetricThreshold[], own: readonly MetricDefinition[]): void {
  refuse("The profile is not valid", profileFaults(measured, allDefinitions(own), thresholds));
}

function refuse(detail: string, errors: Fault[]): void {
  if (errors.length > 0) throw invalid(detail, errors);
}
