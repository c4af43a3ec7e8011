import type { Evidence } from "@plumbline/contracts";

/** What came of computing one piece of evidence again. */
export interface Recomputed {
  evidence_id: string;
  kind: Evidence["kind"];
  equal: boolean;
  /** Largest relative difference found; null where that means nothing. */
  off: number | null;
  /** Why it is not equal. */
  reason: string | null;
}

/** How far two computations of one number may lie apart, relative to it: order of additions, nothing more. */
export const tolerance = 1e-9;

export const same = (evidence: Evidence, off: number | null = 0): Recomputed => ({
  evidence_id: evidence.id,
  kind: evidence.kind,
  equal: true,
  off,
  reason: null,
});

export const different = (evidence: Evidence, reason: string, off: number | null = null): Recomputed => ({
  evidence_id: evidence.id,
  kind: evidence.kind,
  equal: false,
  off,
  reason,
});

/** |a - b| relative to the larger one, or to `scale` when that is larger: how large the numbers were that it is made of. */
export function relative(a: number, b: number, scale = 0): number {
  if (a === b) return 0;
  const size = Math.max(Math.abs(a), Math.abs(b), scale);
  return size === 0 ? 0 : Math.abs(a - b) / size;
}

/** The evidence equal or off, by its value. */
export function judge(evidence: Evidence, claimed: number, got: number | null, scale = 0): Recomputed {
  if (got === null || !Number.isFinite(got)) return different(evidence, "there is nothing to compute it from");
  const off = relative(claimed, got, scale);
  return off <= tolerance ? same(evidence, off) : different(evidence, `is ${got}, not ${claimed}`, off);
}
