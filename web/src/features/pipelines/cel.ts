import { Environment } from "@marcbachmann/cel-js";
import { type CompileCel, conditionNames, createCel } from "@plumbline/contracts";

/** Compiles the conditions of nodes, as the edge and the worker do. */
export const conditions: CompileCel = createCel(new Environment(), conditionNames);
