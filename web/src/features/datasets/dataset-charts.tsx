import type { ChartSpec } from "@plumbline/contracts";
import { useMemo, useState } from "react";
import { chartFormats } from "../../lib/chart-formats.ts";
import { Button } from "../../ui/button.tsx";
import { ChartCard } from "../../ui/chart/chart-card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { matchChart } from "../insights/chart-match.ts";
import type { EvidenceHighlight } from "../insights/evidence-highlight.ts";

const shownAtFirst = 7;

/** The charts of a dataset, the most telling first and widest; those an insight points at are brought out. */
export function DatasetCharts({
  charts,
  highlight,
  headingLevel,
}: {
  charts: readonly ChartSpec[];
  highlight: EvidenceHighlight | undefined;
  headingLevel: "h2" | "h3";
}) {
  const [all, setAll] = useState(false);
  const matches = useMemo(
    () => new Map(highlight ? charts.map((spec) => [spec.id, matchChart(spec, highlight)]) : []),
    [charts, highlight],
  );
  if (charts.length === 0)
    return (
      <Panel>
        <EmptyState title="Nothing to draw">
          This table has no dates, groups or measures that would make a chart.
        </EmptyState>
      </Panel>
    );
  const folds = charts.length > shownAtFirst + 1;
  const meant = charts.slice(shownAtFirst).some((spec) => matches.get(spec.id)?.marked);
  const shown = folds && !all && !meant ? charts.slice(0, shownAtFirst) : charts;
  return (
    <div className="@container">
      <div className="grid gap-3 @[520px]:grid-cols-2">
        {shown.map((spec, at) => {
          const match = matches.get(spec.id);
          return (
            <ChartCard
              key={spec.id}
              spec={spec}
              formats={chartFormats}
              highlight={match}
              marked={match?.marked ?? false}
              headingLevel={headingLevel}
              className={at === 0 ? "@[520px]:col-span-2" : ""}
            />
          );
        })}
      </div>
      {folds && !meant && (
        <Button variant="ghost" className="mt-2" onClick={() => setAll(!all)}>
          {all ? "Show fewer charts" : `Show all ${charts.length} charts`}
        </Button>
      )}
    </div>
  );
}
