import type { MonitoringSteps } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Footprints } from "lucide-react";
import { useMemo, useState } from "react";
import { formatCount, formatDuration } from "../../lib/format.ts";
import { SeriesCard } from "../../ui/chart/series-card.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { durations } from "./formats.ts";
import { stepSummariesQuery, trendsQuery } from "./monitoring.api.ts";
import type { MonitoringView } from "./monitoring-page.tsx";
import { durationSpec } from "./trend-specs.ts";

type Summary = MonitoringSteps["items"][number];

/** How each step went, and over time the one that is chosen. */
export function StepsTab({ filter, span }: MonitoringView) {
  const { kind } = filter;
  const { from, to, bucket } = span;
  const query = useQuery(stepSummariesQuery({ kind, from, to }));
  const [chosen, setChosen] = useState<string>();
  const trend = useQuery({ ...trendsQuery({ kind, from, to, bucket, step: chosen }), enabled: chosen !== undefined });
  const spec = useMemo(
    () => trend.data && durationSpec(trend.data.points, bucket, chosen),
    [trend.data, bucket, chosen],
  );
  const columns = useMemo(() => columnsOf(chosen, setChosen), [chosen]);

  if (query.isError && !query.data)
    return (
      <ErrorState
        error={query.error}
        title="The steps could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  return (
    <div className="flex flex-col gap-3">
      {chosen &&
        (trend.isError && !trend.data ? (
          <ErrorState compact error={trend.error} title="The trend of this step could not be loaded" />
        ) : spec ? (
          <SeriesCard spec={spec} formats={durations} headingLevel="h2" className="min-h-64" />
        ) : (
          <Skeleton className="h-64" />
        ))}
      <DataTable
        caption="Steps"
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={(step) => step.step}
        loading={query.isPending}
        copy
        filter
        onRowOpen={(step) => setChosen(step.step)}
        className={query.isPlaceholderData ? "opacity-60" : ""}
        empty={
          <Panel>
            <EmptyState icon={Footprints} title="No step was executed in this time">
              Choose a longer time, or another kind of run.
            </EmptyState>
          </Panel>
        }
      />
    </div>
  );
}

const count = (id: keyof Summary & string, header: string, tone = ""): DataTableColumn<Summary> => ({
  id,
  header,
  width: 96,
  align: "right",
  value: (step) => step[id],
  cell: (step) => <span className={Number(step[id]) > 0 ? tone : "text-faint"}>{formatCount(Number(step[id]))}</span>,
});

const columnsOf = (chosen: string | undefined, choose: (step: string) => void): DataTableColumn<Summary>[] => [
  {
    id: "step",
    header: "Step",
    primary: true,
    value: (step) => step.step,
    cell: (step) => (
      <button
        type="button"
        aria-pressed={step.step === chosen}
        onClick={() => choose(step.step)}
        className="rounded-sm font-mono text-sm hover:underline aria-pressed:text-accent"
      >
        {step.step}
      </button>
    ),
  },
  count("count", "Executed"),
  count("succeeded", "Succeeded"),
  count("failed", "Failed", "text-critical"),
  { ...count("skipped", "Skipped"), hideBelow: "md" },
  { ...count("retries", "Retries", "text-minor"), hideBelow: "md" },
  { ...count("invalid", "Invalid", "text-critical"), hideBelow: "md" },
  {
    id: "p50",
    header: "Median",
    width: 96,
    align: "right",
    value: (step) => step.p50_ms,
    cell: (step) => formatDuration(step.p50_ms),
  },
  {
    id: "p95",
    header: "p95",
    width: 96,
    align: "right",
    value: (step) => step.p95_ms,
    cell: (step) => formatDuration(step.p95_ms),
  },
];
