import type { Candidate } from "../detector.ts";
import type { Measure } from "./measures.ts";

/** A candidate and the measure it is about. */
export interface Told {
  candidate: Candidate;
  measure: Measure;
}

/** Of candidates with one cause, the one about the measure people care about most: sales before quantity before rows. */
export function leaders(told: readonly Told[]): Candidate[] {
  const best = new Map<string, Told>();
  for (const one of told) {
    const cause = one.candidate.cause ?? one.candidate.key;
    const known = best.get(cause);
    if (!known || one.measure.weight > known.measure.weight) best.set(cause, one);
  }
  return [...best.values()].map(({ candidate }) => candidate);
}
