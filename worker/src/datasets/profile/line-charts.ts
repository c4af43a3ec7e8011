import type { AggregateQuery, ChartSpec, ColumnProfile, Grain } from "@plumbline/contracts";
import { addPeriods, day, days_in, grains, periodLabel, periodStart, time } from "../detect/statistics/periods.ts";
import type { Table } from "../table/table.ts";
import { rankedAmounts } from "./kpis.ts";

const mostLines = 4;
/** Points that still show a shape: the finest grain with at most so many is taken. */
const mostPoints = 120;

/** The date that rows are about: the one with fewest gaps; among equals the first of the file. */
export function mainDate(columns: readonly ColumnProfile[]): ColumnProfile | undefined {
  return columns
    .filter((column) => column.role === "date" && column.unique_count > 2)
    .sort((a, b) => a.missing_count - b.missing_count || a.position - b.position)[0];
}

function grainFor(column: ColumnProfile): { grain: Grain; from: number; to: number } | undefined {
  if (!column.min_date || !column.max_date) return undefined;
  const [from, to] = [time(column.min_date), time(column.max_date)];
  const days = (to - from) / day;
  const possible = column.date_format === "%Y" ? (["year"] as const) : grains;
  const grain =
    possible.find((g) => (g !== "hour" || column.type === "datetime") && days / days_in[g] <= mostPoints) ?? "year";
  return days / days_in[grain] >= 2 && days / days_in[grain] <= 400 ? { grain, from, to } : undefined;
}

/** One line for each of the leading amounts, averages and the number of rows over the main date, in one scan. */
export async function lineCharts(table: Table, columns: readonly ColumnProfile[]): Promise<ChartSpec[]> {
  const date = mainDate(columns);
  const span = date && grainFor(date);
  if (!date || !span) return [];
  const series = seriesOf(columns);
  const select = series.map(({ query }, i) => {
    if (query.column === undefined) return `count(*)::double as s${i}`;
    return `${query.op === "sum" ? "sum" : "avg"}(v${table.column(query.column).index}) as s${i}`;
  });
  const v = `v${table.column(date.name).index}`;
  const rows = await table.query(
    `select date_trunc('${span.grain}', ${v}) as g, ${select.join(", ")} from t group by 1`,
  );
  const byStart = new Map(
    rows.filter(({ g }) => g !== null).map((row) => [periodStart(time(String(row.g)), span.grain), row]),
  );
  const starts: number[] = [];
  for (
    let i = 0, first = periodStart(span.from, span.grain), at = first;
    at <= span.to;
    at = addPeriods(first, span.grain, ++i)
  ) {
    starts.push(at);
  }
  return series.map(({ query, column, title }, i) => ({
    id: `line:${column?.name ?? "rows"}:${date.name}:${span.grain}`,
    kind: "line",
    title: `${title} by ${span.grain}`,
    subtitle: `${starts.length} ${span.grain}s of ${date.name.trim()}`,
    columns: column ? [column.name, date.name] : [date.name],
    query,
    by: { column: date.name, grain: span.grain },
    unit: column?.unit ?? { kind: "count" },
    points: starts.map((at) => {
      const value = byStart.get(at)?.[`s${i}`];
      // A period without rows has a count of zero, and no sum or average.
      return { group: periodLabel(at, span.grain), value: typeof value === "number" ? value : column ? null : 0 };
    }),
  }));
}

interface Line {
  query: AggregateQuery;
  column: ColumnProfile | null;
  title: string;
}

function seriesOf(columns: readonly ColumnProfile[]): Line[] {
  const amounts = rankedAmounts(columns)
    .slice(0, 2)
    .map(
      (column): Line => ({ query: { op: "sum", column: column.name, filter: [] }, column, title: column.name.trim() }),
    );
  const averages = columns
    .filter(
      (column) =>
        (column.role === "measure" || column.role === "rate") && column.mean !== null && column.unique_count > 2,
    )
    .slice(0, amounts.length > 0 ? 1 : 2)
    .map(
      (column): Line => ({
        query: { op: "mean", column: column.name, filter: [] },
        column,
        title: `Average ${column.name.trim()}`,
      }),
    );
  const rows: Line = { query: { op: "count", filter: [] }, column: null, title: "Rows" };
  return [...amounts, ...averages, rows].slice(0, mostLines);
}
