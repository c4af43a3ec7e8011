import { countPlaces, placesOf, ranksOfCounts } from "./places.ts";
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
  const places = placesOf(values);
  const isIn = (code: number | undefined): code is number => code !== undefined && code >= 0 && code < k;
  const { ranks, ties } = ranksOfCounts(countPlaces(places, (i) => isIn(codes[i])));
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  for (let i = 0; i < values.length; i += 1) {
    const g = codes[i];
    const at = places.of[i] ?? -1;
    if (at < 0 || !isIn(g)) continue;
    sums[g] = (sums[g] ?? 0) + (ranks[at] ?? 0);
    sizes[g] = (sizes[g] ?? 0) + 1;
  }
  return kruskalOfSums(sums, sizes, ties);
}

/** The same from ranks of all the values (and their `ties`, see averageRanks), each of which has a group. */
export function kruskalOfRanks(ranks: Float64Array, ties: number, codes: ArrayLike<number>, k: number): KruskalWallis {
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  for (let i = 0; i < ranks.length; i += 1) {
    const g = codes[i] ?? 0;
    sums[g] = (sums[g] ?? 0) + (ranks[i] ?? 0);
    sizes[g] = (sizes[g] ?? 0) + 1;
  }
  return kruskalOfSums(sums, sizes, ties);
}

/** The same for values of 0 and 1, from the size of each group and its number of ones. */
export function kruskalOfFlags(sizes: readonly number[], ones: readonly number[]): KruskalWallis {
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const all = ones.reduce((sum, one) => sum + one, 0);
  const zeros = n - all;
  const [low, high] = [(zeros + 1) / 2, (zeros + n + 1) / 2];
  const sums = sizes.map((size, g) => (size - (ones[g] ?? 0)) * low + (ones[g] ?? 0) * high);
  return kruskalOfSums(sums, sizes, zeros ** 3 - zeros + (all ** 3 - all));
}

/** From the rank sum and the size of each group. */
function kruskalOfSums(sums: ArrayLike<number>, sizes: ArrayLike<number>, ties: number): KruskalWallis {
  let n = 0;
  for (let g = 0; g < sizes.length; g += 1) n += sizes[g] ?? 0;
  let between = 0;
  let used = 0;
  for (let g = 0; g < sizes.length; g += 1) {
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
