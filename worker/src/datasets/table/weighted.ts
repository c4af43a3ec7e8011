import { histogramOf } from "./histogram.ts";
import type { NumberSummary } from "./table.ts";

const shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/**
 * Statistics of numbers given as distinct values in rising order and how often each occurs. Sums are compensated
 * (Neumaier 1974), the variance takes a second pass over deviations from the mean, quantiles interpolate linearly
 * (type 7 of Hyndman & Fan 1996). Undefined for no values.
 */
export function summariseNumbers(values: Float64Array, counts: Float64Array): NumberSummary | undefined {
  const count = counts.reduce((a, b) => a + b, 0);
  const [min, max] = [values[0], values[values.length - 1]];
  if (count === 0 || min === undefined || max === undefined) return undefined;
  const sum = compensated(values.length, (i) => (values[i] ?? 0) * (counts[i] ?? 0));
  const mean = sum / count;
  const squares = compensated(values.length, (i) => ((values[i] ?? 0) - mean) ** 2 * (counts[i] ?? 0));
  const at = quantiles(values, counts, count, shares);
  const quantile = (q: number) => at[shares.indexOf(q)] ?? mean;
  return {
    count,
    sum,
    mean,
    min,
    max,
    std: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
    median: quantile(0.5),
    q25: quantile(0.25),
    q75: quantile(0.75),
    quantiles: shares.map((q, i) => ({ q, value: at[i] ?? mean })),
    histogram: histogramOf(values, counts, quantile(0.25), quantile(0.75)),
    distinct_count: values.length,
    whole: values.every((value) => Number.isInteger(value)),
  };
}

function compensated(length: number, term: (i: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < length; i++) {
    const x = term(i);
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return sum + lost;
}

function quantiles(values: Float64Array, counts: Float64Array, count: number, wanted: number[]): number[] {
  const out: number[] = [];
  let i = 0;
  let below = 0;
  // The value at a 0-based rank; ranks are asked in rising order.
  const at = (rank: number): number => {
    while (i < values.length - 1 && below + (counts[i] ?? 0) <= rank) below += counts[i++] ?? 0;
    return values[i] ?? Number.NaN;
  };
  for (const q of wanted) {
    const rank = q * (count - 1);
    const low = Math.floor(rank);
    const a = at(low);
    const share = rank - low;
    const b = below + (counts[i] ?? 0) > low + 1 || share === 0 ? a : (values[i + 1] ?? a);
    out.push(a + (b - a) * share);
  }
  return out;
}
