import type { Candidate } from "./detector.ts";

/** A candidate with its rank; the larger score comes first. */
export interface Ranked {
  candidate: Candidate;
  score: number;
}

/** Findings told of one file, and of one kind: more would bury what matters. */
const most = 12;
const most_of_kind = 4;

/** Higher score first; ties in a fixed order, so that the same data gives the same list. */
export const byRank = (a: Ranked, b: Ranked): number =>
  b.score - a.score || (a.candidate.key < b.candidate.key ? -1 : a.candidate.key > b.candidate.key ? 1 : 0);

/**
 * One finding for one cause, in rank order, and at most twelve. Candidates that name the same cause are one; so are a spike
 * and the outlying rows behind it, and two candidates of a kind about the same columns at the same place.
 */
export function merge(ranked: readonly Ranked[]): Ranked[] {
  const kept: Ranked[] = [];
  const causes = new Set<string>();
  const kinds = new Map<string, number>();
  for (const one of [...ranked].sort(byRank)) {
    const { cause, kind, key } = one.candidate;
    const told = cause ?? key;
    if (causes.has(told) || kept.some((other) => repeats(other.candidate, one.candidate))) continue;
    const count = kinds.get(kind) ?? 0;
    if (count >= most_of_kind) continue;
    kinds.set(kind, count + 1);
    causes.add(told);
    kept.push(one);
    if (kept.length === most) break;
  }
  return kept;
}

/** Kinds that tell one change of one column over time; the better one is told. */
const changes = new Set(["trend", "level_shift", "change_driver"]);

function repeats(told: Candidate, next: Candidate): boolean {
  const [a, b] = [told.columns[0], next.columns[0]];
  if (a !== b || a === undefined) return false;
  const kinds = [told.kind, next.kind];
  if (kinds.includes("spike") && kinds.includes("outliers")) return true;
  return (
    told.kind !== next.kind &&
    changes.has(told.kind) &&
    changes.has(next.kind) &&
    told.kind !== "trend" &&
    next.kind !== "trend"
  );
}
