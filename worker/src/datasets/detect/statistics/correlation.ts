import { averageRanks } from "./ranks.ts";
import { normalQuantile, studentTwoSided } from "./tails.ts";

export interface Correlation {
  r: number;
  n: number;
  /** Two-sided, t approximation. */
  p: number;
  /** 95% confidence bounds on Fisher's z scale. */
  low: number;
  high: number;
}

/** Linear correlation. NaN in either array leaves the pair out; interval by Fisher's z, variance 1 / (n - 3). */
export function pearson(x: Float64Array, y: Float64Array): Correlation {
  const [a, b] = complete(x, y);
  return withInterval(product(a, b), a.length, () => 1);
}

/** Monotone correlation of ranks. Interval with the variance of Bonett & Wright (2000), (1 + r^2 / 2) / (n - 3). */
export function spearman(x: Float64Array, y: Float64Array): Correlation {
  const [a, b] = complete(x, y);
  return withInterval(product(averageRanks(a).ranks, averageRanks(b).ranks), a.length, (r) => 1 + (r * r) / 2);
}

/** Spearman's from ranks already made of complete pairs. */
export const spearmanOfRanks = (x: Float64Array, y: Float64Array): Correlation =>
  withInterval(product(x, y), x.length, (r) => 1 + (r * r) / 2);

/** Pairs where neither value is NaN. */
export function complete(x: Float64Array, y: Float64Array): [Float64Array, Float64Array] {
  const a = new Float64Array(x.length);
  const b = new Float64Array(x.length);
  let n = 0;
  for (let i = 0; i < x.length; i += 1) {
    const u = x[i] ?? Number.NaN;
    const v = y[i] ?? Number.NaN;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    a[n] = u;
    b[n] = v;
    n += 1;
  }
  return [a.subarray(0, n), b.subarray(0, n)];
}

function product(x: Float64Array, y: Float64Array): number {
  let mx = 0;
  let my = 0;
  for (let i = 0; i < x.length; i += 1) {
    mx += x[i] ?? 0;
    my += y[i] ?? 0;
  }
  mx /= x.length;
  my /= x.length;
  let sxy = 0;
  let sxx = 0;
  let syy = 0;
  for (let i = 0; i < x.length; i += 1) {
    const u = (x[i] ?? 0) - mx;
    const v = (y[i] ?? 0) - my;
    sxy += u * v;
    sxx += u * u;
    syy += v * v;
  }
  const r = sxy / Math.sqrt(sxx * syy);
  return Number.isFinite(r) ? Math.min(1, Math.max(-1, r)) : 0;
}

function withInterval(r: number, n: number, inflation: (r: number) => number): Correlation {
  if (n < 4) return { r, n, p: 1, low: -1, high: 1 };
  const half = normalQuantile(0.975) * Math.sqrt(inflation(r) / (n - 3));
  const z = Math.atanh(r);
  const p = studentTwoSided(r * Math.sqrt((n - 2) / Math.max(1e-300, 1 - r * r)), n - 2);
  return { r, n, p, low: Math.tanh(z - half), high: Math.tanh(z + half) };
}
