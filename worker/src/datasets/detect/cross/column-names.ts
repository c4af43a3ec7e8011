import type { Column } from "./column.ts";

/** Columns to show beside a row that is pointed at: what names the row, then the columns the finding is about. */
export function shownColumns(columns: readonly Column[], about: readonly string[]): string[] {
  const names = columns.find((c) => c.role === "identifier" && c.profile.unique_count > 0.9 * c.profile.count)?.name;
  const date = columns.find((c) => c.role === "date")?.name;
  return [...new Set([names, date, ...about].filter((name) => name !== undefined))].slice(0, 8);
}
