import { chiSquaredUpper } from "./tails.ts";

export interface CramersV {
  chi_squared: number;
  df: number;
  p: number;
  /** Corrected for bias (Bergsma 2013), 0 to 1. */
  v: number;
  n: number;
  /** Smallest expected count: under 5 the chi-squared approximation is loose. */
  least_expected: number;
}

/** Are two categories independent? Pearson's chi-squared on a table of counts, rows by columns; empty ones are left out. */
export function cramersV(counts: readonly (readonly number[])[]): CramersV {
  const rowSums = counts.map((row) => row.reduce((a, b) => a + b, 0));
  const columnSums = (counts[0] ?? []).map((_, j) => counts.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const n = rowSums.reduce((a, b) => a + b, 0);
  const rows = rowSums.filter((s) => s > 0).length;
  const columns = columnSums.filter((s) => s > 0).length;
  if (rows < 2 || columns < 2) return { chi_squared: 0, df: 0, p: 1, v: 0, n, least_expected: 0 };
  let chi = 0;
  let least = Infinity;
  counts.forEach((row, i) => {
    columnSums.forEach((columnSum, j) => {
      const expected = ((rowSums[i] ?? 0) * columnSum) / n;
      if (expected === 0) return;
      least = Math.min(least, expected);
      chi += ((row[j] ?? 0) - expected) ** 2 / expected;
    });
  });
  const df = (rows - 1) * (columns - 1);
  const phi = Math.max(0, chi / n - df / (n - 1));
  const r = rows - (rows - 1) ** 2 / (n - 1);
  const c = columns - (columns - 1) ** 2 / (n - 1);
  const v = Math.min(1, Math.sqrt(phi / Math.min(r - 1, c - 1)));
  return { chi_squared: chi, df, p: chiSquaredUpper(chi, df), v, n, least_expected: least };
}

/** Counts of pairs of codes as a table; a negative code leaves the pair out. */
export function crossCounts(a: ArrayLike<number>, b: ArrayLike<number>, rows: number, columns: number): number[][] {
  const counts = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let i = 0; i < a.length; i += 1) {
    const row = counts[a[i] ?? -1];
    const j = b[i] ?? -1;
    if (row && j >= 0 && j < columns) row[j] = (row[j] ?? 0) + 1;
  }
  return counts;
}
