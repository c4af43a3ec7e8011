import type { Evidence, Finding, Unit } from "@plumbline/contracts";

type Kind<K extends Evidence["kind"]> = Extract<Evidence, { kind: K }>;

function one<K extends Evidence["kind"]>(finding: Finding, id: string, kind: K): Kind<K> {
  const found = finding.evidence.find((e): e is Kind<K> => e.id === id && e.kind === kind);
  if (!found) throw new Error(`${finding.key} has no ${kind} ${id}`);
  return found;
}

/** The number and unit of an aggregate. */
export function amountOf(finding: Finding, id: string): { value: number; unit: Unit } {
  const { value, unit } = one(finding, id, "aggregate");
  return { value, unit: unit ?? { kind: "number" } };
}

export const comparisonOf = (finding: Finding, id: string): Kind<"comparison"> => one(finding, id, "comparison");
export const testOf = (finding: Finding, id: string): Kind<"test"> => one(finding, id, "test");
export const seriesOf = (finding: Finding, id: string): Kind<"series"> => one(finding, id, "series");
