import { type CompileCel, isCelFault } from "./cel.ts";

/** Why there is no value, or why a threshold could not be held against it. */
export interface MeasureFault {
  error: string;
}

/** The number a metric's expression gives in a context of `metricNames`; true and false are 1 and 0. Never throws. */
export function measureMetric(
  expression: string,
  context: Record<string, unknown>,
  compile: CompileCel,
): number | MeasureFault {
  const compiled = compile(expression);
  if (isCelFault(compiled)) return { error: compiled.message };
  try {
    const value = compiled.evaluate(context);
    if (typeof value === "boolean") return value ? 1 : 0;
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    return { error: "The expression gives no number." };
  } catch (error) {
    return { error: firstLine(error) };
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
): { passed: boolean } & Partial<MeasureFault> {
  if (value === null) return { passed: false };
  const compiled = compile(threshold);
  if (isCelFault(compiled)) return { passed: false, error: compiled.message };
  try {
    return { passed: compiled.evaluate({ value, metrics }) === true };
  } catch (error) {
    return { passed: false, error: firstLine(error) };
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown");
