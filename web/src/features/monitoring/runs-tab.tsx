import { type MonitoringRun, RunStatus } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChartNoAxesGantt, Play, Square } from "lucide-react";
import { useMemo, useState } from "react";
import { formatCount, formatDuration, plural, shortId, words } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { itemsOf } from "../../lib/pages.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { BulkDialog } from "./bulk-dialog.tsx";
import { monitoringRunsQuery, trendsQuery } from "./monitoring.api.ts";
import type { MonitoringView } from "./monitoring-page.tsx";

const any = "any";

/** The runs of the time, with waiting, retries and faults; many can be cancelled or replayed at once. */
export function RunsTab({ filter, span, onFilter }: MonitoringView) {
  const navigate = useNavigate();
  const editor = useHasRole("editor");
  const { kind, status, failure_code } = filter;
  const { from, to, bucket } = span;
  const query = useInfiniteQuery(monitoringRunsQuery({ kind, status, failure_code, from, to }));
  const causes = useQuery(trendsQuery({ kind, from, to, bucket }));
  const runs = useMemo(() => itemsOf(query.data), [query.data]);
  const [bulk, setBulk] = useState<"cancel" | "replay">();
  const codes = [
    ...new Set([...(causes.data?.failure_causes.map((cause) => cause.code) ?? []), failure_code ?? []].flat()),
  ];

  if (query.isError && runs.length === 0)
    return (
      <ErrorState
        error={query.error}
        title="The runs could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-1.5">
        <Select
          size="sm"
          label="Status"
          className="w-36!"
          value={status ?? any}
          options={[
            { value: any, label: "Any status" },
            ...RunStatus.options.map((value) => ({ value, label: words(value) })),
          ]}
          onChange={(next) => onFilter({ status: RunStatus.options.find((one) => one === next) })}
        />
        <Select
          size="sm"
          label="Failure"
          className="w-48!"
          value={failure_code ?? any}
          options={[
            { value: any, label: "Any or no failure" },
            ...codes.map((code) => ({ value: code, label: words(code) })),
          ]}
          onChange={(next) => onFilter({ failure_code: next === any ? undefined : next })}
        />
        {editor && (
          <span className="flex gap-1.5 sm:ml-auto">
            <Button onClick={() => setBulk("cancel")}>
              <Square aria-hidden />
              Cancel runs
            </Button>
            <Button onClick={() => setBulk("replay")}>
              <Play aria-hidden />
              Replay runs
            </Button>
          </span>
        )}
      </div>
      <DataTable
        caption="Runs"
        columns={columns}
        rows={runs}
        rowKey={(run) => run.id}
        loading={query.isPending}
        sortable={false}
        onRowOpen={(run) => void navigate({ to: "/runs/$runId", params: { runId: run.id } })}
        className={query.isPlaceholderData ? "opacity-60" : ""}
        empty={
          <Panel>
            <EmptyState
              icon={ChartNoAxesGantt}
              title="No run matches"
              action={
                (status || failure_code || kind) && (
                  <Button onClick={() => onFilter({ status: undefined, failure_code: undefined, kind: undefined })}>
                    Clear the filter
                  </Button>
                )
              }
            >
              Choose a longer time or another filter.
            </EmptyState>
          </Panel>
        }
        footer={
          runs.length > 0 && (
            <LoadMore
              shown={plural(runs.length, "run")}
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          )
        }
      />
      {bulk && (
        <BulkDialog act={bulk} filter={{ kind, status, failure_code, from, to }} onClose={() => setBulk(undefined)} />
      )}
    </>
  );
}

const figure = (value: number, tone: string) => (
  <span className={value > 0 ? tone : "text-faint"}>{formatCount(value)}</span>
);

const columns: readonly DataTableColumn<MonitoringRun>[] = [
  {
    id: "subject",
    header: "Subject",
    primary: true,
    value: (run) => run.subject_name ?? shortId(run.id),
    cell: (run) => (
      <Link to="/runs/$runId" params={{ runId: run.id }} className="rounded-sm font-medium hover:underline">
        {run.subject_name ?? words(run.kind)}
      </Link>
    ),
  },
  {
    id: "status",
    header: "Status",
    width: 116,
    value: (run) => run.status,
    cell: (run) => <StatusMark status={run.status} />,
  },
  {
    id: "failure",
    header: "Failure",
    width: 150,
    hideBelow: "md",
    value: (run) => (run.failure ? words(run.failure.code) : null),
  },
  {
    id: "created",
    header: "Requested",
    width: 130,
    value: (run) => run.created_at,
    cell: (run) => <RelativeTime at={run.created_at} />,
  },
  {
    id: "waited",
    header: "Waited",
    hideInCard: true,
    width: 90,
    align: "right",
    hideBelow: "md",
    value: (run) => run.waited_ms,
    cell: (run) => formatDuration(run.waited_ms),
  },
  {
    id: "duration",
    header: "Duration",
    width: 90,
    align: "right",
    value: (run) => run.duration_ms,
    cell: (run) => formatDuration(run.duration_ms),
  },
  {
    id: "retries",
    header: "Retries",
    width: 76,
    align: "right",
    hideBelow: "lg",
    value: (run) => run.retries,
    cell: (run) => figure(run.retries, "text-minor"),
  },
  {
    id: "invalid",
    header: "Invalid",
    width: 76,
    align: "right",
    hideBelow: "lg",
    value: (run) => run.invalid_artifacts,
    cell: (run) => figure(run.invalid_artifacts, "text-critical"),
  },
  {
    id: "metrics",
    header: "Thresholds missed",
    width: 136,
    align: "right",
    hideBelow: "lg",
    value: (run) => run.failed_metrics,
    cell: (run) => figure(run.failed_metrics, "text-critical"),
  },
];
