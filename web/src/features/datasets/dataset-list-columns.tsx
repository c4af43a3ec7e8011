import type { Dataset } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { formatBytes, formatCount, formatNumber, missing } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { DatasetMenu } from "./dataset-menu.tsx";
import { DatasetState } from "./dataset-state.tsx";

/** The columns of the list of datasets. */
export const datasetListColumns: readonly DataTableColumn<Dataset>[] = [
  {
    id: "name",
    header: "Name",
    primary: true,
    value: (dataset) => dataset.name,
    cell: (dataset) => (
      <Link
        to="/datasets/$datasetId"
        params={{ datasetId: dataset.id }}
        title={dataset.name}
        className="rounded-sm font-medium hover:underline"
      >
        {dataset.name}
      </Link>
    ),
  },
  {
    id: "status",
    header: "Status",
    value: (dataset) => dataset.status,
    cell: (dataset) => <DatasetState dataset={dataset} />,
  },
  {
    id: "rows",
    header: "Rows",
    align: "right",
    width: 92,
    value: (dataset) => dataset.row_count,
    cell: (dataset) => formatCount(dataset.row_count),
  },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    width: 86,
    hideBelow: "md",
    value: (dataset) => dataset.column_count,
    cell: (dataset) => formatCount(dataset.column_count),
  },
  {
    id: "quality",
    header: "Quality",
    align: "right",
    width: 82,
    value: (dataset) => dataset.quality_score,
    cell: (dataset) => formatNumber(dataset.quality_score, 1),
  },
  {
    id: "insights",
    header: "Insights",
    align: "right",
    width: 84,
    value: (dataset) => dataset.insight_count,
    cell: (dataset) => (dataset.revision > 0 ? formatCount(dataset.insight_count) : missing),
  },
  {
    id: "size",
    header: "Size",
    align: "right",
    width: 92,
    hideBelow: "lg",
    hideInCard: true,
    value: (dataset) => dataset.size_bytes,
    cell: (dataset) => formatBytes(dataset.size_bytes),
  },
  {
    id: "created",
    header: "Added",
    width: 132,
    value: (dataset) => dataset.created_at,
    cell: (dataset) => <RelativeTime at={dataset.created_at} />,
  },
  {
    id: "actions",
    header: "Actions",
    actions: true,
    width: 48,
    value: () => null,
    cell: (dataset) => <DatasetMenu dataset={dataset} className="-my-1.5 size-6! align-middle" />,
  },
];
