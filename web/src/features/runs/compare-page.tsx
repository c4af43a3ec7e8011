import type { MetricComparison, Run, RunComparison } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { elapsed, formatDateTime, formatDuration, formatNumber, shortId, words } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { modelName } from "../../lib/text-models.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader, SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { CompareStep } from "./compare-step.tsx";
import { comparisonQuery } from "./runs.api.ts";

/** Two runs side by side: how each step went in both, where results differ, and every metric. */
export function ComparePage() {
  const { runId, otherId } = useParams({ from: "/app/runs/$runId/compare/$otherId" });
  const query = useQuery(comparisonQuery(runId, otherId));
  usePageTitle("Compare runs");
  if (query.isError)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="The runs could not be compared"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </Page>
    );
  if (!query.data)
    return (
      <Page>
        <div role="status">
          <span className="sr-only">Loading the comparison</span>
          <Skeleton className="h-6 w-64" />
          <Skeleton className="mt-4 h-24 w-full" />
          <Skeleton className="mt-6 h-64 w-full" />
        </div>
      </Page>
    );
  return <Comparison comparison={query.data} />;
}

function Comparison({ comparison }: { comparison: RunComparison }) {
  const { run, other, steps, metrics } = comparison;
  const differing = steps.filter((step) => step.ir_equal === false).length;
  const equal = steps.filter((step) => step.ir_equal === true).length;
  return (
    <Page>
      <PageHeader
        title="Compare runs"
        meta={`${equal} of ${steps.length} results are equal, ${differing} differ.`}
        actions={
          <Button asChild>
            <Link to="/runs/$runId/compare/$otherId" params={{ runId: other.id, otherId: run.id }} replace>
              <ArrowLeftRight aria-hidden />
              Swap
            </Link>
          </Button>
        }
      />
      <div className="mt-4 grid gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-2">
        <Side run={run} name="First" />
        <Side run={other} name="Second" />
      </div>
      <SectionHeader title="Steps" meta="First against second" />
      <Panel aria-label="Steps">
        <ol className="divide-y divide-line">
          {steps.map((step) => (
            <CompareStep key={step.key} step={step} run={run} other={other} />
          ))}
        </ol>
      </Panel>
      <SectionHeader title="Metrics" />
      <DataTable
        caption="Metrics"
        columns={metricColumns}
        rows={metrics}
        rowKey={(metric) => `${metric.step_key} ${metric.metric}`}
        copy
        empty={
          <Panel>
            <p className="p-3 text-muted">Nothing was measured in either run.</p>
          </Panel>
        }
      />
    </Page>
  );
}

function Side({ run, name }: { run: Run; name: string }) {
  return (
    <div className="min-w-0 bg-surface px-3 py-2.5">
      <p className="text-sm text-muted">{name}</p>
      <p className="flex flex-wrap items-center gap-x-2">
        <Link to="/runs/$runId" params={{ runId: run.id }} className="rounded-sm font-medium hover:underline">
          {run.subject_name ?? words(run.kind)} <span className="font-mono text-sm">{shortId(run.id)}</span>
        </Link>
        <StatusMark status={run.status} />
      </p>
      <p className="text-sm text-muted">
        {formatDateTime(run.created_at)} · {formatDuration(elapsed(run.started_at, run.finished_at))}
        {run.lineage && ` · ${words(run.lineage).toLowerCase()}`}
        {` · ${run.pipeline_version_id === null ? "built-in pipeline" : "own pipeline"}`}
        {run.model !== null && ` · ${modelName(run.model)}, named by the replay`}
      </p>
    </div>
  );
}

const passed = (value: boolean | null) =>
  value === null ? null : (
    <SeverityMark severity={value ? "pass" : "critical"} iconOnly>
      {value ? "Passed" : "Not passed"}
    </SeverityMark>
  );

const metricColumns: readonly DataTableColumn<MetricComparison>[] = [
  { id: "metric", header: "Metric", primary: true, value: (metric) => words(metric.metric) },
  { id: "step", header: "Step", width: 160, value: (metric) => words(metric.step_key) },
  {
    id: "first",
    header: "First",
    width: 140,
    align: "right",
    value: (metric) => metric.value,
    cell: (metric) => (
      <>
        {passed(metric.passed)} {formatNumber(metric.value)} <span className="text-muted">{metric.unit}</span>
      </>
    ),
  },
  {
    id: "second",
    header: "Second",
    width: 140,
    align: "right",
    value: (metric) => metric.other_value,
    cell: (metric) => (
      <>
        {passed(metric.other_passed)} {formatNumber(metric.other_value)}{" "}
        <span className="text-muted">{metric.unit}</span>
      </>
    ),
  },
  {
    id: "change",
    header: "Change",
    width: 120,
    align: "right",
    value: (metric) =>
      metric.value === null || metric.other_value === null ? null : metric.other_value - metric.value,
    cell: ({ value, other_value }) => {
      if (value === null || other_value === null) return <span className="text-faint">–</span>;
      const change = other_value - value;
      return `${change > 0 ? "+" : ""}${formatNumber(change)}`;
    },
  },
];
