import { fUpper, studentTwoSided } from "./tails.ts";

/** Size, mean and sample variance (n - 1) of one group. */
export interface Moments {
  n: number;
  mean: number;
  variance: number;
}

/** Moments of an array; not-a-number values are left out. */
export function momentsOf(values: Iterable<number>): Moments {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    n += 1;
    const step = x - mean;
    mean += step / n;
    squares += step * (x - mean);
  }
  return { n, mean, variance: n > 1 ? squares / (n - 1) : 0 };
}

/** Do two groups have one mean, whatever their variances? Welch (1947), Satterthwaite's degrees of freedom, two-sided. */
export function welchT(a: Moments, b: Moments): { t: number; df: number; p: number } {
  const va = a.variance / a.n;
  const vb = b.variance / b.n;
  const t = (a.mean - b.mean) / Math.sqrt(va + vb);
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return Number.isNaN(t) || Number.isNaN(df) ? { t: 0, df: 1, p: 1 } : { t, df, p: studentTwoSided(t, df) };
}

/** Is the mean of a group zero? One-sample t test, two-sided. */
export function oneSampleT(a: Moments): { t: number; df: number; p: number } {
  const t = a.mean / Math.sqrt(a.variance / a.n);
  return Number.isNaN(t) ? { t: 0, df: 1, p: 1 } : { t, df: a.n - 1, p: studentTwoSided(t, a.n - 1) };
}

/** Difference of two means in pooled standard deviations, corrected for small samples (Hedges 1981). */
export function hedgesG(a: Moments, b: Moments): number {
  const df = a.n + b.n - 2;
  const pooled = ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / df;
  if (!(pooled > 0)) return 0;
  return ((a.mean - b.mean) / Math.sqrt(pooled)) * (1 - 3 / (4 * df - 1));
}

/** Do several groups have one mean, whatever their variances? Welch's one-way test (1951). Needs variance in each group. */
export function welchAnova(groups: readonly Moments[]): { f: number; df1: number; df2: number; p: number } {
  const k = groups.length;
  const weights = groups.map((g) => g.n / g.variance);
  const total = weights.reduce((a, b) => a + b, 0);
  const grand = groups.reduce((sum, g, i) => sum + (weights[i] ?? 0) * g.mean, 0) / total;
  const between = groups.reduce((sum, g, i) => sum + (weights[i] ?? 0) * (g.mean - grand) ** 2, 0) / (k - 1);
  const spread = groups.reduce((sum, g, i) => sum + (1 - (weights[i] ?? 0) / total) ** 2 / (g.n - 1), 0);
  const f = between / (1 + ((2 * (k - 2)) / (k * k - 1)) * spread);
  const df2 = (k * k - 1) / (3 * spread);
  if (!Number.isFinite(f) || !Number.isFinite(df2)) return { f: 0, df1: k - 1, df2: 1, p: 1 };
  return { f, df1: k - 1, df2, p: fUpper(f, k - 1, df2) };
}
