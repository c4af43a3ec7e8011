import type { Evidence, Finding } from "@plumbline/contracts";
import { unitOfEvidence } from "./evidence-unit.ts";
import { formatCount, formatValue } from "./format.ts";
import { list } from "./list.ts";
import { nameInProse } from "./name-in-prose.ts";
import type { KindWriter } from "./writer.ts";

const kinds: Record<Finding["kind"], string> = {
  trend: "Trend",
  level_shift: "Shift of level",
  seasonality: "Seasonal pattern",
  spike: "Spike or drop",
  time_gap: "Gap in time",
  outliers: "Outliers",
  change_driver: "What drives a change",
  group_difference: "Difference between groups",
  concentration: "Concentration",
  association: "Association",
  simpson_reversal: "Relation that turns within groups",
  missing_data: "Missing data",
  duplicates: "Repeated rows",
  key_conflict: "Key with conflicting values",
  inconsistent: "Inconsistent values",
  imbalance: "Imbalance",
  skew: "Skew",
  nothing_found: "Nothing stands out",
};

/** The last resort when better words cannot be verified: what kind of finding, where, and its numbers by their labels. */
export const writePlainly: KindWriter = (finding) => ({
  title:
    finding.columns.length === 0
      ? kinds[finding.kind]
      : `${kinds[finding.kind]} in ${list(finding.columns.slice(0, 3).map(nameInProse))}`,
  summary: numbers(finding.evidence).slice(0, 3).join(" ") || "See the evidence.",
  next_steps: ["Look at the evidence and decide with the owner of the data."],
});

function numbers(evidence: readonly Evidence[]): string[] {
  return evidence.flatMap((one) => {
    if (one.kind === "aggregate" || one.kind === "comparison")
      return [`${capital(one.label)}: ${formatValue(one.value, unitOfEvidence(one))}.`];
    return one.kind === "rows" ? [`${capital(one.label)}: ${formatCount(one.count)} rows.`] : [];
  });
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
