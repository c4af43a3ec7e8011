import { mean } from "./robust.ts";

/** Autocorrelation at `lag` of a series with gaps as NaN, over the pairs that are there; 0 when it does not vary. */
export function autocorrelation(values: readonly number[], lag: number): number {
  const there = values.filter(Number.isFinite);
  const centre = mean(there);
  let [product, square] = [0, 0];
  for (const value of there) square += (value - centre) ** 2;
  for (let i = lag; i < values.length; i++) {
    const pair = ((values[i] ?? Number.NaN) - centre) * ((values[i - lag] ?? Number.NaN) - centre);
    if (Number.isFinite(pair)) product += pair;
  }
  return square > 0 ? product / square : 0;
}

/**
 * First-order autoregressive coefficient of residuals, 0 to 0.95, mended for its small-sample bias (Kendall 1954) and
 * for the `parameters` fitted before, which take correlation out of the residuals. Negative correlation counts as none:
 * it would only make a test more daring.
 */
export function persistence(residuals: readonly number[], parameters: number): number {
  const n = residuals.filter(Number.isFinite).length;
  if (n < 6) return 0;
  const raw = autocorrelation(residuals, 1);
  const mended = raw + ((1 + 3 * raw) * Math.max(1, parameters)) / n;
  return Math.min(0.95, Math.max(0, mended));
}

/** By how much first-order persistence inflates the variance of a mean. */
export const inflation = (phi: number): number => (1 + phi) / (1 - phi);
