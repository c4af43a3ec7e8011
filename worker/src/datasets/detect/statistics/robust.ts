/** The finite numbers among `values`. */
export const finite = (values: ArrayLike<number>): number[] => Array.from(values).filter(Number.isFinite);

/** NaN for an empty list. */
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The sample's variance (n - 1). */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum / (values.length - 1);
}

/** Quantile of unsorted values by linear interpolation (type 7); NaN for an empty list. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? Number.NaN) - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median absolute deviation, scaled by 1.4826 to estimate the standard deviation of a normal sample. */
export function mad(values: readonly number[]): number {
  const centre = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}

/** Pearson's correlation of the pairs in which both are finite; 0 when either side does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const pairs = a.flatMap((x, i) => {
    const y = b[i] ?? Number.NaN;
    return Number.isFinite(x) && Number.isFinite(y) ? [[x, y] as const] : [];
  });
  const [mx, my] = [mean(pairs.map((p) => p[0])), mean(pairs.map((p) => p[1]))];
  let [sxy, sxx, syy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    sxy += (x - mx) * (y - my);
    sxx += (x - mx) ** 2;
    syy += (y - my) ** 2;
  }
  return sxx > 0 && syy > 0 ? sxy / Math.sqrt(sxx * syy) : 0;
}
