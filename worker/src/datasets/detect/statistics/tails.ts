import jstat from "jstat";

const probability = (p: number): number => (Number.isNaN(p) ? 1 : Math.min(1, Math.max(0, p)));

/** Probability that |T| of Student's t with `df` degrees of freedom exceeds |t|. Keeps small values: 5e-7, not 0. */
export const studentTwoSided = (t: number, df: number): number =>
  Number.isFinite(t)
    ? probability(jstat.ibeta(df / (df + t * t), df / 2, 0.5))
    : t === Infinity || t === -Infinity
      ? 0
      : 1;

/** Probability that F with `df1` and `df2` degrees of freedom exceeds `f`. */
export const fUpper = (f: number, df1: number, df2: number): number =>
  f === Infinity ? 0 : f <= 0 ? 1 : probability(jstat.ibeta(df2 / (df2 + df1 * f), df2 / 2, df1 / 2));

/**
 * Probability that chi-squared with `df` degrees of freedom exceeds `x`. Below 1e-15 it reads 0. From 100,000 degrees on by
 * Wilson & Hilferty (1931), right to four digits there: the exact series takes a step for every few degrees.
 */
export const chiSquaredUpper = (x: number, df: number): number => {
  if (x === Infinity) return 0;
  if (df <= 0 || x <= 0) return 1;
  if (df < 100_000) return probability(1 - jstat.lowRegGamma(df / 2, x / 2));
  const spread = 2 / (9 * df);
  return probability(jstat.normal.cdf((1 - spread - Math.cbrt(x / df)) / Math.sqrt(spread), 0, 1));
};

/** The standard normal quantile: 1.96 for 0.975. */
export const normalQuantile = (p: number): number => jstat.normal.inv(p, 0, 1);
