import { persistence } from "./autocorrelation.ts";
import { told } from "./distributions.ts";
import { correlation, finite, mad, mean, median, variance } from "./robust.ts";
import { fUpper } from "./tails.ts";

export interface Season {
  /** Mean deviation from the level for each phase, summing to about 0; NaN for a phase without values. */
  profile: number[];
  /** Mean of the values. */
  level: number;
  /**
   * Strength of season, 0 to 1: 1 - Var(remainder) / Var(season + remainder) of the detrended series (Hyndman &
   * Athanasopoulos, F_s), each variance with its degrees of freedom so that noise scores about 0.
   */
  strength: number;
  /** Fisher's F of the detrended values over phases: as they are or with strange ones drawn in, whichever is larger. */
  statistic: number;
  p: number;
  /** Correlation of the profile in odd cycles with that in even cycles: a season comes back. */
  repeats: number;
  cycles: number;
  n: number;
}

/** Trend by a centred moving average over one cycle, gaps skipped; the ends go on straight. */
export function movingTrend(values: readonly number[], cycle: number): number[] {
  const half = Math.floor(cycle / 2);
  const weightAt = (offset: number): number => (cycle % 2 === 0 && Math.abs(offset) === half ? 0.5 : 1);
  const trend = values.map((_, i) => {
    if (i < half || i >= values.length - half) return Number.NaN;
    let [sum, weights] = [0, 0];
    for (let offset = -half; offset <= half; offset++) {
      const value = values[i + offset] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      sum += weightAt(offset) * value;
      weights += weightAt(offset);
    }
    return weights > half ? sum / weights : Number.NaN;
  });
  return extended(trend, cycle);
}

/** NaN takes the value before it; at the ends the average goes on as it went over the nearest cycle. */
function extended(trend: readonly number[], cycle: number): number[] {
  const first = trend.findIndex(Number.isFinite);
  const last = trend.findLastIndex(Number.isFinite);
  if (first < 0) return trend.map(() => 0);
  let before = trend[first] ?? 0;
  const inner = trend.map((value) => {
    if (Number.isFinite(value)) before = value;
    return before;
  });
  const reach = Math.min(cycle, last - first);
  const slope = (from: number, to: number): number => (reach > 0 ? ((inner[to] ?? 0) - (inner[from] ?? 0)) / reach : 0);
  const [start, end] = [slope(first, first + reach), slope(last - reach, last)];
  return inner.map((value, i) => {
    if (i < first) return (inner[first] ?? 0) - start * (first - i);
    return i > last ? (inner[last] ?? 0) + end * (i - last) : value;
  });
}

/**
 * Is there a season? `phase[i]` is the phase (0 to `cycle` - 1) of value i; NaN marks a period without a value. The
 * p-value takes the persistence of the remainder into account: neighbouring phases then say the same thing, so the
 * statistic is scaled to fewer degrees of freedom (Satterthwaite). Undefined with fewer than two cycles of values.
 */
export function season(values: readonly number[], phase: readonly number[], cycle: number): Season | undefined {
  const there = finite(values);
  if (there.length < 2 * cycle || !(variance(there) > 0)) return undefined;
  const trend = movingTrend(values, cycle);
  const detrended = values.map((value, i) => value - (trend[i] ?? 0));
  const groups = Array.from({ length: cycle }, (_, k) => finite(detrended.filter((_, i) => phase[i] === k)));
  const used = groups.filter((group) => group.length > 0);
  if (used.length < 2) return undefined;
  const means = groups.map(mean);
  const centre = mean(finite(means));
  const profile = means.map((value) => value - centre);
  const remainder = detrended.map((value, i) => value - (means[phase[i] ?? 0] ?? 0));
  const n = there.length;
  const left = finite(remainder).reduce((sum, value) => sum + value * value, 0) / (n - used.length);
  const strength = Math.max(0, 1 - left / variance(finite(detrended)));
  const ratio = freedom(persistence(remainder, 1), used.length);
  const df = n - used.length - Math.ceil(n / cycle);
  // Drawing in helps where one period is strange and hurts where one phase is high: both looks, paid for by a factor 2.
  const statistic = Math.max(fisher(detrended, phase, cycle), fisher(winsorised(detrended), phase, cycle));
  const p = told(2 * fUpper(statistic, (used.length - 1) * ratio, Math.max(1, df)));
  const half = (odd: number) =>
    groups.map((_, k) => mean(finite(detrended.filter((_, i) => phase[i] === k && Math.floor(i / cycle) % 2 === odd))));
  const repeats = correlation(half(0), half(1));
  return { profile, level: mean(there), strength, statistic, p, repeats, cycles: n / cycle, n };
}

/** Values more than four robust standard deviations out are drawn in to there: one strange period makes no season. */
function winsorised(values: readonly number[]): number[] {
  const known = finite(values);
  const [centre, limit] = [median(known), 4 * mad(known)];
  return limit > 0 ? values.map((v) => Math.min(centre + limit, Math.max(centre - limit, v))) : [...values];
}

/** Fisher's F of values over phases, the moving average having cost one degree of freedom a cycle. */
function fisher(values: readonly number[], phase: readonly number[], cycle: number): number {
  const groups = Array.from({ length: cycle }, (_, k) => finite(values.filter((_, i) => phase[i] === k)));
  const used = groups.filter((group) => group.length > 0);
  const all = used.flat();
  const n = all.length;
  const centre = mean(all);
  const means = used.map(mean);
  const between = used.reduce((sum, group, k) => sum + group.length * ((means[k] ?? 0) - centre) ** 2, 0);
  const within = used.reduce((sum, group, k) => sum + group.reduce((s, v) => s + (v - (means[k] ?? 0)) ** 2, 0), 0);
  const df = Math.max(1, n - used.length - Math.ceil(n / cycle));
  return between / (used.length - 1) / Math.max(within / df, between * 1e-12, Number.MIN_VALUE);
}

/** Effective over nominal degrees of freedom of the phase means when neighbours correlate by `phi`. */
function freedom(phi: number, phases: number): number {
  if (phi <= 0) return 1;
  const cov = Array.from({ length: phases }, (_, i) => phi ** Math.min(i, phases - i));
  const average = mean(cov);
  // A circulant matrix, centred: its trace and the trace of its square follow from the first row.
  const row = cov.map((value) => value - average);
  const trace = phases * (row[0] ?? 0);
  const square = phases * row.reduce((sum, value) => sum + value * value, 0);
  return square > 0 ? Math.min(1, trace ** 2 / square / (phases - 1)) : 1;
}
