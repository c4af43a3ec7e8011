import { inflation, persistence } from "./autocorrelation.ts";
import { finite, mean, variance } from "./robust.ts";
import { studentTwoSided } from "./tails.ts";

/**
 * Do the steps of a series have a mean? Two-sided p-value, 1 with fewer than ten steps. It holds for a series that wanders,
 * whose levels resemble their neighbours so much that a test on levels can see nothing; where values scatter around a line it
 * only sees less. Steps that resemble one another count as fewer.
 */
export function driftP(values: readonly number[]): { p: number; mean_step: number } {
  const there = finite(values);
  const steps = there.slice(1).map((value, i) => value - (there[i] ?? 0));
  const n = steps.length;
  const mean_step = n > 0 ? mean(steps) : 0;
  if (n < 10 || !(variance(steps) > 0)) return { p: 1, mean_step };
  const error = Math.sqrt((variance(steps) / n) * inflation(persistence(steps, 1)));
  return { p: studentTwoSided(mean_step / error, n - 1), mean_step };
}
