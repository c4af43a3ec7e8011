import type { Finding } from "@plumbline/contracts";
import { formatCount, formatShare } from "./format.ts";
import { list } from "./list.ts";
import type { KindWriter } from "./writer.ts";

/** What a detector looks for, by its name. */
const sought: Record<string, string> = {
  trend: "trends",
  level_shift: "shifts of level",
  seasonality: "seasons",
  spike: "spikes and drops",
  time_gap: "gaps in time",
  change_driver: "drivers of change",
  outliers: "outliers",
  group_difference: "differences between groups",
  concentration: "concentration",
  association: "associations",
  category_association: "associations of categories",
  simpson_reversal: "relations that turn within groups",
  sign_flip: "flipped signs",
  flag_split: "flags that split a measure",
  missing_data: "missing data",
  duplicates: "repeated rows",
  key_conflict: "keys with conflicting values",
  inconsistent: "inconsistent values",
  imbalance: "imbalance",
  skew: "skew",
};

/** Says that nothing stands out, in how many rows, what was looked for and how hard. */
export const writeNothingFound: KindWriter = (finding) => {
  const rows = rowsOf(finding);
  const looked = lookedFor(finding.facts);
  const said = looked.length === 0 ? [] : [`Looked for ${list(looked)}.`];
  return {
    title: rows === undefined ? "Nothing stands out" : `Nothing stands out in ${formatCount(rows)} rows`,
    summary: [...testsOf(finding), ...said].join(" ") || "No column allowed a check.",
    next_steps: ["Upload a longer period or more columns if you expected a finding here."],
  };
};

function rowsOf({ evidence }: Finding): number | undefined {
  for (const one of evidence)
    if (one.kind === "aggregate" && one.query.op === "count" && one.query.filter.length === 0) return one.value;
  return undefined;
}

/** How many tests were made, and what they had to pass. */
function testsOf({ evidence }: Finding): string[] {
  return evidence.flatMap((one) => {
    const rate = one.kind === "test" ? one.results.false_discovery_rate : undefined;
    if (one.kind !== "test" || rate === undefined || one.n === 0) return [];
    // A tiny effect in many rows passes a test: what is said is that none was both beyond chance and large enough.
    const tests = one.n === 1 ? "A single test" : `None of ${formatCount(one.n)} tests`;
    const found = one.n === 1 ? "did not find" : "found";
    return [
      `${tests} ${found} an effect both beyond chance (false discovery rate ${formatShare(rate)}) and large enough to matter.`,
    ];
  });
}

/** At most eight, in the words of prose: the summary stays short. */
function lookedFor(facts: Record<string, unknown>): string[] {
  const names = Array.isArray(facts.looked_for) ? facts.looked_for : [];
  return [...new Set(names.flatMap((name) => (typeof name === "string" ? (sought[name] ?? []) : [])))].slice(0, 8);
}
