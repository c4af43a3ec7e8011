import type { Evidence } from "@plumbline/contracts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { formatValue } from "../../lib/format-unit.ts";
import { formatP, resultName, resultUnit, testName } from "./test-words.ts";

/** A statistical test with its numbers, for whoever wants to check it. */
export function EvidenceTest({ evidence }: { evidence: Extract<Evidence, { kind: "test" }> }) {
  const { label, statistic, p, p_adjusted, n, results } = evidence;
  const lines: [string, string][] = [
    ["Statistic", formatNumber(statistic, 3)],
    ["Observations", formatCount(n)],
    ...(p === null ? [] : [["p", formatP(p)] satisfies [string, string]]),
    ...(p_adjusted === null
      ? []
      : [["p adjusted, Benjamini-Hochberg", formatP(p_adjusted)] satisfies [string, string]]),
    ...Object.entries(results).map(([name, value]): [string, string] => [
      resultName(name),
      formatValue(value, resultUnit(name)),
    ]),
  ];
  return (
    <div className="flex flex-col gap-1.5">
      <div>
        <p className="font-medium wrap-anywhere">{label}</p>
        <p className="text-muted">{testName(evidence)}</p>
      </div>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5">
        {lines.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
