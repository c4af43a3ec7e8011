import type { Candidate } from "./detector.ts";

/** A candidate with its rank; the larger score comes first. */
export interface Ranked {
  candidate: Candidate;
  score: number;
}

/** Findings told of one kind: more would bury what matters. */
const most_of_kind = 4;

/** Higher score first; ties in a fixed order, so that the same data gives the same list. */
export const byRank = (a: Ranked, b: Ranked): number =>
  b.score - a.score || (a.candidate.key < b.candidate.key ? -1 : a.candidate.key > b.candidate.key ? 1 : 0);

/**
 * One finding for one cause, in rank order, and at most `most`. Of candidates that name the same cause the one with the
 * largest lead is told, else the best ranked. What a better telling makes needless is left out.
 */
export function merge(ranked: readonly Ranked[], most = 12): Ranked[] {
  const causes = new Map<string, Ranked>();
  for (const one of [...ranked].sort(byRank)) {
    const cause = one.candidate.cause ?? one.candidate.key;
    const told = causes.get(cause);
    if (!told || (one.candidate.lead ?? 0) > (told.candidate.lead ?? 0)) causes.set(cause, one);
  }
  const single = [...causes.values()];
  const needed = single.filter((one) => !single.some((other) => tellsBetter(other.candidate, one.candidate)));
  const kinds = new Map<string, number>();
  const kept: Ranked[] = [];
  for (const one of needed.sort(byRank)) {
    const count = kinds.get(one.candidate.kind) ?? 0;
    if (count >= most_of_kind || kept.length === most) continue;
    kinds.set(one.candidate.kind, count + 1);
    kept.push(one);
  }
  return kept;
}

/**
 * Whether `a` makes `b` needless: who is behind a change of level says more than the change alone; a relation that turns
 * within groups misleads over all rows; and a series has either
 * a trend or a change of level, the one that is clearer.
 */
function tellsBetter(a: Candidate, b: Candidate): boolean {
  if (a === b) return false;
  if (a.kind === "simpson_reversal" && b.kind === "association") return b.columns.every((c) => a.columns.includes(c));
  if (a.columns[0] !== b.columns[0] || a.columns.at(-1) !== b.columns.at(-1)) return false;
  if (a.kind === "change_driver" && b.kind === "level_shift") return true;
  const either = (a.kind === "trend" && b.kind === "level_shift") || (a.kind === "level_shift" && b.kind === "trend");
  const [p, q] = [a.p ?? 0, b.p ?? 0];
  return either && (p < q || (p === q && a.kind === "trend"));
}
