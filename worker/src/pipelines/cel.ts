import { Environment } from "@marcbachmann/cel-js";
import { type CompileCel, conditionNames, createCel, metricNames, thresholdNames } from "@plumbline/contracts";

/** Compilers of this process; each remembers what it has compiled. */
export const conditions: CompileCel = createCel(new Environment(), conditionNames);
export const metrics: CompileCel = createCel(new Environment(), metricNames);
export const thresholds: CompileCel = createCel(new Environment(), thresholdNames);
