/**
 * Change points in the mean by PELT (Killick, Fearnhead & Eckley 2012), exact for the squared-error cost: returns the
 * first index of every segment but the first. `penalty` is the cost of one more change, in units of the values squared;
 * segments have at least `shortest` values. No value may be NaN.
 */
export function pelt(values: readonly number[], penalty: number, shortest: number): number[] {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const value = values[i] ?? 0;
    sums[i + 1] = (sums[i] ?? 0) + value;
    squares[i + 1] = (squares[i] ?? 0) + value * value;
  }
  const cost = (from: number, to: number): number => {
    const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
    return (squares[to] ?? 0) - (squares[from] ?? 0) - (sum * sum) / (to - from);
  };
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const last = new Int32Array(n + 1);
  best[0] = -penalty;
  let candidates = [{ start: 0, until: Number.POSITIVE_INFINITY }];
  for (let end = shortest; end <= n; end++) {
    candidates = candidates.filter(({ until }) => end < until);
    for (const { start } of candidates) {
      const total = (best[start] ?? 0) + cost(start, end) + penalty;
      if (total < (best[end] ?? 0)) {
        best[end] = total;
        last[end] = start;
      }
    }
    // A start that loses to a change here loses for good, but only from where a segment that begins here may end.
    const limit = best[end] ?? 0;
    for (const candidate of candidates)
      if ((best[candidate.start] ?? 0) + cost(candidate.start, end) > limit)
        candidate.until = Math.min(candidate.until, end + shortest);
    const start = end + 1 - shortest;
    if (start >= shortest) candidates.push({ start, until: Number.POSITIVE_INFINITY });
  }
  const changes: number[] = [];
  for (let at = last[n] ?? 0; at > 0; at = last[at] ?? 0) changes.unshift(at);
  return changes;
}
