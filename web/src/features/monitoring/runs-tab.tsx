import type { MonitoringRun } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChartNoAxesGantt, Play, Square } from "lucide-react";
import { useMemo, useState } from "react";
import { formatCount, formatDuration, missing, plural, words } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { itemsOf } from "../../lib/pages.ts";
import { Button } from "../../ui/button.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { requestedColumn, statusColumn, subjectColumn } from "../runs/run-columns.tsx";
import { RunStatusSelect } from "../runs/run-filters.tsx";
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
  const columns = useMemo(() => columnsOf((code) => onFilter({ failure_code: code })), [onFilter]);
  const asked = { kind, status, failure_code, from, to };
  const codes = [
    ...new Set([...(causes.data?.failure_causes.map((cause) => cause.code) ?? []), failure_code ?? []].flat()),
  ];

  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-1.5">
        <RunStatusSelect value={status} onChange={(next) => onFilter({ status: next })} />
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
      <PagedTable
        query={query}
        failed="The runs could not be loaded"
        shown={plural(runs.length, "run")}
        caption="Runs"
        columns={columns}
        rows={runs}
        rowKey={(run) => run.id}
        sortable={false}
        onRowOpen={(run) => void navigate({ to: "/runs/$runId", params: { runId: run.id } })}
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
      />
      {bulk && <BulkDialog act={bulk} filter={asked} onClose={() => setBulk(undefined)} />}
    </>
  );
}

const figure = (value: number, tone: string) => (
  <span className={value > 0 ? tone : "text-faint"}>{formatCount(value)}</span>
);

const columnsOf = (onFailure: (code: string) => void): readonly DataTableColumn<MonitoringRun>[] => [
  subjectColumn,
  statusColumn,
  {
    id: "failure",
    header: "Failure",
    width: 150,
    hideBelow: "md",
    value: (run) => (run.failure ? words(run.failure.code) : null),
    cell: ({ failure }) =>
      failure ? (
        <button
          type="button"
          title="Only runs that failed so"
          onClick={() => onFailure(failure.code)}
          className="max-w-full truncate rounded-sm hover:underline"
        >
          {words(failure.code)}
        </button>
      ) : (
        <span className="text-faint">{missing}</span>
      ),
  },
  requestedColumn,
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
