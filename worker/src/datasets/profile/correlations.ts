import type { Correlation } from "@plumbline/contracts";
import { ranksAmong } from "../detect/statistics/ranks.ts";

export interface NumericColumn {
  name: string;
  /** One value a row, NaN where there is none. */
  values: Float64Array;
}

/** Below this many complete pairs nothing is said. */
const fewest = 30;
const weakest = 0.3;
const most = 100;
/** Work is bounded: this many products of values in all, from evenly spaced rows when there would be more. */
const budget = 4e8;
/** Ranks are computed up to this many rows. */
const rankedRows = 200_000;

/**
 * Pearson's r of every pair of columns over the rows where both have a value, and Spearman's for the stronger ones;
 * pairs of |r| from 0.3, the strongest first.
 */
export function correlate(columns: readonly NumericColumn[]): Correlation[] {
  const pairs = (columns.length * (columns.length - 1)) / 2;
  const rows = columns[0]?.values.length ?? 0;
  const step = Math.max(1, Math.ceil((pairs * rows) / budget));
  const found: Correlation[] = [];
  for (let i = 0; i < columns.length; i++) {
    for (let j = i + 1; j < columns.length; j++) {
      const [a, b] = [columns[i], columns[j]];
      if (!a || !b) continue;
      const { r, n } = pearson(a.values, b.values, step);
      if (n < fewest || !(Math.abs(r) >= weakest)) continue;
      found.push({ a: a.name, b: b.name, pearson: r, spearman: null, n });
    }
  }
  found.sort((x, y) => Math.abs(y.pearson) - Math.abs(x.pearson) || (x.a + x.b < y.a + y.b ? -1 : 1));
  const kept = found.slice(0, most);
  if (rows > rankedRows || step > 1) return kept;
  const byName = new Map(columns.map((column) => [column.name, column.values]));
  return kept.map((pair, i) => {
    const [a, b] = [byName.get(pair.a), byName.get(pair.b)];
    return i < 30 && a && b ? { ...pair, spearman: spearman(a, b) } : pair;
  });
}

/** Two passes, so that a large mean does not swallow the deviations. */
export function pearson(a: Float64Array, b: Float64Array, step = 1): { r: number; n: number } {
  let n = 0;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < a.length; i += step) {
    const x = a[i] ?? Number.NaN;
    const y = b[i] ?? Number.NaN;
    if (!Number.isNaN(x) && !Number.isNaN(y)) {
      n++;
      sumA += x;
      sumB += y;
    }
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += step) {
    const x = (a[i] ?? Number.NaN) - meanA;
    const y = (b[i] ?? Number.NaN) - meanB;
    if (!Number.isNaN(x) && !Number.isNaN(y)) {
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
  }
  const r = ab / Math.sqrt(aa * bb);
  return { r: Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : Number.NaN, n };
}

/** Spearman's rank correlation over complete pairs, ties sharing their mean rank; null when one side is constant. */
export function spearman(a: Float64Array, b: Float64Array): number | null {
  const both = (i: number): boolean => !Number.isNaN(a[i]) && !Number.isNaN(b[i]);
  const { r } = pearson(ranksAmong(a, both).ranks, ranksAmong(b, both).ranks);
  return Number.isNaN(r) ? null : r;
}
