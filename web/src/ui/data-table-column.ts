import type { ReactNode } from "react";

/** What a cell is sorted, filtered and copied by. */
export type CellValue = string | number | boolean | null | undefined;

export interface DataTableColumn<T> {
  id: string;
  header: string;
  /** Sorted, filtered and copied by this; shown as it is unless `cell` is given. Missing values sort last. */
  value: (row: T) => CellValue;
  cell?: (row: T) => ReactNode;
  /** Numbers stand right. */
  align?: "left" | "right";
  /** Pixels; without it the column shares what is left. */
  width?: number;
  /** Left out of the table under this width (900, 1200 px). */
  hideBelow?: "md" | "lg";
  /** Left out of the cards on a phone. */
  hideInCard?: boolean;
  mono?: boolean;
  sortable?: boolean;
  /** Heads the card on a phone. One per table; the first column otherwise. */
  primary?: boolean;
  /** Buttons rather than data: not sorted, filtered or copied. */
  actions?: boolean;
}

/** Text sorts by words with numbers in order, numbers by size. Ascending; the table turns it around. */
export function compareCells(a: CellValue, b: CellValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true, sensitivity: "base" });
}

/** True when every word of `search` is somewhere in the row. */
export function rowMatches<T>(row: T, columns: readonly DataTableColumn<T>[], search: string): boolean {
  const text = columns
    .map((column) => (column.actions ? "" : String(column.value(row) ?? "")))
    .join("\n")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Rows as tab-separated text with a header, as spreadsheets paste it. */
export function rowsAsText<T>(rows: readonly T[], columns: readonly DataTableColumn<T>[]): string {
  const shown = columns.filter((column) => !column.actions);
  const clean = (value: CellValue): string => String(value ?? "").replaceAll(/[\t\r\n]+/g, " ");
  const lines = rows.map((row) => shown.map((column) => clean(column.value(row))).join("\t"));
  return [shown.map((column) => clean(column.header)).join("\t"), ...lines].join("\n");
}
