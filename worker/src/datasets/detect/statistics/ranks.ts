/** Ranks from 1, ties sharing their average, and the sum of t^3 - t over groups of t ties. No value may be NaN. */
export function averageRanks(values: Float64Array): { ranks: Float64Array; ties: number } {
  const sorted = Float64Array.from(values).sort();
  const starts: number[] = [];
  const distinct: number[] = [];
  for (let i = 0; i < sorted.length; i += 1) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      starts.push(i);
      distinct.push(sorted[i] ?? 0);
    }
  }
  starts.push(sorted.length);
  let ties = 0;
  for (let i = 0; i < distinct.length; i += 1) {
    const t = (starts[i + 1] ?? 0) - (starts[i] ?? 0);
    ties += t * t * t - t;
  }
  const lookup = Float64Array.from(distinct);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const at = indexOfSorted(lookup, values[i] ?? 0);
    ranks[i] = ((starts[at] ?? 0) + (starts[at + 1] ?? 0) + 1) / 2;
  }
  return { ranks, ties };
}

function indexOfSorted(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
