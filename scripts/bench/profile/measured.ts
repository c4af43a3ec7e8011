/** One run of one contestant. */
export interface Measured {
  seconds: number;
  /** Largest resident memory; null where the system does not say. */
  peak_bytes: number | null;
  rows: number;
  duplicates: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
