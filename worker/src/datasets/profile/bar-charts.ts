import type { ChartSpec, ColumnProfile } from "@plumbline/contracts";
import { categoryExpression } from "../detect/statistics/query.ts";
import type { Table } from "../table/table.ts";
import { rankedAmounts } from "./kpis.ts";

const mostGroups = 12;

/** Groups people compare: a handful of names that are not nearly all the same. */
export const groupings = (columns: readonly ColumnProfile[]): ColumnProfile[] =>
  columns
    .filter((column) => ["category", "geography", "flag"].includes(column.role) && column.unit?.symbol === undefined)
    .filter(
      (column) =>
        column.unique_count >= 2 && column.unique_count <= 200 && (column.top[0]?.count ?? 0) < 0.98 * column.count,
    )
    .sort(
      (a, b) =>
        Number(a.unique_count > 20) - Number(b.unique_count > 20) ||
        Number(a.role === "flag") - Number(b.role === "flag") ||
        a.position - b.position,
    );

/** Bars of the leading amount for each grouping, or of the number of rows where nothing can be added up. */
export async function barCharts(table: Table, columns: readonly ColumnProfile[], limit: number): Promise<ChartSpec[]> {
  const [amount] = rankedAmounts(columns);
  const charts: ChartSpec[] = [];
  for (const column of groupings(columns).slice(0, limit)) {
    charts.push(amount ? await totals(table, column, amount) : counts(column));
  }
  return charts;
}

async function totals(table: Table, column: ColumnProfile, amount: ColumnProfile): Promise<ChartSpec> {
  const { storage, index } = table.column(column.name);
  // The typed text is trimmed and null when missing already.
  const group = storage === "VARCHAR" ? `v${index}` : categoryExpression(table.column(column.name));
  const v = `v${table.column(amount.name).index}`;
  const all = await table.query<{ g: string | null; value: number | null }>(
    `select ${group} as g, sum(${v}) as value from t group by 1 order by value desc nulls last, g`,
  );
  const rows = all.flatMap(({ g, value }) => (g === null ? [] : [{ g, value }]));
  const shown = rows.slice(0, mostGroups);
  const rest = rows.slice(mostGroups);
  return {
    id: `bar:${amount.name}:${column.name}`,
    kind: "bar",
    title: `${amount.name.trim()} by ${column.name.trim()}`,
    subtitle: rest.length ? `${shown.length} largest of ${rows.length}` : `${rows.length} groups`,
    columns: [amount.name, column.name],
    query: { op: "sum", column: amount.name, filter: [] },
    by: { column: column.name },
    unit: amount.unit ?? { kind: "number" },
    points: shown.map(({ g, value }) => ({ group: g, value })),
    rest: rest.length ? { groups: rest.length, value: rest.reduce((sum, { value }) => sum + (value ?? 0), 0) } : null,
  };
}

function counts(column: ColumnProfile): ChartSpec {
  const shown = column.top.slice(0, mostGroups);
  const rest = column.unique_count - shown.length;
  return {
    id: `bar:rows:${column.name}`,
    kind: "bar",
    title: `Rows by ${column.name.trim()}`,
    subtitle: rest ? `${shown.length} largest of ${column.unique_count}` : `${shown.length} groups`,
    columns: [column.name],
    query: { op: "count", filter: [] },
    by: { column: column.name },
    unit: { kind: "count" },
    points: shown.map(({ value, count }) => ({ group: value, value: count })),
    rest: rest ? { groups: rest, value: column.count - shown.reduce((sum, { count }) => sum + count, 0) } : null,
  };
}
