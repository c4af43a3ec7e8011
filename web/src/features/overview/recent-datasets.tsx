import type { Dataset } from "@plumbline/contracts";
import { Link, useNavigate } from "@tanstack/react-router";
import { formatCount, formatNumber, missing } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { SectionHeader } from "../../ui/page-header.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

const columns: readonly DataTableColumn<Dataset>[] = [
  {
    id: "name",
    header: "Name",
    primary: true,
    value: (dataset) => dataset.name,
    cell: (dataset) => (
      <Link
        to="/datasets/$datasetId"
        params={{ datasetId: dataset.id }}
        className="rounded-sm font-medium hover:underline"
      >
        {dataset.name}
      </Link>
    ),
  },
  { id: "status", header: "Status", width: 120, value: (d) => d.status, cell: (d) => <StatusMark status={d.status} /> },
  {
    id: "rows",
    header: "Rows",
    align: "right",
    width: 96,
    value: (d) => d.row_count,
    cell: (d) => formatCount(d.row_count),
  },
  {
    id: "quality",
    header: "Quality",
    align: "right",
    width: 84,
    value: (d) => d.quality_score,
    cell: (d) => formatNumber(d.quality_score, 1),
  },
  {
    id: "insights",
    header: "Insights",
    align: "right",
    width: 84,
    value: (d) => d.insight_count,
    cell: (d) => (d.status === "ready" ? formatCount(d.insight_count) : missing),
  },
  {
    id: "created",
    header: "Added",
    width: 140,
    hideBelow: "md",
    value: (d) => d.created_at,
    cell: (d) => <RelativeTime at={d.created_at} />,
  },
];

/** The datasets that were added last. */
export function RecentDatasets({ datasets, loading }: { datasets: readonly Dataset[]; loading: boolean }) {
  const navigate = useNavigate();
  return (
    <div>
      <SectionHeader
        title="Recent datasets"
        actions={
          <Link to="/datasets" className="rounded-sm text-accent hover:underline">
            All datasets
          </Link>
        }
      />
      <DataTable
        caption="Recent datasets"
        columns={columns}
        rows={datasets}
        rowKey={(dataset) => dataset.id}
        loading={loading}
        sortable={false}
        onRowOpen={(dataset) => void navigate({ to: "/datasets/$datasetId", params: { datasetId: dataset.id } })}
      />
    </div>
  );
}
