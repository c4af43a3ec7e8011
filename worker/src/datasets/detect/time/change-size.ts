import type { Measure } from "./measures.ts";

/** Least change worth telling: of a total, of a mean or share. */
const least = { total: 0.1, average: 0.05, points: 0.02 };

/** Whether a change of a measure is large enough to matter, whatever its p-value. */
export function matters(measure: Measure, before: number, after: number): boolean {
  const change = Math.abs(after - before);
  if (!Number.isFinite(change) || change === 0) return false;
  const relative = change / Math.max(Math.abs(before), Math.abs(after));
  if (measure.additive) return relative >= least.total;
  return relative >= least.average && (measure.unit.kind !== "share" || change >= least.points);
}

/**
 * The share by which a change moves a total: relative to the larger of both sides, so that a start near zero does not
 * count as a thousandfold. Means and shares move no total: they stay below what makes a finding critical.
 */
export function movedBy(measure: Measure, before: number, after: number): number {
  const relative = Math.abs(after - before) / Math.max(Math.abs(before), Math.abs(after));
  const change = Math.abs(after - before) / Math.abs(before);
  return measure.additive ? (after < before ? relative : Math.min(change, 1)) : Math.min(relative, 0.24);
}

/** Least swing from the lowest to the highest phase of a season, relative to the average phase. */
export const least_season = { total: 0.2, average: 0.1 };
