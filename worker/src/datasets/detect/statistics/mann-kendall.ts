import { autocorrelation, inflation, persistence } from "./autocorrelation.ts";
import { normalDeviate, normalP } from "./distributions.ts";
import { averageRanks } from "./ranks.ts";
import { median, quantile } from "./robust.ts";

export interface MannKendall {
  /** Kendall's S: concordant minus discordant pairs. */
  s: number;
  z: number;
  /** Two-sided. */
  p: number;
  /** Kendall's tau-b of values with time. */
  tau: number;
  /** Theil-Sen: the median slope over all pairs, per period. */
  slope: number;
  intercept: number;
  /** Variance of S over its value for independent values, at least 1. */
  inflation: number;
  n: number;
}

/**
 * Mann-Kendall trend test and Theil-Sen slope of a regular series; NaN marks a period without a value.
 * The variance of S is corrected for autocorrelation of the detrended ranks after Hamed & Rao (1998); only correlation
 * that inflates it counts, and strong persistence counts at least as a first-order process does.
 */
export function mannKendall(values: readonly number[]): MannKendall {
  const there = values.flatMap((value, i) => (Number.isFinite(value) ? [[i, value] as const] : []));
  const n = there.length;
  const slopes: number[] = [];
  let s = 0;
  let tied_pairs = 0;
  for (let j = 1; j < n; j++)
    for (let i = 0; i < j; i++) {
      const [a, b] = [there[i], there[j]];
      if (!a || !b) continue;
      const change = b[1] - a[1];
      s += Math.sign(change);
      if (change === 0) tied_pairs++;
      slopes.push(change / (b[0] - a[0]));
    }
  const slope = n > 1 ? median(slopes) : 0;
  const intercept = median(there.map(([i, value]) => value - slope * i));
  const { ties } = averageRanks(Float64Array.from(there, ([, value]) => value));
  // sum(t (t-1) (2t+5)) = 2 sum(t^3 - t) + 3 sum(t^2 - t); the second sum is twice the tied pairs.
  const variance = (n * (n - 1) * (2 * n + 5) - (2 * ties + 6 * tied_pairs)) / 18;
  const factor = inflationOf(values, slope);
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance * factor) : 0;
  const pairs = (n * (n - 1)) / 2;
  const tau = pairs > tied_pairs ? s / Math.sqrt(pairs * (pairs - tied_pairs)) : 0;
  return { s, z, p: normalP(z), tau, slope, intercept, inflation: factor, n };
}

/**
 * The inflation around the straight line; of a positive series that spans a factor of three or more, around straight growth
 * in its logarithm if that leaves less. S is the same for both, and growth must not pass for persistence.
 */
function inflationOf(values: readonly number[], slope: number): number {
  const straight = rankInflation(values.map((value, i) => value - slope * i));
  const there = values.filter(Number.isFinite);
  if (straight === 1 || !(Math.min(...there) > 0) || quantile(there, 0.9) < 3 * quantile(there, 0.1)) return straight;
  const logs = values.map(Math.log);
  const known = logs.flatMap((value, i) => (Number.isFinite(value) ? [[i, value] as const] : []));
  const growth = median(known.flatMap(([j, b], k) => known.slice(0, k).map(([i, a]) => (b - a) / (j - i))));
  return Math.min(straight, rankInflation(logs.map((value, i) => value - growth * i)));
}

/** n/n* of Hamed & Rao (1998), equation 18, from the autocorrelations of ranks that are significant at 5%. */
function rankInflation(detrended: readonly number[]): number {
  const there = detrended.filter(Number.isFinite);
  const n = there.length;
  if (n < 8) return 1;
  const { ranks } = averageRanks(Float64Array.from(there));
  const gapped: number[] = [];
  let next = 0;
  for (const value of detrended) gapped.push(Number.isFinite(value) ? (ranks[next++] ?? 0) : Number.NaN);
  const limit = normalDeviate(0.05) / Math.sqrt(n);
  let sum = 0;
  for (let lag = 1; lag <= Math.floor(n / 2); lag++) {
    const rho = autocorrelation(gapped, lag);
    if (Math.abs(rho) > limit) sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * rho;
  }
  const hamed = 1 + (2 / (n * (n - 1) * (n - 2))) * sum;
  const phi = persistence(gapped, 2);
  return Math.max(1, hamed, inflation(phi));
}
