import { inflation, persistence } from "./autocorrelation.ts";
import { normalDensity, normalDeviate, smallest_p, studentP } from "./distributions.ts";
import { mean } from "./robust.ts";

export interface ChangePoint {
  /** First index after the change. */
  at: number;
  before: number;
  after: number;
  /** Difference of the means in residual standard deviations. */
  size: number;
  /** The largest absolute deviate over all splits, persistence taken into account. */
  statistic: number;
  p: number;
  persistence: number;
  n: number;
}

/** Share of the values on either side in which no change is looked for. */
const edge = 0.1;

/**
 * Is there one change of the mean, anywhere? The largest two-sample t over all splits, as a normal deviate; its p-value is
 * that of a maximum over splits (Miller & Siegmund 1982), the deviate shrunk by the residuals' first-order persistence.
 * `shortest` is the fewest values on a side. Undefined when the series is too short or constant. No value may be NaN.
 */
export function changePoint(values: readonly number[], shortest: number): ChangePoint | undefined {
  const n = values.length;
  const margin = Math.max(shortest, Math.ceil(edge * n));
  if (n < 2 * margin + 1) return undefined;
  const total = values.reduce((sum, value) => sum + value, 0);
  const centre = total / n;
  const all = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  if (!(all > 0)) return undefined;
  let [at, largest, left] = [0, -1, 0];
  for (let k = 1; k <= n - margin; k++) {
    left += (values[k - 1] ?? 0) - centre;
    const between = (left * left * n) / (k * (n - k));
    if (k >= margin && between > largest) [at, largest] = [k, between];
  }
  const [before, after] = [mean(values.slice(0, at)), mean(values.slice(at))];
  const within = Math.max(all - largest, all * 1e-12);
  const t = Math.sqrt((largest * (n - 2)) / within);
  const residuals = values.map((value, i) => value - (i < at ? before : after));
  const phi = persistence(residuals, 2);
  const statistic = normalDeviate(studentP(t / Math.sqrt(inflation(phi)), n - 2));
  const size = (after - before) / Math.sqrt(within / (n - 2));
  return { at, before, after, size, statistic, p: maximumP(statistic, margin / n), persistence: phi, n };
}

/** P(max |Z| > b) over splits between `share` and 1 - `share`: Miller & Siegmund (1982). */
export function maximumP(b: number, share: number): number {
  if (b <= 1) return 1;
  const spread = Math.log(((1 - share) / share) ** 2);
  const p = normalDensity(b) * ((b - 1 / b) * spread + 4 / b);
  return Math.min(1, Math.max(smallest_p, p));
}
