import type { ColumnProfile, DatasetProfile } from "@plumbline/contracts";
import { useMemo } from "react";
import { formatCount, formatShare } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { useMedia } from "../../ui/use-media.ts";
import { ColumnDetails } from "./column-details.tsx";
import { ColumnSpark } from "./column-spark.tsx";
import { figure, figureText, roleWords } from "./column-stats.ts";

/** Every column with what is known of it; its name opens the rest. */
export function ColumnsTable({ profile }: { profile: DatasetProfile }) {
  // Beside the insights there is room for the full width only on a large screen.
  const roomy = useMedia("(min-width: 1640px), (min-width: 900px) and (max-width: 1199.98px)");
  const columns = useMemo(() => tableColumns(profile, roomy), [profile, roomy]);
  return (
    <DataTable
      caption="Columns"
      columns={columns}
      rows={profile.columns}
      rowKey={(column) => String(column.position)}
      filter={profile.columns.length > 12}
      copy={profile.columns.length > 12}
      maxHeight={profile.columns.length > 40 ? "80dvh" : "none"}
    />
  );
}

function tableColumns(profile: DatasetProfile, roomy: boolean): DataTableColumn<ColumnProfile>[] {
  const figures = (["min", "median", "mean", "max", "sum"] as const)
    .filter((name) => roomy || name === "median" || name === "max")
    .map(
      (name): DataTableColumn<ColumnProfile> => ({
        id: name,
        header: { min: "Min", median: "Median", mean: "Mean", max: "Max", sum: "Sum" }[name],
        align: "right",
        width: 112,
        ...(name === "max" && { hideBelow: "md" }),
        value: (column) => figure(column, name),
        cell: (column) => <span title={figureText(column, name)}>{figureText(column, name)}</span>,
      }),
    );
  return [
    {
      id: "name",
      header: "Name",
      primary: true,
      value: (column) => column.name,
      cell: (column) => <ColumnDetails column={column} rows={profile.row_count} />,
    },
    {
      id: "role",
      header: "Type",
      width: 130,
      value: roleWords,
      cell: (column) => <span className="text-muted">{roleWords(column)}</span>,
    },
    {
      id: "unique",
      header: "Unique",
      align: "right",
      width: 76,
      value: (column) => column.unique_count,
      cell: (column) => formatCount(column.unique_count),
    },
    {
      id: "missing",
      header: "Missing",
      align: "right",
      width: 92,
      value: (column) => column.missing_count,
      cell: (column) => <Missing count={column.missing_count} rows={profile.row_count} />,
    },
    ...figures,
    {
      id: "distribution",
      header: "Distribution",
      width: 116,
      sortable: false,
      value: () => null,
      cell: (column) => <ColumnSpark column={column} />,
    },
  ];
}

function Missing({ count, rows }: { count: number; rows: number }) {
  const share = rows > 0 ? count / rows : 0;
  return (
    <span className="inline-flex w-full flex-col justify-center align-middle" title={`${formatCount(count)} rows`}>
      <span className={count === 0 ? "text-muted" : ""}>{count === 0 ? "0" : formatShare(share)}</span>
      {count > 0 && (
        <span aria-hidden="true" className="mt-px h-[3px] w-full overflow-hidden rounded-full bg-hover">
          <span className="block h-full rounded-full bg-minor" style={{ width: `${Math.max(share * 100, 2)}%` }} />
        </span>
      )}
    </span>
  );
}
