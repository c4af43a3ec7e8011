import { chiSquaredUpper } from "./tails.ts";

export interface Herfindahl {
  /** Sum of squared shares of the entities, 1/m to 1. */
  index: number;
  /** What it would be if each row went to one of the m entities by lot: large single rows are in it already. */
  expected: number;
  /** Degrees of freedom of the gamma reference. */
  df: number;
  p: number;
}

/**
 * Is a total more concentrated in few entities than its single rows make it anyway? The null model deals every row to one
 * of m entities by lot. Mean and variance of the Herfindahl index are then exact, and a gamma with those moments is its reference.
 * `squares` is the sum of x^2 over rows, `fourths` of x^4, `entity_squares` the sum of squared entity totals.
 */
export function herfindahl(input: {
  total: number;
  squares: number;
  fourths: number;
  entity_squares: number;
  entities: number;
}): Herfindahl {
  const { total, squares, fourths, entity_squares, entities: m } = input;
  const scale = total * total;
  const index = entity_squares / scale;
  const floor = squares / scale;
  const expected = (squares + (scale - squares) / m) / scale;
  const variance = (2 * (squares * squares - fourths) * (1 / m) * (1 - 1 / m)) / (scale * scale);
  // What chance adds to the rows' own concentration, matched by a scaled chi-squared with mean and variance as derived.
  const mean = expected - floor;
  if (!(variance > 0) || !(mean > 0)) return { index, expected, df: 0, p: 1 };
  const df = (2 * mean * mean) / variance;
  return { index, expected, df, p: chiSquaredUpper(((index - floor) * df) / mean, df) };
}
