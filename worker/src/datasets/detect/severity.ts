import type { Severity } from "@plumbline/contracts";
import type { Candidate } from "./detector.ts";

/**
 * How severe a finding is, in one place.
 *
 * `moved` is the share of a total, or of the rows, that the finding moves or affects, 0 to 1:
 *  - critical from 0.25: a total is a quarter higher or lower than it would be; or the numbers cannot be trusted
 *    (a detector says so itself, see `Candidate.severity`);
 *  - major from 0.10, or a column is unusable (said by the detector);
 *  - minor from 0.01;
 *  - info below: true, and good to know.
 *
 * What `moved` is, so that not everything is critical: a level shift or a driver moves its total by the relative change; a
 * trend by the change in one year, since growth over four years is no alarm; a spike by its excess over all periods; a gap
 * by the share of periods without rows; a season, a mean or a rate moves no total and stays below critical.
 */
export function severityOf(candidate: Pick<Candidate, "severity" | "moved">): Severity {
  if (candidate.severity) return candidate.severity;
  const { moved } = candidate;
  return moved >= 0.25 ? "critical" : moved >= 0.1 ? "major" : moved >= 0.01 ? "minor" : "info";
}

const base: Record<Severity, number> = { critical: 0.75, major: 0.5, minor: 0.25, info: 0 };

/** Rank within the file, 0 to 1: severity first, then the effect on something a person cares about. */
export const scoreOf = (severity: Severity, effect: number): number =>
  base[severity] + 0.25 * Math.min(1, Math.max(0, effect));
