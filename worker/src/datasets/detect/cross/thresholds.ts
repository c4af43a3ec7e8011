/**
 * Values to split a column of numbers at, so that "above" and "at most" both have rows: each value when there are few, else
 * the deciles, rounded as they are written in prose.
 */
export function thresholdsOf(values: Float64Array): number[] {
  const sorted = values.filter((x) => !Number.isNaN(x)).sort();
  const distinct: number[] = [];
  for (const x of sorted) {
    if (distinct.at(-1) !== x) distinct.push(x);
    if (distinct.length > 20) break;
  }
  if (distinct.length <= 20) return distinct.slice(0, -1);
  const deciles = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => written(sorted[Math.floor((k * sorted.length) / 10)] ?? 0));
  return [...new Set(deciles)].filter((x) => x >= (sorted[0] ?? 0) && x < (sorted.at(-1) ?? 0));
}

/** A number as prose writes it, three significant digits (four from 1,000), so that a filter and the words say the same. */
export function written(value: number): number {
  return Number(value.toPrecision(Math.abs(value) >= 1000 ? 4 : 3));
}
