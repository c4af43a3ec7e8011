import { type CelBudget, type CompileCel, celError, isCelFault } from "./cel.ts";

/** Why there is no value, or why a threshold could not be held against it. */
export interface MeasureFault {
  error: string;
}

/** The number a metric's expression gives in a context of `metricNames`; true and false are 1 and 0. Never throws; `budget` may be shared. */
export function measureMetric(
  expression: string,
  context: Record<string, unknown>,
  compile: CompileCel,
  budget?: CelBudget,
): number | MeasureFault {
  const compiled = compile(expression);
  if (isCelFault(compiled)) return { error: compiled.message };
  try {
    const value = compiled.evaluate(context, budget);
    if (typeof value === "boolean") return value ? 1 : 0;
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    return { error: "The expression gives no number." };
  } catch (error) {
    return { error: celError(error) };
  }
}

/**
 * Whether a value passes a threshold; `metrics` are all values of the node by key. What has no value does not pass, nor
 * does what the threshold cannot judge, with the reason. Never throws.
 */
export function judgeMetric(
  value: number | null,
  threshold: string,
  metrics: Record<string, number | null>,
  compile: CompileCel,
  budget?: CelBudget,
): { passed: boolean } & Partial<MeasureFault> {
  if (value === null) return { passed: false };
  const compiled = compile(threshold);
  if (isCelFault(compiled)) return { passed: false, error: compiled.message };
  try {
    return { passed: compiled.evaluate({ value, metrics }, budget) === true };
  } catch (error) {
    return { passed: false, error: celError(error) };
  }
}
