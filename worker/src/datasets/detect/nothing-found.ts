import type { Finding } from "@plumbline/contracts";
import { benjaminiHochberg } from "./fdr.ts";

export const family_test = "benjamini_hochberg";

/** The one finding of a table with nothing to say: what was looked at, and how hard. */
export function nothingFound(
  rows: number,
  p_values: readonly number[],
  looked_for: readonly string[],
  false_discovery_rate: number,
): Finding {
  const smallest = [...p_values].sort((a, b) => a - b).slice(0, 20);
  const again = familyTest(smallest, p_values.length, false_discovery_rate);
  return {
    key: "nothing_found",
    kind: "nothing_found",
    severity: "info",
    score: 0,
    columns: [],
    facts: { looked_for: [...looked_for] },
    evidence: [
      {
        id: "e1",
        kind: "aggregate",
        label: "rows",
        unit: { kind: "count" },
        query: { op: "count", filter: [] },
        value: rows,
      },
      {
        id: "e2",
        kind: "test",
        label: "False discovery rate over all tests",
        name: family_test,
        p: null,
        p_adjusted: null,
        n: p_values.length,
        inputs: { p_values: smallest, n_tests: p_values.length, false_discovery_rate },
        ...again,
      },
    ],
  };
}

/** The smallest adjusted p-value, from the smallest twenty p-values and how many there are. */
function familyTest(p_values: readonly number[], total: number, false_discovery_rate: number) {
  const family = [...p_values, ...new Array<number>(Math.max(0, total - p_values.length)).fill(1)];
  const smallest = family.reduce((a, b) => Math.min(a, b), 1);
  return {
    statistic: benjaminiHochberg(family)(smallest),
    results: { n_tests: total, false_discovery_rate },
  };
}

/** The same again from the evidence alone: its inputs are the p-values. */
export function recomputeFamily(inputs: Record<string, unknown>) {
  const p_values = Array.isArray(inputs.p_values) ? inputs.p_values.filter((p) => typeof p === "number") : [];
  const total = Number(inputs.n_tests ?? p_values.length);
  return { p: null, n: total, ...familyTest(p_values, total, Number(inputs.false_discovery_rate)) };
}
