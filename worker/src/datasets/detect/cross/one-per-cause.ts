import type { Candidate } from "../detector.ts";

/** The strongest candidates, one of each cause, at most `most` of them. */
export function onePerCause<T extends Pick<Candidate, "key" | "effect" | "cause">>(
  candidates: readonly T[],
  most: number,
): T[] {
  const seen = new Set<string>();
  return [...candidates]
    .sort((a, b) => b.effect - a.effect || (a.key < b.key ? -1 : 1))
    .filter((candidate) => {
      const cause = candidate.cause ?? candidate.key;
      if (seen.has(cause)) return false;
      seen.add(cause);
      return true;
    })
    .slice(0, most);
}
