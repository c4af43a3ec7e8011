import type { Moments } from "./welch.ts";

/**
 * Share of the variance of a number that lies between groups: eta squared, and epsilon squared, which corrects it for the
 * number of groups (Kelley 1935). Both 0 when nothing varies.
 */
export function correlationRatio(groups: readonly Moments[]): { eta_squared: number; epsilon_squared: number } {
  const n = groups.reduce((sum, g) => sum + g.n, 0);
  const grand = groups.reduce((sum, g) => sum + g.n * g.mean, 0) / n;
  const between = groups.reduce((sum, g) => sum + g.n * (g.mean - grand) ** 2, 0);
  const within = groups.reduce((sum, g) => sum + (g.n - 1) * g.variance, 0);
  const total = between + within;
  if (!(total > 0)) return { eta_squared: 0, epsilon_squared: 0 };
  const df = groups.length - 1;
  const error = n > groups.length ? within / (n - groups.length) : 0;
  return { eta_squared: between / total, epsilon_squared: Math.max(0, (between - df * error) / total) };
}
