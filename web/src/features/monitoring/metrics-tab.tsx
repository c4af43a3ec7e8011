import type { MonitoringMetrics } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Gauge } from "lucide-react";
import { formatCount, formatNumber, formatShare, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { metricSummariesQuery } from "./monitoring.api.ts";
import type { MonitoringView } from "./monitoring-page.tsx";

type Summary = MonitoringMetrics["items"][number];

/** What was measured at each node, and how often its threshold was met. */
export function MetricsTab({ filter, span }: MonitoringView) {
  const query = useQuery(metricSummariesQuery({ kind: filter.kind, from: span.from, to: span.to }));
  if (query.isError && !query.data)
    return (
      <ErrorState
        error={query.error}
        title="The metrics could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  return (
    <DataTable
      caption="Metrics"
      columns={columns}
      rows={query.data?.items ?? []}
      rowKey={(metric) => `${metric.step_key} ${metric.metric}`}
      loading={query.isPending}
      copy
      filter
      className={query.isPlaceholderData ? "opacity-60" : ""}
      empty={
        <Panel>
          <EmptyState
            icon={Gauge}
            title="Nothing was measured in this time"
            action={
              <Button asChild>
                <Link to="/pipelines">Go to pipelines</Link>
              </Button>
            }
          >
            Give a node a metric profile in its pipeline: later runs are measured with it.
          </EmptyState>
        </Panel>
      }
    />
  );
}

const value = (
  id: "value" | "min" | "max",
  header: (metric: Summary) => string,
  name: string,
): DataTableColumn<Summary> => ({
  id,
  header: name,
  width: 130,
  align: "right",
  value: (metric) => metric[id],
  cell: (metric) => (
    <>
      {formatNumber(metric[id])} <span className="text-sm text-muted">{header(metric)}</span>
    </>
  ),
});

const columns: readonly DataTableColumn<Summary>[] = [
  { id: "metric", header: "Metric", primary: true, value: (metric) => words(metric.metric) },
  { id: "step", header: "Node", width: 160, value: (metric) => words(metric.step_key) },
  { id: "aggregation", header: "Summed up by", width: 120, hideBelow: "md", value: (metric) => metric.aggregation },
  value("value", (metric) => metric.unit, "Value"),
  { ...value("min", () => "", "Least"), hideBelow: "lg" },
  { ...value("max", () => "", "Most"), hideBelow: "lg" },
  {
    id: "count",
    header: "Measured",
    width: 100,
    align: "right",
    value: (metric) => metric.count,
    cell: (metric) => formatCount(metric.count),
  },
  {
    id: "passed",
    header: "Within threshold",
    width: 140,
    align: "right",
    value: (metric) => (metric.passed + metric.failed > 0 ? metric.passed / (metric.passed + metric.failed) : null),
    cell: ({ passed, failed }) =>
      passed + failed === 0 ? (
        <span className="text-faint">none set</span>
      ) : (
        <span className={failed > 0 ? "text-critical" : "text-pass"}>{formatShare(passed / (passed + failed))}</span>
      ),
  },
];
