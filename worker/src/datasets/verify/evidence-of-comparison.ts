import type { Evidence, Unit } from "@plumbline/contracts";
import type { EvidenceNumber, Licensed } from "./evidence-numbers.ts";
import { mergeGroups } from "./groups.ts";

/** Adds a comparison once both its sides are there; false when they are not yet, unless it is the last chance. */
export function compared(evidence: Extract<Evidence, { kind: "comparison" }>, out: Licensed, last: boolean): boolean {
  const left = find(out, evidence.left);
  const right = find(out, evidence.right);
  if ((!left || !right) && !last) return false;
  const unit = evidence.unit ?? comparisonUnit(evidence.op, left?.unit);
  out.numbers.push({
    evidence_id: evidence.id,
    path: "value",
    value: evidence.value,
    unit,
    use: "value",
    groups: left?.groups && right?.groups ? mergeGroups(left.groups, right.groups) : undefined,
    signed: evidence.op === "change" || evidence.op === "difference",
    counts_rows: evidence.op === "difference" && left?.counts_rows === true,
    ...(left && right ? { sides: [left, right] } : {}),
  });
  return true;
}

/** `e1` is its value or count, `e1/points/2017` and `e1/results/slope` what they say. */
function find(out: Licensed, reference: string): EvidenceNumber | undefined {
  const [id, ...rest] = reference.split("/");
  const path = rest.join("/");
  return out.numbers.find(
    (number) =>
      number.evidence_id === id &&
      (path === "" ? number.path === "value" || number.path === "count" : number.path === path),
  );
}

function comparisonUnit(op: "difference" | "ratio" | "share" | "change", left: Unit | undefined): Unit {
  if (op === "ratio") return { kind: "ratio" };
  if (op === "share") return { kind: "share" };
  if (op === "change") return { kind: "percent_change" };
  return left?.kind === "share" ? { kind: "percentage_points" } : (left ?? { kind: "number" });
}
