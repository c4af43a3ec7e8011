import { isFinished, type Run } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { elapsed, formatShare, shortId, words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { Progress } from "../../ui/progress.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { RunDuration } from "./run-duration.tsx";

/** What a run is about, leading to the run. */
export const subjectColumn: DataTableColumn<Run> = {
  id: "subject",
  header: "Subject",
  primary: true,
  value: (run) => run.subject_name ?? shortId(run.id),
  cell: (run) => (
    <Link to="/runs/$runId" params={{ runId: run.id }} className="rounded-sm font-medium hover:underline">
      {run.subject_name ?? words(run.kind)}
    </Link>
  ),
};

export const statusColumn: DataTableColumn<Run> = {
  id: "status",
  header: "Status",
  width: 120,
  value: (run) => run.status,
  cell: (run) => <StatusMark status={run.status} />,
};

export const requestedColumn: DataTableColumn<Run> = {
  id: "created",
  header: "Requested",
  width: 140,
  value: (run) => run.created_at,
  cell: (run) => <RelativeTime at={run.created_at} />,
};

/** The columns of the list of runs. */
export const runColumns: readonly DataTableColumn<Run>[] = [
  subjectColumn,
  statusColumn,
  {
    id: "progress",
    header: "Progress",
    width: 130,
    hideBelow: "md",
    value: (run) => run.progress,
    cell: (run) =>
      isFinished(run.status) ? (
        <span className="text-muted">{run.failure ? words(run.failure.code) : formatShare(run.progress, 0)}</span>
      ) : (
        <span className="flex items-center gap-2">
          <Progress value={run.progress} label={`Progress of ${run.subject_name ?? "the run"}`} className="w-16!" />
          <span className="tabular-nums">{formatShare(run.progress, 0)}</span>
        </span>
      ),
  },
  { id: "kind", header: "Kind", hideInCard: true, width: 130, hideBelow: "lg", value: (run) => words(run.kind) },
  requestedColumn,
  {
    id: "duration",
    header: "Duration",
    width: 110,
    align: "right",
    value: (run) => elapsed(run.started_at, run.finished_at),
    cell: (run) => <RunDuration started_at={run.started_at} finished_at={run.finished_at} />,
  },
  {
    id: "id",
    header: "Run",
    hideInCard: true,
    width: 96,
    mono: true,
    hideBelow: "md",
    value: (run) => shortId(run.id),
  },
];
