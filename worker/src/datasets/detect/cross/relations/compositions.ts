import type { Numeric } from "./arithmetic.ts";

/** Columns beside one another that add up to the same number in every row: ranks given once each, shares of one hundred. */
export interface Composition {
  parts: string[];
  sum: number;
}

/** Finds runs of 3 to 12 neighbouring columns whose sum is one number in at least 99% of the rows that have all of them. */
export function findCompositions(columns: readonly Numeric[]): Composition[] {
  const found: Composition[] = [];
  const taken = new Set<string>();
  for (let length = Math.min(12, columns.length); length >= 3; length -= 1) {
    for (let start = 0; start + length <= columns.length; start += 1) {
      const run = columns.slice(start, start + length);
      if (run.some((c) => taken.has(c.name) || c.distinct < 3)) continue;
      const sum = constantSum(run);
      if (sum === undefined) continue;
      for (const c of run) taken.add(c.name);
      found.push({ parts: run.map((c) => c.name), sum });
    }
  }
  return found;
}

function constantSum(run: readonly Numeric[]): number | undefined {
  const slack = run.reduce((total, c) => total + (c.decimals === 0 ? 0 : 0.5 * 10 ** -c.decimals), 1e-9);
  const rows = run[0]?.values.length ?? 0;
  let [n, same] = [0, 0];
  let first: number | undefined;
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (const c of run) sum += c.values[i] ?? Number.NaN;
    if (Number.isNaN(sum)) continue;
    first ??= sum;
    n += 1;
    if (Math.abs(sum - first) <= slack) same += 1;
    else if (n - same > 2 && n - same > 0.01 * rows) return undefined;
  }
  return n >= 20 && same >= 0.99 * n ? first : undefined;
}
