import { studentP } from "./distributions.ts";
import { finite, mad, mean, median, quantile } from "./robust.ts";
import { tailGap } from "./tail-gap.ts";

export interface Spike {
  /** Index in the series. */
  at: number;
  value: number;
  expected: number;
  /** Deviation in robust standard deviations, on the scale used. */
  z: number;
  /** For the largest of all deviations: the single p-value times the number of values. */
  p: number;
  n: number;
}

export interface SpikeOptions {
  /** A value must besides stand apart from a Pareto tail as heavy as the others'. */
  heavy?: boolean;
  /** How many rows each value is the average of. */
  weights?: readonly number[] | undefined;
}

/** How deviations are judged: as they are, as square roots (counts), or as ratios (positive and skewed). */
type Scale = { to(value: number): number; from(value: number): number };
const plain: Scale = { to: (x) => x, from: (x) => x };
const roots: Scale = { to: (x) => Math.sqrt(Math.max(0, x)), from: (x) => Math.max(0, x) ** 2 };
const ratios: Scale = { to: Math.log, from: Math.exp };

/**
 * The values that stand out from their surroundings, the most unusual first. Expected is the median of the neighbours
 * (four on either side, itself left out) off the trend line, with `season[i]` added back; the scale is the MAD of the deviations. Tails are
 * those of a Student t whose degrees of freedom follow from the kurtosis of the other deviations, taken one standard error
 * up. NaN marks a gap.
 */
export function spikes(
  values: readonly number[],
  season: readonly number[],
  { heavy, weights }: SpikeOptions = {},
): Spike[] {
  const there = finite(values);
  const n = there.length;
  if (n < 12) return [];
  const scale = scaleOf(there);
  const level = mean(there);
  const shift = (i: number): number => {
    const [with_season, without] = [scale.to(level + (season[i] ?? 0)), scale.to(level)];
    return Number.isFinite(with_season) && Number.isFinite(without) ? with_season - without : 0;
  };
  const scaled = values.map(scale.to);
  const slope = robustSlope(scaled.map((value, i) => value - shift(i)));
  const flat = scaled.map((value, i) => value - shift(i) - slope * i);
  const around = flat.map((_, i) =>
    median(finite([...flat.slice(Math.max(0, i - 4), i), ...flat.slice(i + 1, i + 5)])),
  );
  const usual = weights ? median(weights.filter((w) => w > 0)) : 1;
  // The average of fewer rows varies more: only what is far for its number of rows counts.
  const sure = (i: number): number => (weights ? Math.min(1, Math.sqrt((weights[i] ?? 0) / usual)) : 1);
  const raw = flat.map((value, i) => value - (around[i] ?? 0));
  const deviations = raw.map((value, i) => value * sure(i));
  const known = finite(deviations);
  const spread = mad(known);
  if (!(spread > 0)) return [];
  const z = known.map((d) => d / spread);
  const df = tail(z);
  const gap = heavy
    ? tailGap(Float64Array.from(z, Math.abs).sort().reverse(), 3, n, Math.max(10, Math.round(n / 20)))
    : undefined;
  const found = deviations.flatMap((deviation, i): Spike[] => {
    const size = deviation / spread;
    if (!Number.isFinite(size) || Math.abs(size) < 3.5) return [];
    const beyond = gap && Math.abs(size) >= gap.outer ? gap.p : 1;
    const p = Math.max(Math.min(1, studentP(size, df) * n), heavy ? beyond : 0);
    return [{ at: i, value: values[i] ?? 0, expected: scale.from((scaled[i] ?? 0) - (raw[i] ?? 0)), z: size, p, n }];
  });
  return found.sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
}

/** Theil-Sen over the medians of at most a hundred blocks: a trend must not make its ends stand out. */
function robustSlope(values: readonly number[]): number {
  const size = Math.ceil(values.length / 100);
  const blocks: number[] = [];
  for (let i = 0; i < values.length; i += size) blocks.push(median(finite(values.slice(i, i + size))));
  const slopes = blocks.flatMap((b, j) => blocks.slice(0, j).map((a, i) => (b - a) / ((j - i) * size)));
  const known = finite(slopes);
  return known.length > 0 ? median(known) : 0;
}

function scaleOf(values: readonly number[]): Scale {
  const [low, centre, high] = [quantile(values, 0.1), median(values), quantile(values, 0.9)];
  const smallest = Math.min(...values);
  if (smallest > 0 && high - centre > 1.6 * (centre - low) && high > 2 * low) return ratios;
  return smallest >= 0 ? roots : plain;
}

/** Degrees of freedom whose kurtosis the deviations show, the largest two left out; 4 to 40. */
function tail(z: readonly number[]): number {
  const kept = [...z].sort((a, b) => Math.abs(a) - Math.abs(b)).slice(0, Math.max(9, z.length - 2));
  const centre = mean(kept);
  const second = mean(kept.map((x) => (x - centre) ** 2));
  const fourth = mean(kept.map((x) => (x - centre) ** 4));
  const excess = fourth / second ** 2 - 3 + Math.sqrt(24 / kept.length);
  return Math.min(40, Math.max(4, excess > 0 ? 4 + 6 / excess : 40));
}
