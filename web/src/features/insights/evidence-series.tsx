import type { ChartSpec, Evidence } from "@plumbline/contracts";
import { useMemo } from "react";
import { chartFormats } from "../../lib/chart-formats.ts";
import { plural } from "../../lib/format.ts";
import { Chart } from "../../ui/chart/chart.tsx";
import { groupByWords, queryWords } from "./query-words.ts";

type Series = Extract<Evidence, { kind: "series" }>;

const mostBars = 16;

/** A series drawn small: a line over time, else bars of its largest groups. */
export function EvidenceSeries({ evidence }: { evidence: Series }) {
  const spec = useMemo(() => chartOf(evidence), [evidence]);
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium wrap-anywhere">{evidence.label}</p>
      <code className="font-mono text-sm text-muted wrap-anywhere">
        {queryWords(evidence.query)} {groupByWords(evidence.by)}
      </code>
      <Chart spec={spec} formats={chartFormats} height={spec.kind === "line" ? 150 : undefined} />
      {spec.kind === "bar" && spec.points.length < evidence.points.length && (
        <p className="text-sm text-muted">
          {mostBars} of {plural(evidence.points.length, "group")}
        </p>
      )}
    </div>
  );
}

function chartOf(evidence: Series): ChartSpec {
  const { id, label, query, by } = evidence;
  const base = {
    id,
    title: label,
    subtitle: "",
    columns: [by.column],
    query,
    by,
    unit: evidence.unit ?? { kind: "number" },
  };
  if ("grain" in by) return { ...base, kind: "line", points: evidence.points };
  // Calendar phases keep their order; groups stand by size.
  const ordered = "phase" in by ? evidence.points : evidence.points.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const most = Math.ceil(mostBars / 2);
  const points =
    ordered.length > mostBars && !("phase" in by) ? [...ordered.slice(0, most), ...ordered.slice(-most)] : ordered;
  return { ...base, kind: "bar", points, rest: null };
}
