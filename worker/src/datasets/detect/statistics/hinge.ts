import { inflation, persistence } from "./autocorrelation.ts";
import { normalDeviate, normalP, smallest_p, studentP } from "./distributions.ts";

export interface Fit {
  /** Residual sum of squares. */
  rss: number;
  residuals: number[];
}
export interface Hinge extends Fit {
  /** Index of the knot: the slope is `first` up to it and `second` from it on, per period. */
  at: number;
  first: number;
  second: number;
  statistic: number;
  /** Against a straight line. */
  p: number;
  n: number;
}

/** Least-squares fit of columns to values by normal equations, with coefficients. Few columns, well scaled. */
function fit(columns: readonly (readonly number[])[], values: readonly number[]): Fit & { coefficients: number[] } {
  const k = columns.length;
  const rows = columns.map((a, i) => [
    ...columns.map((b) => a.reduce((sum, x, t) => sum + x * (b[t] ?? 0), 0)),
    a.reduce((sum, x, t) => sum + x * (values[t] ?? 0), 0),
    i,
  ]);
  for (let c = 0; c < k; c++) {
    let pivot = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(rows[r]?.[c] ?? 0) > Math.abs(rows[pivot]?.[c] ?? 0)) pivot = r;
    const [top, chosen] = [rows[c], rows[pivot]];
    if (!top || !chosen || chosen[c] === 0) continue;
    [rows[c], rows[pivot]] = [chosen, top];
    for (const [r, row] of rows.entries()) {
      if (r === c) continue;
      const factor = (row[c] ?? 0) / (chosen[c] ?? 1);
      for (let j = c; j <= k; j++) row[j] = (row[j] ?? 0) - factor * (chosen[j] ?? 0);
    }
  }
  const coefficients = rows.map((row, i) => (row[k] ?? 0) / (row[i] || 1));
  const residuals = values.map((value, t) =>
    coefficients.reduce((left, b, i) => left - b * (columns[i]?.[t] ?? 0), value),
  );
  return { coefficients, residuals, rss: residuals.reduce((sum, r) => sum + r * r, 0) };
}

/** The least-squares straight line through a regular series. */
export function line(values: readonly number[]): Fit {
  return fit([values.map(() => 1), values.map((_, t) => t / values.length)], values);
}

/**
 * The best continuous two-slope line through a regular series (a trend that reverses). The p-value is for the largest
 * deviate over all knots, bounded after Davies (1987) and shrunk by the residuals' persistence. Knots keep a sixth of
 * the series on either side. Undefined under 12 values. No value may be NaN.
 */
export function hinge(values: readonly number[]): Hinge | undefined {
  const n = values.length;
  if (n < 12) return undefined;
  const straight = line(values);
  if (!(straight.rss > 0)) return undefined;
  const ones = values.map(() => 1);
  const times = values.map((_, t) => t / n);
  const margin = Math.ceil(n / 6);
  const knots = Array.from({ length: n - 2 * margin }, (_, i) => {
    const at = margin + i;
    const fitted = fit([ones, times, times.map((t) => Math.max(0, t - at / n))], values);
    const f = (straight.rss - fitted.rss) / Math.max(fitted.rss / (n - 4), straight.rss * 1e-12);
    return { at, fitted, deviate: Math.sqrt(Math.max(0, f)) * Math.sign(fitted.coefficients[2] ?? 0) };
  });
  const best = knots.reduce((a, b) => (Math.abs(b.deviate) > Math.abs(a.deviate) ? b : a));
  const shrink = Math.sqrt(inflation(persistence(best.fitted.residuals, 4)));
  const deviate = (t: number): number => normalDeviate(studentP(t / shrink, n - 4));
  const statistic = deviate(best.deviate);
  const signed = (t: number): number => Math.sign(t) * deviate(t);
  const variation = knots.reduce(
    (sum, k, i) => sum + Math.abs(signed(k.deviate) - signed((knots[i - 1] ?? k).deviate)),
    0,
  );
  const p = normalP(statistic) + (variation * Math.exp((-statistic * statistic) / 2)) / Math.sqrt(2 * Math.PI);
  const [, slope = 0, turn = 0] = best.fitted.coefficients.map((b) => b / n);
  return {
    at: best.at,
    first: slope,
    second: slope + turn,
    statistic,
    p: Math.min(1, Math.max(smallest_p, p)),
    n,
    rss: best.fitted.rss,
    residuals: best.fitted.residuals,
  };
}
