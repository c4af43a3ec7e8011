/** A gap in the upper tail: `count` values beyond it. */
export interface TailGap {
  count: number;
  /** Smallest value beyond the gap, and largest before it. */
  outer: number;
  inner: number;
  /** The gap as a multiple of what a Pareto tail as heavy as this one shows at that rank. */
  statistic: number;
  /** Already corrected for the ranks tried. */
  p: number;
}

/** How many values next to the extreme ones tell how heavy the tail is. */
export const tail_reference = 100;

/**
 * The clearest gap between the most extreme values and the rest, judged against a tail as heavy as the values' own.
 * Under a Pareto tail the spacings rank x log(x_(rank) / x_(rank + 1)) are independent exponentials with the tail index as
 * mean (Renyi 1953, Hill 1975), so a spacing over the mean of the `reference` following ones has an F(2, 2 reference)
 * distribution. Lighter tails (normal, exponential, lognormal) give smaller spacings at the end: the test is then conservative.
 * Takes positive distances in descending order: all `n` of the side, or the first `most + reference + 1` of them. At most
 * `most` values count as extreme.
 */
export function tailGap(
  descending: Float64Array,
  most: number,
  n = descending.length,
  reference = tail_reference,
): TailGap | undefined {
  const ranks = Math.min(most, n - 21);
  if (ranks < 1) return undefined;
  let best: TailGap | undefined;
  for (let rank = 1; rank <= ranks; rank += 1) {
    const outer = descending[rank - 1] ?? 0;
    const inner = descending[rank] ?? 0;
    if (!(inner > 0) || !(outer > inner)) continue;
    const m = Math.min(reference, Math.floor((n - rank - 1) / 2), descending.length - rank - 1);
    if (m < 10 || !((descending[rank + m] ?? 0) > 0)) continue;
    let hill = 0;
    for (let j = rank; j < rank + m; j += 1)
      hill += (j + 1) * Math.log((descending[j] ?? 0) / (descending[j + 1] ?? 0));
    hill /= m;
    if (!(hill > 0)) continue;
    const statistic = (rank * Math.log(outer / inner)) / hill;
    const p = Math.min(1, ranks * (1 + statistic / m) ** -m);
    if (!best || p < best.p) best = { count: rank, outer, inner, statistic, p };
  }
  return best;
}
