import type { Claim } from "@plumbline/contracts";

/** A stretch of prose: plain, or a number with the evidence it rounds from. */
export interface Stretch {
  start: number;
  text: string;
  claim?: Claim;
}

/**
 * Cuts the text of a field at its claims. Claims that lie outside the text or overlap an earlier one are left out, so
 * the stretches always join to the text itself.
 */
export function splitClaims(text: string, field: string, claims: readonly Claim[]): Stretch[] {
  const out: Stretch[] = [];
  let at = 0;
  const mine = claims.filter((claim) => claim.field === field).toSorted((a, b) => a.start - b.start);
  for (const claim of mine) {
    if (claim.start < at || claim.end <= claim.start || claim.end > text.length) continue;
    if (claim.start > at) out.push({ start: at, text: text.slice(at, claim.start) });
    out.push({ start: claim.start, text: text.slice(claim.start, claim.end), claim });
    at = claim.end;
  }
  if (at < text.length) out.push({ start: at, text: text.slice(at) });
  return out;
}
