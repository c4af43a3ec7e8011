import type { Evidence, Unit } from "@plumbline/contracts";

/** How a value of evidence is read: its unit, or what its computation implies when it says none. */
export function unitOfEvidence(
  evidence: Extract<Evidence, { kind: "aggregate" | "series" | "comparison" }>,
): Unit | undefined {
  if (evidence.unit) return evidence.unit;
  if (evidence.kind !== "comparison") return evidence.query.op.startsWith("count") ? { kind: "count" } : undefined;
  if (evidence.op === "change") return { kind: "percent_change" };
  return evidence.op === "difference" ? undefined : { kind: evidence.op };
}
