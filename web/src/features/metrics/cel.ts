import { Environment } from "@marcbachmann/cel-js";
import { type CompileCel, createCel, metricNames, thresholdNames } from "@plumbline/contracts";

/** Compile what metrics and thresholds are written in, as the edge and the worker do. */
export const metricCel: CompileCel = createCel(new Environment(), metricNames);
export const thresholdCel: CompileCel = createCel(new Environment(), thresholdNames);
