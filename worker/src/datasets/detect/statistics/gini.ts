/** Gini coefficient of values that are not negative: 0 when all are equal, near 1 when one has everything. */
export function gini(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < n; i += 1) {
    total += sorted[i] ?? 0;
    weighted += (i + 1) * (sorted[i] ?? 0);
  }
  return total > 0 ? (2 * weighted) / (n * total) - (n + 1) / n : 0;
}

/** How many of the largest values make up `share` of the total, and what share exactly they make up. */
export function countForShare(values: Float64Array, share: number): { count: number; share: number } {
  const sorted = Float64Array.from(values).sort().reverse();
  const total = sorted.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    sum += sorted[i] ?? 0;
    // The last digit of a sum of doubles must not decide how many are needed.
    if (sum >= share * total * (1 - 1e-12)) return { count: i + 1, share: sum / total };
  }
  return { count: sorted.length, share: 1 };
}
