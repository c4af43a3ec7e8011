import type { Dataset } from "@plumbline/contracts";
import { Link, useNavigate } from "@tanstack/react-router";
import { DataTable } from "../../ui/data-table.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { datasetListColumns } from "../datasets/dataset-list-columns.tsx";

const columns = datasetListColumns.filter(({ id }) => !["columns", "size", "actions"].includes(id));

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
