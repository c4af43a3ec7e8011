import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  createSortedRowModel,
  type ReactTable,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import { compareCells, type DataTableColumn, rowMatches } from "./data-table-column.ts";

const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});
type Features = typeof features;
/** A row is wrapped so that any type of row fits the library's idea of one. */
interface Line<T> {
  row: T;
}
export type DataTableModel<T> = ReactTable<Features, Line<T>>;

export interface DataTableInput<T> {
  rows: readonly T[];
  columns: readonly DataTableColumn<T>[];
  rowKey: (row: T) => string;
  search: string;
  sortable: boolean;
  initialSort: SortingState;
}

/** Filtered, sorted and sized rows; the look is not its business. */
export function useDataTable<T>({
  rows,
  columns,
  rowKey,
  search,
  sortable,
  initialSort,
}: DataTableInput<T>): DataTableModel<T> {
  const data = useMemo<Line<T>[]>(() => {
    const text = search.trim();
    return (text ? rows.filter((row) => rowMatches(row, columns, text)) : rows).map((row) => ({ row }));
  }, [rows, columns, search]);
  const definitions = useMemo(
    () =>
      columns.map((column): ColumnDef<Features, Line<T>> => {
        const value = (line: Line<T>) => column.value(line.row) ?? undefined;
        return {
          id: column.id,
          accessorFn: value,
          sortFn: (a, b) => compareCells(value(a.original), value(b.original)),
          sortUndefined: "last",
          sortDescFirst: column.align === "right",
          enableSorting: sortable && column.sortable !== false && !column.actions,
          enableResizing: !column.actions,
          minSize: 48,
          ...(column.width !== undefined && { size: column.width }),
        };
      }),
    [columns, sortable],
  );
  return useTable({
    features,
    data,
    columns: definitions,
    columnResizeMode: "onChange",
    initialState: { sorting: initialSort },
    getRowId: (line) => rowKey(line.row),
  });
}
