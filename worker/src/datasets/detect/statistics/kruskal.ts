import { averageRanks } from "./ranks.ts";
import { chiSquaredUpper } from "./tails.ts";

export interface KruskalWallis {
  h: number;
  df: number;
  p: number;
  /** H / ((n^2 - 1) / (n + 1)), 0 to 1: share of rank variance between groups (Tomczak & Tomczak 2014). */
  epsilon_squared: number;
  n: number;
}

/**
 * Do groups draw from one distribution? Kruskal & Wallis (1952) on ranks, corrected for ties.
 * `codes[i]` is the group of `values[i]`, 0 to k - 1; a negative code or a NaN value is left out.
 */
export function kruskalWallis(values: Float64Array, codes: ArrayLike<number>, k: number): KruskalWallis {
  let n = 0;
  for (let i = 0; i < values.length; i += 1) if (isIn(values[i], codes[i], k)) n += 1;
  const kept = new Float64Array(n);
  const groups = new Int32Array(n);
  for (let i = 0, j = 0; i < values.length; i += 1) {
    if (!isIn(values[i], codes[i], k)) continue;
    kept[j] = values[i] ?? 0;
    groups[j] = codes[i] ?? 0;
    j += 1;
  }
  const { ranks, ties } = averageRanks(kept);
  return kruskalOfRanks(ranks, ties, groups, k);
}

/** The same from ranks of all the values (and their `ties`, see averageRanks), each of which has a group. */
export function kruskalOfRanks(ranks: Float64Array, ties: number, codes: ArrayLike<number>, k: number): KruskalWallis {
  const n = ranks.length;
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  for (let i = 0; i < n; i += 1) {
    const g = codes[i] ?? 0;
    sums[g] = (sums[g] ?? 0) + (ranks[i] ?? 0);
    sizes[g] = (sizes[g] ?? 0) + 1;
  }
  let between = 0;
  let used = 0;
  for (let g = 0; g < k; g += 1) {
    const size = sizes[g] ?? 0;
    if (size === 0) continue;
    used += 1;
    between += (sums[g] ?? 0) ** 2 / size;
  }
  const tied = 1 - ties / (n * n * n - n);
  if (used < 2 || !(tied > 0)) return { h: 0, df: 0, p: 1, epsilon_squared: 0, n };
  const h = ((12 / (n * (n + 1))) * between - 3 * (n + 1)) / tied;
  return {
    h,
    df: used - 1,
    p: chiSquaredUpper(h, used - 1),
    epsilon_squared: Math.min(1, Math.max(0, h / (n - 1))),
    n,
  };
}

const isIn = (value: number | undefined, code: number | undefined, k: number): boolean =>
  value !== undefined && !Number.isNaN(value) && code !== undefined && code >= 0 && code < k;
